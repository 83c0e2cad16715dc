"""Django's entry for the database."""

from typing import Any

import dj_database_url

from config.environment import env_text
from config.errors import Misconfigured
from config.postgres.home import find_home

ENGINE = "django.db.backends.postgresql"
KEEP_SECONDS = 600
EXAMPLE = "postgresql://user:password@host:5432/database"


def database_settings() -> dict[str, Any]:
    """The database that DATABASE_URL names, else the embedded server's, whether or not it is running.

    Connections are kept open, and tried before they are used again.
    """
    url = env_text("DATABASE_URL")
    entry = from_url(url) if url else embedded()
    return entry | {"CONN_MAX_AGE": KEEP_SECONDS, "CONN_HEALTH_CHECKS": True}


def from_url(url: str) -> dict[str, Any]:
    """Raises Misconfigured, without repeating the URL, which may hold a password."""
    try:
        entry: dict[str, Any] = dict(dj_database_url.parse(url))
    except ValueError:  # an unknown scheme is one as well
        raise Misconfigured(f"DATABASE_URL can't be read: write {EXAMPLE}.") from None
    if entry["ENGINE"] != ENGINE:
        raise Misconfigured(f"DATABASE_URL must name a PostgreSQL database: write {EXAMPLE}.")
    if not entry["NAME"]:
        raise Misconfigured(f"DATABASE_URL names no database: write {EXAMPLE}.")
    return entry


def embedded() -> dict[str, Any]:
    reached = find_home().connection()
    return {
        "ENGINE": ENGINE,
        "NAME": reached["dbname"],
        "USER": reached["user"],
        "PASSWORD": reached["password"],
        "HOST": reached["host"],
        "PORT": reached["port"],
    }
