"""Whether the database can serve, before anything is served or migrated."""

import re
from typing import Any

import psycopg

from config.errors import Misconfigured
from config.postgres.connection import database_settings

OLDEST = 15
EXTENSIONS = ("btree_gist", "pg_trgm")
SECONDS = 5
NOT_FOR_LIBPQ = ("pool", "server_side_binding", "isolation_level", "assume_role")
REFUSALS = (
    (r"password authentication failed|no password supplied|pg_hba\.conf", "correct its user and password"),
    (r'role ".*" does not exist', "correct its user, or create it on the server"),
    (r'database ".*" does not exist', "correct its name, or create it: CREATE DATABASE name ENCODING 'UTF8'"),
    (r"resolve host|translate host", "correct its host"),
    (r"refused|timeout|timed out|No such file|unreachable|closed the connection", "start the server, or correct its host and port"),
    (r"starting up|shutting down|in recovery|too many (clients|connections)", "the server is busy: try again"),
)  # fmt: skip


def check_database() -> None:
    """Raises Misconfigured, in one line that says what to do, unless the database can be used."""
    settings = database_settings()
    try:
        with psycopg.connect(**parameters(settings)) as connection:
            fault = what_is_missing(connection)
    except psycopg.Error as error:
        raise Misconfigured(advice(str(error))) from None
    if fault:
        raise Misconfigured(f"The database {settings['NAME']} can't be used: {fault}")


def parameters(settings: dict[str, Any]) -> dict[str, Any]:
    """Django's entry in libpq's words."""
    named = {
        "host": settings["HOST"],
        "port": settings["PORT"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "dbname": settings["NAME"],
    }
    options = settings.get("OPTIONS", {})
    asked = {name: value for name, value in options.items() if name not in NOT_FOR_LIBPQ}
    return {"connect_timeout": SECONDS} | {n: v for n, v in named.items() if v} | asked


def advice(said: str) -> str:
    """What the driver said, in one line, and what to do about it."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    reason = (
        lines[0].removeprefix("connection failed: ").rstrip(".") if lines else "no reason given"
    )
    todo = next((todo for pattern, todo in REFUSALS if re.search(pattern, said)), "correct the URL")
    return f"The database of DATABASE_URL can't be reached ({reason}): {todo}."


def what_is_missing(connection: psycopg.Connection[Any]) -> str | None:
    """The first reason not to use this database, with its remedy, or None."""
    version = connection.info.server_version // 10_000
    if version < OLDEST:
        return f"its server is PostgreSQL {version}. Use {OLDEST} or newer."
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        return f"its encoding is {encoding}. Create it anew with ENCODING 'UTF8'."
    return missing_extensions(connection)


def missing_extensions(connection: psycopg.Connection[Any]) -> str | None:
    rows = connection.execute(
        "SELECT name, installed_version IS NOT NULL FROM pg_available_extensions WHERE name = ANY(%s)",
        [list(EXTENSIONS)],
    ).fetchall()
    absent = sorted(set(EXTENSIONS) - {name for name, _ in rows})
    if absent:
        return (
            f"its server lacks the extension {', '.join(absent)}. Install the server's contrib package "
            "(postgresql-contrib)."
        )
    pending = sorted(name for name, is_installed in rows if not is_installed)
    may_create = connection.execute(
        "SELECT has_database_privilege(current_database(), 'CREATE')"
    ).fetchone()
    if pending and may_create == (False,):
        return (
            f"the extension {', '.join(pending)} is not installed in it, and this user may not do so. Let the "
            "database's owner run: " + " ".join(f"CREATE EXTENSION {name};" for name in pending)
        )
    return None
