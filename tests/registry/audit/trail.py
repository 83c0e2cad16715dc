"""What the tests of the audit trail share."""

import json
from contextlib import contextmanager

from django.db import connection

from registry.audit import acting
from registry.models import AuditEntry


@contextmanager
def nobody_acting():
    """As in a process where nobody has said who writes."""
    token = acting._now.set(None)
    try:
        yield
    finally:
        acting._now.reset(token)


def newest(table="formulary_product"):
    return AuditEntry.objects.filter(table=table).order_by("-id").first()


def after(entry):
    return json.loads(entry.after)


def before(entry):
    return json.loads(entry.before)


def run(statement, values=None):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def close_link():
    """What the end of the transaction does."""
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("SET CONSTRAINTS ALL DEFERRED")


def as_owner(statement):
    """With every trigger of the trail's tables out of the way, as only their owner can have it."""
    tables = ("registry_auditentry", "registry_auditlink")
    for table in tables:
        run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    run(statement)
    for table in tables:
        run(f"ALTER TABLE {table} ENABLE TRIGGER USER")
