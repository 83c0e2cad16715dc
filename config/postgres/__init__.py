"""Which PostgreSQL serves: the one that DATABASE_URL names, or else our own, from a wheel."""

from config.postgres.connection import database_settings
from config.postgres.health import check_database
from config.postgres.usage import ready_database

__all__ = ["check_database", "database_settings", "ready_database"]
