"""Promises of the database are kept whoever writes: no session can have their triggers skipped."""

from typing import Any

from django.db import connection

_NEVER_SKIPPED = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
LANGUAGE sql IMMUTABLE AS 'SELECT false'
"""


def keep_promises(**_: Any) -> None:
    """django-pgtrigger lets a session name triggers to be skipped (`SET pgtrigger.ignore`), for code that repairs things.

    Append-only approvals and sealed editions must not be repaired that way. The library asks this function before each trigger,
    and writes it anew with every trigger that a migration installs, so it is replaced after every `migrate`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEVER_SKIPPED)
