"""The journal: what an edition did to which record, written down once, before the edition is sealed."""

from collections.abc import Iterator

from django.db import connection

from registry.models import Edition
from registry.timeline.kinds import KINDS, Kind
from registry.vocabulary import ChangedKind

_CODE = "coalesce((SELECT j.code FROM registry_jurisdiction j WHERE j.id = r.jurisdiction_id), '')"
_SLUG = "coalesce((SELECT i.slug FROM formulary_ingredient i WHERE i.id = r.{}), '')"

_KEYS = {
    ChangedKind.INTERACTION: (
        f"{_SLUG.format('a_id')} || '|' || {_SLUG.format('b_id')} || '|'"
        r" || replace(replace(r.factor, '\', '\\'), '|', '\|')"
    )
}
"""Keys that are more than a column, as the files of the exchange format have them."""

_PLACES = {
    ChangedKind.AUTHORITY: _CODE,
    ChangedKind.JURISDICTION: "r.code",
    ChangedKind.PATHWAY: _CODE,
}
_SUBJECTS = {ChangedKind.INGREDIENT: "r.slug"}

_APPROVALS = f"""
SELECT {{order}} AS kind_order, 'approval' AS kind, record AS key, NULL::bigint AS row,
       CASE WHEN NOT bool_or(is_before) THEN 'added'
            WHEN NOT bool_or(NOT is_before) THEN 'removed' ELSE 'superseded' END AS what,
       max(place) AS place, max(subject) AS subject
FROM (
    SELECT r.record, {_CODE} AS place, {_SLUG.format("ingredient_id")} AS subject, false AS is_before
    FROM registry_approval r WHERE r.published_in_id = %(edition)s
    UNION ALL
    SELECT r.record, {_CODE}, {_SLUG.format("ingredient_id")}, true
    FROM registry_approval r WHERE r.superseded_in_id = %(edition)s
) AS said
GROUP BY record
"""


def write_changes(*, edition: Edition) -> None:
    """Write the journal of the open edition.

    Driven by the numbers of editions on the rows, whatever the size of the registry: nothing is compared.
    """
    changes = " UNION ALL ".join(_changes())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_change"
            " (edition_id, position, kind, key, row, what, jurisdiction, ingredient)"
            ' SELECT %(edition)s, row_number() OVER (ORDER BY kind_order, key COLLATE "C", row),'
            f" kind, key, row, what, place, subject FROM ({changes}) AS changes",
            {"edition": edition.pk},
        )


def _changes() -> Iterator[str]:
    """For each kind, a query of the records that the edition changed."""
    for order, kind in enumerate(KINDS.values()):
        if kind.word == ChangedKind.APPROVAL:
            yield _APPROVALS.format(order=order)
        else:
            yield _of_kind(order, kind)


def _of_kind(order: int, kind: Kind) -> str:
    """Rows that the edition says now and those that it said no more, grouped by the record they belong to.

    Grouped, not joined: rows that are this new have no statistics, by which a join would be planned.
    """
    table = kind.model._meta.db_table
    key = _KEYS.get(kind.word, f"r.{kind.key}")
    place, subject = _PLACES.get(kind.word, "''"), _SUBJECTS.get(kind.word, "''")
    own = f"r.id, {key} AS key, {place} AS place, {subject} AS subject"
    sides = [
        f"SELECT {own}, false AS is_before FROM {table} r WHERE r.since = %(edition)s",
        f"SELECT {own}, true FROM {table}_history r WHERE r.until = %(edition)s",
    ]
    for model, owner in kind.parts:
        part = model._meta.db_table
        sides += [
            f"SELECT {owner}, NULL, NULL, NULL, NULL::boolean FROM {part} WHERE since = %(edition)s",
            f"SELECT {owner}, NULL, NULL, NULL, NULL FROM {part}_history WHERE until = %(edition)s",
        ]
    newest = "max({0}) FILTER (WHERE NOT is_before), max({0})".format
    return f"""
        SELECT {order} AS kind_order, '{kind.word.value}' AS kind,
               coalesce(said.key, ({_live(table, key)})) AS key, said.id AS row, said.what,
               coalesce(said.place, ({_live(table, place)}), '') AS place,
               coalesce(said.subject, ({_live(table, subject)}), '') AS subject
        FROM (
            SELECT id, coalesce({newest("key")}) AS key, coalesce({newest("place")}) AS place,
                   coalesce({newest("subject")}) AS subject,
                   CASE WHEN bool_or(is_before) AND NOT coalesce(bool_or(NOT is_before), false) THEN 'removed'
                        WHEN bool_or(NOT is_before) AND NOT coalesce(bool_or(is_before), false) THEN 'added'
                        ELSE 'changed' END AS what
            FROM ({" UNION ALL ".join(sides)}) AS sides
            GROUP BY id
        ) AS said
    """


def _live(table: str, expression: str) -> str:
    """What the row in force says: of a record of which only a part has changed."""
    return f"SELECT {expression} FROM {table} r WHERE r.id = said.id"
