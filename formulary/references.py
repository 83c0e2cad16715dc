"""References between rows that the database checks once a statement, not once a row.

A foreign key of PostgreSQL looks up every new row by itself: ten microseconds each, twelve times for an authorisation of a
register. A `Reference` is as strong, and kept by triggers (decision 14). Where either side changes only in an edition, its writers wait for each other at the lock of
editions, so that whoever comes later sees all of it. Any other row that is referred to is locked, as a foreign key would.
They are put in place after each `migrate`, for all models, so that a new reference cannot be forgotten.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model

_FUNCTIONS = """
CREATE OR REPLACE FUNCTION refers_to_what_is_there() RETURNS trigger LANGUAGE plpgsql AS $$
-- Of each reference: the column, the table and the key it refers to, and whether what is referred to is locked.
-- Planned each time: a plan made for one row would look up 100,000 one by one.
DECLARE
    absent text;
    said bigint[];
    given bigint[];
    seen bigint;
BEGIN
    EXECUTE (SELECT format('SELECT ARRAY[%s] FROM added_rows', string_agg(format('count(%I)', TG_ARGV[n]), ', ' ORDER BY n))
             FROM generate_series(0, TG_NARGS - 1, 4) n) INTO given;
    FOR i IN 0 .. TG_NARGS - 1 BY 4 LOOP
        absent := NULL;
        IF given[i / 4 + 1] = 0 THEN
            CONTINUE;
        ELSIF TG_ARGV[i + 3] = 'lock' THEN
            -- Hashed: an aggregate of what is distinct would sort all rows.
            EXECUTE format('SELECT array_agg(key) FROM (SELECT DISTINCT %1$I AS key FROM added_rows WHERE %1$I IS NOT NULL) said',
                           TG_ARGV[i]) INTO said;
            EXECUTE format('SELECT count(*) FROM (SELECT FROM public.%I WHERE %I = ANY($1) FOR KEY SHARE) held',
                           TG_ARGV[i + 1], TG_ARGV[i + 2]) INTO seen USING said;
            IF seen < cardinality(said) THEN
                EXECUTE format('SELECT key FROM unnest($1) AS key WHERE NOT EXISTS (SELECT FROM public.%I WHERE %I = key) LIMIT 1',
                               TG_ARGV[i + 1], TG_ARGV[i + 2]) INTO absent USING said;
            END IF;
        ELSE
            EXECUTE format(
                'SELECT min(%1$I) FROM added_rows said WHERE %1$I IS NOT NULL
                 AND NOT EXISTS (SELECT FROM public.%2$I there WHERE there.%3$I = said.%1$I)',
                TG_ARGV[i], TG_ARGV[i + 1], TG_ARGV[i + 2]) INTO absent;
        END IF;
        IF absent IS NOT NULL THEN
            RAISE foreign_key_violation USING
                MESSAGE = format('%s: %s %s is not in %s.', TG_TABLE_NAME, TG_ARGV[i], absent, TG_ARGV[i + 1]),
                TABLE = TG_TABLE_NAME, COLUMN = TG_ARGV[i];
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION stays_while_referred_to() RETURNS trigger LANGUAGE plpgsql AS $$
-- The key, and of each reference: the table that refers, and its column.
DECLARE
    held text;
BEGIN
    IF NOT EXISTS (SELECT FROM gone) THEN
        RETURN NULL;
    END IF;
    -- Under a later level a row that was added meanwhile would not be seen.
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE feature_not_supported USING
            MESSAGE = format('Rows of %s are removed at the isolation level “read committed” only.', TG_TABLE_NAME);
    END IF;
    FOR i IN 1 .. TG_NARGS - 1 BY 2 LOOP
        EXECUTE format(
            'SELECT gone.%1$I FROM gone WHERE EXISTS (SELECT FROM public.%2$I said WHERE said.%3$I = gone.%1$I) LIMIT 1',
            TG_ARGV[0], TG_ARGV[i], TG_ARGV[i + 1]) INTO held;
        IF held IS NOT NULL THEN
            RAISE foreign_key_violation USING
                MESSAGE = format('%s %s stays: rows of %s refer to it.', TG_TABLE_NAME, held, TG_ARGV[i]),
                TABLE = TG_ARGV[i], COLUMN = TG_ARGV[i + 1];
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION keeps_its_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE foreign_key_violation USING
        MESSAGE = format('%s: the key of a row never changes.', TG_TABLE_NAME);
END $$;
"""

_TRIGGER = """
CREATE OR REPLACE TRIGGER {name} AFTER {operation} ON {table}
    REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION {function}({arguments});
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name};
"""
_KEY_TRIGGER = """
CREATE OR REPLACE TRIGGER keeps_its_key BEFORE UPDATE ON {table}
    FOR EACH ROW WHEN (OLD.{key} IS DISTINCT FROM NEW.{key}) EXECUTE FUNCTION keeps_its_key();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER keeps_its_key;
"""


_COMES = ("added_in_an_edition", "added_to_an_open_edition")
_GOES = ("kept_in_history", "never_deleted")
"""Triggers with which a row is added, or removed, only by whoever holds the lock of editions, or never."""


class Reference(ForeignKey):
    """A foreign key whose constraint is our own triggers, on the table that refers and on the one referred to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs


def references() -> dict[type[Model], list[Reference]]:
    """By model: its references."""
    found = defaultdict(list)
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if isinstance(field, Reference):
                found[model].append(field)
    return found


def keep_references(**_: Any) -> None:
    """Install the triggers of every reference. Called after `migrate`."""
    with connection.cursor() as cursor:
        cursor.execute(_FUNCTIONS)
        for statement in _triggers():
            cursor.execute(statement)


def _triggers() -> Iterator[str]:
    referring = defaultdict(list)
    for model, fields in references().items():
        arguments: list[str] = []
        for field in fields:
            parent = field.related_model
            referring[parent].append((model._meta.db_table, field.column))
            needs_lock = not (_has(parent, *_GOES) and _has(model, *_COMES))
            arguments += [
                str(field.column),
                parent._meta.db_table,
                str(field.target_field.column),
                "lock" if needs_lock else "",
            ]
        for operation in ("INSERT", "UPDATE"):
            yield _statement(model, f"refers_on_{operation.lower()}", operation, arguments)
    for parent, held in referring.items():
        key = str(parent._meta.pk.column)
        arguments = [key, *(part for pair in held for part in pair)]
        yield _statement(parent, "stays_while_referred_to", "DELETE", arguments)
        yield _KEY_TRIGGER.format(table=parent._meta.db_table, key=key)


def _statement(model: type[Model], name: str, operation: str, arguments: list[str]) -> str:
    is_deleted = operation == "DELETE"
    return _TRIGGER.format(
        name=name,
        operation=operation,
        table=model._meta.db_table,
        rows="OLD TABLE AS gone" if is_deleted else "NEW TABLE AS added_rows",
        function="stays_while_referred_to" if is_deleted else "refers_to_what_is_there",
        arguments=", ".join(f"'{argument}'" for argument in arguments),
    )


def _has(model: type[Model], *triggers: str) -> bool:
    return any(trigger.name in triggers for trigger in getattr(model._meta, "triggers", ()))
