"""The timeline of a record: what we said of it, when, by whom and why, the newest first.

Each source of it is asked for as many lines as a page holds, by an index; so it costs the same however long it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import Q, QuerySet

from formulary.models import Ingredient, IngredientClassMember, Product, ProductLine
from registry.facts.records import record as plain
from registry.models import HISTORIES, Approval, Change, Edition, ProposedRow
from registry.presenters import approval_sentence, period
from registry.review import differences
from registry.review.names import Names
from registry.vocabulary import ChangedKind, Happened, RowAction

from .kinds import KINDS, Kind

FEW_PRODUCTS = 20
"""An ingredient in more products is told without them: their lists and timelines are elsewhere."""

Place = tuple[int, int]
"""An edition, and a position in it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: what an edition did, and where it was a statement of an authority, its two clocks.

    `holds` is when the authority's word held; `said_until` the edition that says otherwise, if one does. `changes`
    are what a person changed of the record's own row, field by field.
    """

    change: Change
    name: str
    statement: Approval | None
    sentence: str
    holds: str
    said_until: Edition | None
    changes: Sequence[differences.Change]

    @property
    def before(self) -> int:
        """The edition with which to compare it."""
        return self.change.edition_id - 1

    @property
    def documents(self) -> list:
        """The evidence of the statement."""
        links = self.statement.approval_documents.all() if self.statement else ()
        return [link.document for link in links]


@dataclass(frozen=True, slots=True)
class Timeline:
    entries: Sequence[Entry]
    older: Place | None
    has_more_products: bool


def timeline(kind: Kind, key: str, before: Place | None, most: int) -> Timeline:
    """The lines of a page, which begins before a place. A fixed number of queries."""
    sources, has_more = _sources(kind, key)
    found: dict[Place, Change] = {}
    for source in sources:
        rows = source.filter(pk__lt=before) if before else source
        for change in rows.order_by("-edition_id", "-position")[: most + 1]:
            found[change.edition_id, change.position] = change
    places = sorted(found, reverse=True)
    shown = [found[place] for place in islice(places, most)]
    entries = list(_entries(shown))
    return Timeline(entries, places[most - 1] if len(places) > most else None, has_more)


def _sources(kind: Kind, key: str) -> tuple[list[QuerySet[Change]], bool]:
    journal = Change.objects.select_related(
        "edition__change_set__proposed_by", "edition__published_by"
    )
    own = journal.filter(kind=kind.word, key=key)
    if kind.word == ChangedKind.PRODUCT:
        about = Approval.objects.filter(product__slug=key).values("record")
        return [own, journal.filter(kind=ChangedKind.APPROVAL, key__in=about)], False
    if kind.word != ChangedKind.INGREDIENT:
        return [own], False
    products = _slugs(Product, _ids_of(ProductLine, "product_id", key)[: FEW_PRODUCTS + 1])
    has_more = len(products) > FEW_PRODUCTS
    return [
        own,
        journal.filter(ingredient=key, kind=ChangedKind.APPROVAL),
        journal.filter(_memberships(key), kind=ChangedKind.INGREDIENT_CLASS),
        journal.filter(kind=ChangedKind.PRODUCT, key__in=[] if has_more else products),
    ], has_more


def _ids_of(model, column: str, key: str) -> QuerySet:
    """Of what the ingredient is or ever was a part."""
    ids = Ingredient.objects.filter(slug=key).values("pk")
    live = model.objects.filter(ingredient__in=ids).order_by().values_list(column)
    return live.union(HISTORIES[model].objects.filter(ingredient_id__in=ids).values_list(column))


def _slugs(model, ids) -> list[str]:
    """Under which things are known, or were before they were taken back."""
    wanted = [pk for (pk,) in ids]
    live = model.objects.filter(pk__in=wanted).order_by().values_list("slug")
    return [
        slug
        for (slug,) in live.union(
            HISTORIES[model].objects.filter(id__in=wanted).values_list("slug")
        )
    ]


def _memberships(key: str) -> Q:
    """The changes of classes by which the ingredient came in or went out."""
    ids = Ingredient.objects.filter(slug=key).values("pk")
    live = IngredientClassMember.objects.filter(ingredient__in=ids).order_by()
    gone = HISTORIES[IngredientClassMember].objects.filter(ingredient_id__in=ids)
    moves = (
        live.values_list("ingredient_class_id", "since")
        .union(gone.values_list("ingredient_class_id", "since"))
        .union(gone.values_list("ingredient_class_id", "until"))
    )
    wanted = Q(pk__in=[])
    for group, edition in moves:
        wanted |= Q(row=group, edition=edition)
    return wanted


def _entries(changes: Sequence[Change]) -> Iterator[Entry]:
    statements = _statements(changes)
    names = Names(
        ProposedRow(table=table.name, key=change.key, cells={table.key[0]: change.key})
        for change in changes
        for table in [KINDS[ChangedKind(change.kind)].table]
    )
    drafted = _drafted(changes)
    named = Names(drafted.values())
    for change in changes:
        kind = KINDS[ChangedKind(change.kind)]
        draft = drafted.get((change.edition.change_set_id, kind.table.name, change.key))
        row = statements.get((change.key, change.edition_id)) if kind.model is Approval else None
        record = plain(row) if row else None
        yield Entry(
            change=change,
            name=names(kind.table.name, change.key),
            statement=row,
            sentence=approval_sentence(record) if record else "",
            holds=period(record) if record else "",
            said_until=row.superseded_in if row else None,
            changes=differences.changes(kind.table, draft.base, draft.cells, named)
            if draft
            else [],
        )


def _drafted(changes: Sequence[Change]) -> dict[tuple[int, str, str], ProposedRow]:
    """What people proposed to change; the plan of a register is another thing, and is compared on request."""
    spoken_of = [c for c in changes if c.what in (Happened.CHANGED, Happened.SUPERSEDED)]
    rows = ProposedRow.objects.filter(
        change_set__in={change.edition.change_set_id for change in spoken_of},
        table__in={KINDS[ChangedKind(change.kind)].table.name for change in spoken_of},
        key__in={change.key for change in spoken_of},
        action=RowAction.PUT,
    )
    return {(row.change_set_id, row.table, row.key): row for row in rows}


def _statements(changes: Sequence[Change]) -> dict[tuple[str, int], Approval]:
    """What the editions said; of a record that was taken back, what it had said last."""
    spoken_of = [change for change in changes if change.kind == ChangedKind.APPROVAL]
    records = {change.key for change in spoken_of}
    editions = {change.edition_id for change in spoken_of}
    rows = Approval.objects.filter(
        Q(published_in__in=editions) | Q(superseded_in__in=editions), record__in=records
    )
    rows = rows.for_api().select_related("superseded_in")
    found: dict[tuple[str, int], Approval] = {}
    for row in rows:
        found[row.record, row.published_in_id] = row
        if row.superseded_in_id:
            found.setdefault((row.record, row.superseded_in_id), row)
    removed = {(c.key, c.edition_id) for c in spoken_of if c.what == Happened.REMOVED}
    said = {(row.record, row.published_in_id) for row in rows}
    return {place: row for place, row in found.items() if place in said | removed}
