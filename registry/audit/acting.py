"""Who is writing, why, and from where: said once around the work, and told to the database with each statement that writes.

The triggers of the trail read settings of the session. They are set in the same message as the statement, for its transaction
only: that costs no round trip, a rolled-back transaction cannot leave an older name in place, and a connection that is kept
cannot bring the name of one request into the next. Statements that only read are sent as they are.
"""

import getpass
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

ANONYMOUS = "(anonymous)"
"""Somebody who has not logged in. No user name has brackets, and none has the colon of a system's name."""


class Person(Protocol):
    """An account; one without a key is nobody's."""

    pk: Any

    def get_username(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Acting:
    """`by` is a person, a function that finds them when they are wanted, or the name of a system."""

    by: Person | Callable[[], Person | None] | str
    reason: str = ""
    origin: str = ""


_now: ContextVar[Acting | None] = ContextVar("acting", default=None)


@contextmanager
def acting(
    *,
    by: Person | Callable[[], Person | None] | str | None = None,
    reason: str = "",
    origin: str = "",
) -> Iterator[None]:
    """What is written inside is by this person or system, for this reason, from this place.

    What is left out stays as it is around it. A write inside no such block is refused by the database.
    """
    around = _now.get() or Acting(by="")
    token = _now.set(
        Acting(
            by=around.by if by is None else by,
            reason=reason or around.reason,
            origin=origin or around.origin,
        )
    )
    try:
        yield
    finally:
        _now.reset(token)


@contextmanager
def acting_as_command(name: str) -> Iterator[None]:
    """A management command writes in its own name, unless it says for whom."""
    try:
        account = getpass.getuser()
    except (KeyError, OSError):  # no such account, as in some containers
        account = "unknown"
    with acting(by=f"system: {name}", origin=f"manage.py {name} (run by {account})"):
        yield


def tell_who(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Have a new connection tell the database who writes. Django's signal `connection_created` calls it."""
    if _with_actor not in connection.execute_wrappers:
        connection.execute_wrappers.append(_with_actor)


_WRITES = re.compile(
    r"\s*(INSERT|UPDATE|DELETE|MERGE|DO|CALL|WITH\b.*\b(INSERT|UPDATE|DELETE|MERGE))\b",
    re.IGNORECASE | re.DOTALL,
)


def _with_actor(
    execute: Callable[..., Any], statement: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    raw = context["cursor"].cursor
    text = statement.as_string(raw) if isinstance(statement, sql.Composable) else statement
    if not _WRITES.match(text) or getattr(raw, "name", None):
        return execute(statement, params, many, context)
    settings = _settings(*_named())
    if many:  # a statement for each row; the settings are sent once
        with transaction.atomic(using=context["connection"].alias, savepoint=False):
            raw.execute(settings)
            return execute(statement, params, many, context)
    if params is not None:
        settings = settings.replace("%", "%%")
    result = execute(settings + text, params, many, context)
    raw.nextset()  # past the answer to the settings
    return result


@lru_cache(maxsize=256)
def _settings(actor: str, actor_id: str, reason: str, origin: str) -> str:
    values = {"actor": actor, "actor_id": actor_id, "reason": reason, "origin": origin}
    told = (
        f"set_config('mesoformulary.{name}', {sql.Literal(value.replace(chr(0), '')).as_string()}, true)"
        for name, value in values.items()
    )
    return f"SELECT {', '.join(told)}; "


def _named() -> tuple[str, str, str, str]:
    """Name, account, reason and origin; all of them blank, so that the database refuses, where nobody acts."""
    now = _now.get()
    if now is None:
        return "", "", "", ""
    person = _found(now)
    if isinstance(person, str):
        return person, "", now.reason, now.origin
    if person is None:
        return ANONYMOUS, "", now.reason, now.origin
    return person.get_username(), str(person.pk), now.reason, now.origin


def _found(now: Acting) -> Person | str | None:
    if isinstance(now.by, str) or not callable(now.by):
        return now.by
    # Finding them may itself write, as when a session is renewed.
    token = _now.set(Acting(by=ANONYMOUS, reason=now.reason, origin=now.origin))
    try:
        person = now.by()
        return None if person is None or person.pk is None else person
    finally:
        _now.reset(token)
