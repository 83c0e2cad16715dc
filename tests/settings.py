"""The settings, with a data folder for tests alone: whatever they do, the data of `make run` are not in reach."""

import os
from pathlib import Path

os.environ.setdefault("DATA_DIR", str(Path(__file__).resolve().parent.parent / "var/tests"))

from config.settings import *  # noqa: F403
from config.settings import PASSWORD_HASHERS as REAL_HASHERS

# Made to be quick; one test that logs in for real checks the real one.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *REAL_HASHERS]

# Whoever tests asks more in a minute than anybody else; the tests of limits set their own.
PUBLIC_REQUESTS_A_MINUTE = PUBLIC_QUESTIONS_A_DAY = 1_000_000

# Every client of a test is a server of its own: it looks for a file when asked, not for all of them at the start.
WHITENOISE_AUTOREFRESH = True
