"""Reading the registry as it was at an edition: the same queries, over views that show that edition.

Each versioned table has a view of the same name in the schema `as_of`. While that schema comes first on the search path,
whatever is asked (the ORM, SQL, the API, a check) is answered from the edition that the transaction names: nobody else's
query needs to know of editions. The views are made from the models after every migration.

Most ask for the newest edition, and that is what the tables themselves say: an edition is written and sealed in one
transaction, and nothing else changes what is curated. So a transaction that has one snapshot of the database from its first
statement on, and finds that edition to be the newest there, reads the tables. The few that also hold what no edition
shows any more, or not yet, have a view in the schema `newest`.
"""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from formulary.columns import columns

SCHEMA, NEWEST = "as_of", "newest"
_ASKED = "current_setting('mesoformulary.as_of')::integer"


_BEGIN = f"""
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
SELECT edition.sealed_at, set_config('mesoformulary.as_of', asked.number::text, true),
    set_config('search_path', CASE WHEN edition.number = newest.number THEN '{NEWEST}' ELSE '{SCHEMA}' END || ', public', true)
FROM (SELECT %s::integer AS number) AS asked
LEFT JOIN public.registry_edition AS edition ON edition.number = asked.number AND edition.sealed_at IS NOT NULL
CROSS JOIN (SELECT max(number) AS number FROM public.registry_edition WHERE sealed_at IS NOT NULL) AS newest
"""

Settled = tuple[int, dt.datetime]
"""An edition that will never read otherwise: its number, and the moment that no edition of another database shares."""

_here = threading.local()


@contextmanager
def as_of(edition: int) -> Iterator[None]:
    """Everything read inside is what was known at that edition. Nothing can be written inside."""
    if connection.in_atomic_block:
        yield from _within(edition)
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_BEGIN, [edition])
            cursor.nextset()
            (sealed_at, *_) = cursor.fetchone()
        _here.settled = (edition, sealed_at) if sealed_at else None
        try:
            yield
        finally:
            _here.settled = None


def settled() -> Settled | None:
    """The edition that is read here, if what is found may be kept for whoever reads it next.

    Inside somebody's transaction it may not: what they have written themselves can still be undone.
    """
    return getattr(_here, "settled", None)


def _within(edition: int) -> Iterator[None]:
    """As `as_of`, inside a transaction, which may have begun before that edition was published."""
    outside, _here.settled = settled(), None
    try:
        with transaction.atomic():
            before = _point_to(f"{SCHEMA}, public", str(edition))
            yield
            _point_to(*before)
    finally:
        _here.settled = outside


def _point_to(path: str, edition: str) -> tuple[str, str]:
    """Set both settings for this transaction; what they were before. A rollback takes them back by itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT was.path, was.edition, set_config('search_path', %s, true),"
            " set_config('mesoformulary.as_of', %s, true)"
            " FROM (SELECT current_setting('search_path') AS path,"
            " coalesce(current_setting('mesoformulary.as_of', true), '') AS edition) AS was",
            [path, edition],
        )
        return cursor.fetchone()[:2]


def make_views(**_: Any) -> None:
    """Make the views anew, after the tables have changed."""
    with connection.cursor() as cursor:
        for schema, made in ((SCHEMA, queries()), (NEWEST, newest_queries())):
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            for table, query in made.items():
                cursor.execute(f"CREATE VIEW {schema}.{table} WITH (security_invoker) AS {query}")


def drop_views(**_: Any) -> None:
    """Take the views away, so that the tables under them can change."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA}, {NEWEST} CASCADE")


def queries() -> dict[str, str]:
    """By table: what its view shows."""
    versioned = [model.history_of for model in apps.get_models() if hasattr(model, "history_of")]
    made = {model._meta.db_table: _of_versions(model) for model in versioned}
    for name, query in _OTHERS.items():
        model = apps.get_model(name)
        made[model._meta.db_table] = query(model)
    return made


def newest_queries() -> dict[str, str]:
    """By table: what its view shows of the newest edition, where that is less than the table holds."""
    made = {}
    for name, condition in _LESS_THAN_HELD.items():
        model = apps.get_model(name)
        names, table = _names(model), model._meta.db_table
        made[table] = f"SELECT {names} FROM public.{table} WHERE {condition}"
    return made


def _of_versions(model: type[models.Model]) -> str:
    """The live rows that are old enough, and of the history what had not ended."""
    table, names = model._meta.db_table, ", ".join(columns(model))
    return (
        f"SELECT {names} FROM public.{table} WHERE since <= {_ASKED}"
        f" UNION ALL SELECT {names} FROM public.{table}_history"
        f" WHERE since <= {_ASKED} AND until > {_ASKED}"
    )


def _of_approvals(model: type[models.Model]) -> str:
    """The rows known at the edition, of which none was superseded yet."""
    return (
        f"SELECT {_names(model)} FROM public.registry_approval WHERE published_in_id <= {_ASKED}"
        f" AND (superseded_in_id IS NULL OR superseded_in_id > {_ASKED})"
    )


def _names(model: type[models.Model]) -> str:
    """The columns; that a row is superseded later is not known yet."""
    return ", ".join(
        f"NULL::integer AS {name}" if name == "superseded_in_id" else name
        for name in columns(model)
    )


def _upto(model: type[models.Model], edition: str) -> str:
    names = ", ".join(columns(model))
    return f"SELECT {names} FROM public.{model._meta.db_table} WHERE {edition} <= {_ASKED}"


def _of_spellings(model: type[models.Model]) -> str:
    """Names that somebody had used by then. What a look-up table alone has belongs to no edition."""
    names = ", ".join(columns(model))
    return (
        f"SELECT {names} FROM public.{model._meta.db_table}"
        f" WHERE since <= {_ASKED} OR since IS NULL"
    )


_OTHERS: dict[str, Callable[[type[models.Model]], str]] = {
    "formulary.Spelling": _of_spellings,
    "registry.Approval": _of_approvals,
    "registry.Change": partial(_upto, edition="edition_id"),
    "registry.Coverage": partial(_upto, edition="edition_id"),
    "registry.Edition": partial(_upto, edition="number"),
    "registry.RegisterCopy": partial(_upto, edition="edition_id"),
}
"""What keeps its own account of editions, or belongs to one."""

_LESS_THAN_HELD = {
    "registry.Approval": "superseded_in_id IS NULL",
    "registry.RegisterCopy": "edition_id IS NOT NULL",
}
"""What a table holds besides that is in no edition, or in none any more; `_OTHERS` says the same of any edition."""
