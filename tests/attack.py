"""SQL as somebody would type it who goes round the application."""

import pytest
from django.db import DataError, IntegrityError, connection, transaction


def run(sql, *parameters):
    """Execute, and check at once what is otherwise checked at the end of the transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refused(sql, *parameters, match):
    """The database refuses it, and says why."""
    with pytest.raises((IntegrityError, DataError), match=match):
        run(sql, *parameters)
