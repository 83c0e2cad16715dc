"""The triggers that bring every change of a followed table into the audit trail.

They are put in place after each `migrate`, on every table that is not excepted: a new table cannot be forgotten, and those of
other packages are followed like our own. django-pgtrigger writes, installs and compares them (decision 11).
"""

import json
from collections.abc import Iterator
from typing import Any

import pgtrigger
from django.db import connections
from pgtrigger import compiler

from .functions import BODIES, GUARDS
from .tables import REDACTED, SECRETS, followed_models, keeping


class AlwaysSql(compiler.UpsertTriggerSql):
    """A trigger that calls a function of `registry.audit.functions`.

    The library's own template makes a function for each, which a session can have skipped by a setting. This one cannot be skipped.
    """

    def get_template(self) -> str:
        return """
            CREATE OR REPLACE TRIGGER {pgid} {when} {operation} ON {table} {referencing}
                FOR EACH {level} EXECUTE FUNCTION {execute};
            ALTER TABLE {table} ENABLE ALWAYS TRIGGER {pgid};
            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """


class Recorder(pgtrigger.Trigger):
    """Calls the function of its name with the key's column, what is written over secrets, and how rows are kept."""

    level = pgtrigger.Statement
    func = "-- see registry.audit.functions"

    def get_pgid(self, model: Any) -> str:
        return str(self.name)  # once a table, and out of reach of the library's commands

    def render_execute(self, model: Any) -> str:
        hidden = dict.fromkeys(SECRETS.get(model._meta.db_table, ()), REDACTED)
        arguments = [model._meta.pk.column, json.dumps(hidden)]
        if self.name == "audit_insert":
            arguments.append(keeping(model))
        quoted = "', '".join(arguments)
        return f"{self.name}('{quoted}')"

    def compile(self, model: Any) -> compiler.Trigger:
        return compiler.Trigger(name=self.name, sql=AlwaysSql(**super().compile(model).sql.kwargs))


RECORDERS = (
    Recorder(
        name="audit_insert",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="come"),
    ),
    Recorder(
        name="audit_update",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        referencing=pgtrigger.Referencing(old="gone", new="come"),
    ),
    Recorder(
        name="audit_delete",
        when=pgtrigger.After,
        operation=pgtrigger.Delete,
        referencing=pgtrigger.Referencing(old="gone"),
    ),
    Recorder(name="audit_truncate", when=pgtrigger.Before, operation=pgtrigger.Truncate),
)

_INSTALLED = """
SELECT c.relname, t.tgname, obj_description(t.oid), t.tgenabled
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgname LIKE 'audit\\_%%' AND c.relnamespace = 'public'::regnamespace
"""
_FUNCTIONS = """
SELECT proname, prosrc FROM pg_proc
WHERE proname LIKE 'audit\\_%%' AND pronamespace = 'public'::regnamespace
"""
_HAS_TRAIL = "SELECT to_regprocedure('public.audit_sign()') IS NOT NULL"
ALWAYS = "A"


def missing(using: str = "default") -> Iterator[tuple[Any, Recorder]]:
    """Recorders that a table lacks, that were written for an older one, or that somebody has disabled."""
    installed = _installed(using)
    for model in followed_models():
        for recorder in RECORDERS:
            wanted = (recorder.compile(model).hash, ALWAYS)
            if installed.get((model._meta.db_table, recorder.name)) != wanted:
                yield model, recorder


def idle(using: str = "default") -> Iterator[str]:
    """Every part of the trail's machinery that does not do its work, in words."""
    for model, recorder in missing(using):
        yield f"the trigger {recorder.name} of {model._meta.db_table} is missing, disabled or another one"
    installed = _installed(using)
    for table, name in sorted(GUARDS):
        if installed.get((table, name), ("", ""))[1] != ALWAYS:
            yield f"the trigger {name} of {table} is missing or disabled"
    with connections[using].cursor() as cursor:
        cursor.execute(_FUNCTIONS)
        found = dict(cursor.fetchall())
    for name, body in BODIES.items():
        if found.get(name) != body:
            yield f"the function {name} is missing or another one"


def _installed(using: str) -> dict[tuple[str, str | None], tuple[str, str]]:
    with connections[using].cursor() as cursor:
        cursor.execute(_INSTALLED)
        return {(table, name): (made, state) for table, name, made, state in cursor.fetchall()}


def follow_all(using: str = "default", **kwargs: Any) -> None:
    """Put every recorder in place. Called after `migrate`; does nothing where all is well."""
    with connections[using].cursor() as cursor:
        cursor.execute(_HAS_TRAIL)
        if not cursor.fetchone()[0]:  # migrated back to before there was a trail
            return
    tables = set(connections[using].introspection.table_names())
    for model, recorder in list(missing(using)):
        if model._meta.db_table in tables:
            recorder.install(model, database=using)
