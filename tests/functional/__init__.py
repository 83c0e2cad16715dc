"""Journeys in a real browser."""

import re

AT_THE_DESK = re.compile(r"^[^?]+/admin/$")
"""The first page. Not the log-in that leads to it: its address ends in `?next=/admin/`."""
