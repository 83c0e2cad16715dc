"""Writes the snapshot of an edition: row by row from the database, in memory that does not grow with the registry.

The rows become plain values by the same functions as in the SQL reader, but for the records, of which there are most:
the tests hold these against each other.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from formulary.models import (
    CocktailVersion,
    Ingredient,
    IngredientClass,
    IngredientName,
    Interaction,
    Product,
    Route,
)
from formulary.vocabulary import LineRole
from registry.as_of import as_of
from registry.facts import records
from registry.facts.packed import (
    pack_document,
    pack_group,
    pack_interaction,
    pack_product,
)
from registry.facts.shelf import ShelfWriter
from registry.models import (
    Approval,
    ApprovalDocument,
    ApprovalRoute,
    Coverage,
    Document,
    Edition,
    Jurisdiction,
    Membership,
    NameMeaning,
    RegisterCopy,
)
from registry.vocabulary import JurisdictionKind

_AT_ONCE = 2000

Reach = tuple[str, str, bool]
"""The jurisdiction of a record, its kind, and whether it is union-wide."""


def build(*, edition: Edition, path: Path) -> None:
    """Write the snapshot of a sealed edition to `path`, which is whole only once this returns."""
    with ShelfWriter(path) as shelf, as_of(edition.number):
        _substances(shelf)
        _products(shelf)
        _cocktails(shelf)
        for document in Document.objects.order_by("slug").iterator(_AT_ONCE):
            shelf.put(f"D{document.slug}", pack_document(records.document(document)))
        _approvals(shelf)
        _products_by_active(shelf)
        shelf.finish(
            {
                "edition": edition.number,
                "sealed_at": edition.sealed_at and edition.sealed_at.isoformat(),
                "ingredients": edition.ingredients,
                **_small_tables(),
                "copies": _registers(shelf),
            }
        )


def _substances(shelf: ShelfWriter) -> None:
    forms = defaultdict(list)
    for base, slug, name in (
        Ingredient.objects.filter(form_of__isnull=False)
        .order_by("slug")
        .values_list("form_of__slug", "slug", "preferred_name")
        .iterator(_AT_ONCE)
    ):
        forms[base].append([slug, name])
    rows = Ingredient.objects.order_by("slug").values_list(
        "slug", "preferred_name", "form_of__slug", "unii", "cas"
    )
    for slug, name, base, *codes in rows.iterator(_AT_ONCE):
        shelf.put(f"G{slug}", [name, base, forms.get(slug, ())])
        for code in {*codes} - {""}:
            shelf.put(f"C{code}", [slug, name])
    names = IngredientName.objects.order_by("normalised", "ingredient__slug").values_list(
        "normalised", "ingredient__slug", "ingredient__preferred_name"
    )
    for normalised, named in _grouped(names.distinct()):
        shelf.put(f"N{normalised}", named)


def _products(shelf: ShelfWriter) -> None:
    whole = Product.objects.order_by("slug").prefetch_related("lines__ingredient")
    for row in whole.iterator(_AT_ONCE):
        shelf.put(f"P{row.slug}", pack_product(records.product(row)))
    rows = Product.objects.order_by("normalised", "slug").values_list("normalised", "slug", "name")
    for normalised, named in _grouped(rows):
        shelf.put(f"Q{normalised}", named)


def _cocktails(shelf: ShelfWriter) -> None:
    for version in CocktailVersion.objects.published().for_api().order_by("pk").iterator(_AT_ONCE):
        shelf.put(
            f"K{version.cocktail.slug}@{version.version}",
            [
                ["ingredient", line.ingredient.slug]
                if line.ingredient
                else ["product", line.product.slug]
                for line in version.lines.all()
            ],
        )


def _approvals(shelf: ShelfWriter) -> None:
    """The records by subject and table. Those of classes bear on any line and stand together."""
    for key, kind, subject, name in (
        ("I", "ingredient", "ingredient__slug", "ingredient__preferred_name"),
        ("R", "product", "product__slug", "product__name"),
        ("L", "class", "ingredient_class__slug", "ingredient_class__name"),
    ):
        rows = packed_records(kind, subject, name)
        for slug, found in groupby(rows, key=lambda row: "" if kind == "class" else row[1][2]):
            tables = defaultdict(list)
            for reach, packed in found:
                place = shelf.append(packed)
                for table in _tables(*reach):
                    tables[table].append(place)
            for table, places in tables.items():
                shelf.put(f"{key}{slug}|{table}", places)


def packed_records(kind: str, subject: str, name: str) -> Iterator[tuple[Reach, list[Any]]]:
    """What `unpack_record` takes for each record about a kind of subject, by subject, without a row of a model.

    There may be half a million.
    """
    routes = ApprovalRoute.objects.filter(approval=OuterRef("pk")).order_by("position", "pk")
    documents = ApprovalDocument.objects.filter(approval=OuterRef("pk")).order_by("position", "pk")
    rows = (
        Approval.objects.live()
        .filter(**{f"{subject}__isnull": False})
        .order_by(subject, "pk")
        .annotate(
            kind=Value(kind),
            authority_name=Coalesce(
                NullIf("authority__abbreviation", Value("")), "authority__name"
            ),
            listed=ArraySubquery(routes.filter(is_excluded=False).values("route__code")),
            excluded=ArraySubquery(routes.filter(is_excluded=True).values("route__code")),
            papers=ArraySubquery(documents.values("document__slug")),
            wide=F("is_union_wide"),
        )
        .values_list(
            "jurisdiction__code", "jurisdiction__kind", "is_union_wide", *_packed(subject, name)
        )
    )
    for code, place_kind, is_union_wide, *packed in rows.iterator(_AT_ONCE):
        yield (code, place_kind, is_union_wide), packed


def _packed(subject: str, name: str) -> tuple[str, ...]:
    """The columns in the order of `unpack_record`."""
    return (
        "record", "kind", subject, "jurisdiction__code", "authority__slug", "regulatory_class", "pathway__code",
        "effect", "lifecycle", "route_scope", name, "authority_name", "number", "holder", "listed", "excluded",
        "purposes", "valid_from", "valid_to", "valid_to_kind", "papers", "is_disputed", "wide", "paraphrase", "confidence",
        "review_due_on",
    )  # fmt: skip


def _products_by_active(shelf: ShelfWriter) -> None:
    """By active substance and table: the products with a record there."""
    active = "product__lines__ingredient__slug"
    rows = (
        Approval.objects.live()
        .filter(product__lines__role=LineRole.ACTIVE)
        .order_by(active, "product__slug")
        .values_list(
            active, "jurisdiction__code", "jurisdiction__kind", "is_union_wide", "product__slug"
        )
        .distinct()
    )
    for slug, found in groupby(rows.iterator(_AT_ONCE), key=itemgetter(0)):
        tables: dict[str, dict[str, None]] = defaultdict(dict)
        for _, *reach, product in found:
            for table in _tables(*reach):
                tables[table][product] = None
        for table, products in tables.items():
            shelf.put(f"M{slug}|{table}", list(products))


def _tables(code: str, kind: str, is_union_wide: bool) -> tuple[str, ...]:
    """Where a record is looked for: in its own jurisdiction, and from a member if it is union-wide."""
    return (code, f"{code}*") if kind == JurisdictionKind.UNION and is_union_wide else (code,)


def _registers(shelf: ShelfWriter) -> list[list[Any]]:
    """The complete registers, each latest copy first, with where it reaches; and the names in each."""
    copies = RegisterCopy.objects.filter(edition__isnull=False, is_complete=True)
    found = [
        [c.register, c.title, c.published_on, c.document.url if c.document else "",
         int(c.counts.get("rejected") or 0), table]
        for c in copies.select_related("document", "jurisdiction").order_by("register", "-edition_id")
        for table in _tables(c.jurisdiction.code, c.jurisdiction.kind, c.is_union_wide)
    ]  # fmt: skip
    if not found:
        return []
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT e.register, entered.name"
            " FROM registry_registerentry e, unnest(e.names) AS entered (name)"
            " WHERE e.gone_in_id IS NULL AND e.register = ANY(%s)",
            [list({register for register, *_ in found})],
        )
        for register, name in cursor:
            shelf.put(f"E{register}|{name}", True)
    for slug, names in _grouped(_names_of_ingredients()):
        shelf.put(f"A{slug}", [name for [name] in names])
    return found


def _names_of_ingredients() -> QuerySet:
    """All names under which each may stand in a register, those that a person decided included."""
    columns = ("ingredient__slug", "normalised")
    own, decided = (
        model.objects.order_by().values_list(*columns) for model in (IngredientName, NameMeaning)
    )
    return own.union(decided).order_by("ingredient__slug")


def _small_tables() -> dict[str, Any]:
    """What is held in memory whole: what people file by hand."""
    jurisdictions = Jurisdiction.objects.select_related("part_of")
    memberships = Membership.objects.select_related("member", "union")
    groups = IngredientClass.objects.prefetch_related("members")
    counted = Coverage.objects.order_by("edition").values_list(
        "jurisdiction__code", "approvals", "ingredients", "products"
    )
    return {
        "jurisdictions": [
            [
                row.code,
                row.name,
                row.part_of and row.part_of.code,
                row.kind == JurisdictionKind.UNION,
            ]
            for row in jurisdictions
        ],
        "memberships": [
            [row.member.code, row.union.code, row.valid.lower, row.valid.upper]
            for row in memberships
        ],
        "routes": list(Route.objects.values_list("code", "name", "is_parenteral")),
        "groups": [pack_group(records.group(row)) for row in groups],
        "coverage": {code: numbers for code, *numbers in counted},
        "interactions": [
            pack_interaction(records.interaction(row)) for row in Interaction.objects.for_api()
        ],
    }


def _grouped(rows: QuerySet) -> Iterator[tuple[str, list[Any]]]:
    """Rows that are ordered by their first column, by it."""
    for key, found in groupby(rows.iterator(chunk_size=_AT_ONCE), key=itemgetter(0)):
        yield key, [row[1:] for row in found]
