"""A database that can't serve is named in one line, with what to do."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.db import connection

from config.errors import Misconfigured
from config.postgres import health
from config.postgres.health import check_database, what_is_missing

ROOT = Path(__file__).resolve().parents[3]


def url(**changes: str) -> str:
    """The address of the tests' own server, with some parts changed."""
    names = {"user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT", "name": "NAME"}
    parts = {part: str(connection.settings_dict[key]) for part, key in names.items()} | changes
    quoted = {part: quote(value, safe="") for part, value in parts.items()}
    return "postgresql://{user}:{password}@{host}:{port}/{name}".format(**quoted)


def complaint(monkeypatch: pytest.MonkeyPatch, address: str) -> str:
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(Misconfigured) as error:
        check_database()
    said = str(error.value)
    assert "\n" not in said
    return said


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("nonsense", "can't be read: write postgresql://"),
        ("postgresql://user:secret@host:port/name", "can't be read: write postgresql://"),
        ("mysql://user:secret@host/name", "must name a PostgreSQL database"),
        ("postgresql://user:secret@host", "names no database"),
        ("postgresql://user:secret@127.0.0.1:1/name", "start the server, or correct its host and port"),
        ("postgresql:///name?host=/nowhere/at/all", "start the server, or correct its host and port"),
        ("postgresql://user:secret@127.0.0.1:1/name?sslmod=require", "correct the URL"),
    ],
)  # fmt: skip
def test_wrong_url_or_a_server_that_is_down(monkeypatch, address, says):
    said = complaint(monkeypatch, address)
    assert says in said
    assert "secret" not in said


def test_wrong_password_user_or_database(monkeypatch, django_db_setup):
    assert "correct its user and password" in complaint(monkeypatch, url(password="guess"))
    assert "correct its user" in complaint(monkeypatch, url(user="nobody-known"))
    assert "correct its name, or create it" in complaint(monkeypatch, url(name="no-such-database"))


def test_good_database_is_silent(monkeypatch, django_db_setup):
    monkeypatch.setenv("DATABASE_URL", url())
    check_database()


def test_extension_that_the_server_lacks(monkeypatch, django_db_setup):
    monkeypatch.setattr(health, "EXTENSIONS", ("pg_trgm", "no_such_extension"))
    said = complaint(monkeypatch, url())
    assert "lacks the extension no_such_extension. Install the server's contrib package" in said


def test_old_server():
    old = SimpleNamespace(info=SimpleNamespace(server_version=140_012))
    assert what_is_missing(old) == "its server is PostgreSQL 14. Use 15 or newer."


def test_database_of_another_encoding_or_of_somebody_else(
    monkeypatch, django_db_setup, django_db_blocker
):
    made = {"DATABASE meso_ascii", "DATABASE meso_closed", "ROLE meso_clerk"}
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        try:
            cursor.execute(
                "CREATE DATABASE meso_ascii TEMPLATE template0 ENCODING 'SQL_ASCII' "
                "LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'"
            )
            cursor.execute("CREATE DATABASE meso_closed TEMPLATE template0")
            cursor.execute("CREATE ROLE meso_clerk LOGIN PASSWORD 'clerk'")
            assert "its encoding is SQL_ASCII" in complaint(monkeypatch, url(name="meso_ascii"))
            clerk = url(name="meso_closed", user="meso_clerk", password="clerk")
            said = complaint(monkeypatch, clerk)
            assert "CREATE EXTENSION btree_gist; CREATE EXTENSION pg_trgm;" in said
        finally:
            for thing in sorted(made):
                kind, name = thing.split()
                cursor.execute(f"DROP {kind} IF EXISTS {name}")


def test_command_ends_with_the_line_and_without_a_traceback():
    environment = os.environ | {"DATABASE_URL": "postgresql://user:secret@127.0.0.1:1/name"}
    command = [sys.executable, "manage.py", "migrate"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "start the server" in done.stderr


@pytest.mark.parametrize("arguments", [["--version"], ["migrate", "--help"]])
def test_command_that_needs_no_database_asks_for_none(arguments):
    environment = os.environ | {"DATABASE_URL": "postgresql://user:secret@127.0.0.1:1/name"}
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
