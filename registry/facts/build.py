"""Writes the snapshot of an edition: row by row from the database. Memory holds where a row stands, never the row.

The rows become plain values by the same functions as in the SQL reader, but for the records, of which there are most:
the tests hold these against each other.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from formulary.models import (
    CocktailVersion,
    Ingredient,
    IngredientClass,
    IngredientName,
    Interaction,
    Product,
    ProductLine,
    Route,
)
from registry.as_of import as_of
from registry.facts import records
from registry.facts.packed import (
    pack_document,
    pack_group,
    pack_interaction,
    pack_product,
)
from registry.facts.shelf import ShelfWriter
from registry.facts.streams import (
    AT_ONCE,
    Beside,
    Places,
    Row,
    grouped,
    products_of_families,
    records_about,
)
from registry.models import (
    Coverage,
    Document,
    Edition,
    Jurisdiction,
    Membership,
    NameMeaning,
    RegisterCopy,
)
from registry.vocabulary import JurisdictionKind

Tables = dict[str, list[int]]
"""Places by table."""


def build(*, edition: Edition, path: Path) -> None:
    """Write the snapshot of a sealed edition to `path`, which is whole only once this returns."""
    with ShelfWriter(path) as shelf, as_of(edition.number):
        _substances(shelf)
        _cocktails(shelf)
        documents = {
            row.pk: shelf.append(pack_document(records.document(row)))
            for row in Document.objects.order_by("pk").iterator(AT_ONCE)
        }
        _families(shelf, documents, _products(shelf, documents))
        _rules(shelf, documents)
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
        .iterator(AT_ONCE)
    ):
        forms[base].append([slug, name])
    rows = Ingredient.objects.order_by("slug").values_list(
        "slug", "preferred_name", "form_of__slug", "unii", "cas"
    )
    for slug, name, base, *codes in rows.iterator(AT_ONCE):
        shelf.put(f"G{slug}", [name, base, forms.get(slug, ())])
        for code in {*codes} - {""}:
            shelf.put(f"C{code}", [slug, name])
    names = IngredientName.objects.order_by("normalised", "ingredient__slug").values_list(
        "normalised", "ingredient__slug", "ingredient__preferred_name"
    )
    for normalised, named in grouped(names.distinct()):
        shelf.put(f"N{normalised}", named)


def _products(shelf: ShelfWriter, documents: Mapping[int, int]) -> Places:
    """Each product with the places of its records, by table; where each product stands."""
    where = Places()
    about = Beside(records_about("product", F("product_id"), documents))
    held = ProductLine.objects.order_by("product_id").values_list(
        "product_id", "role", "ingredient__slug"
    )
    lines = Beside(held.iterator(AT_ONCE))
    rows = Product.objects.order_by("pk").values_list(
        "pk", "slug", "name", "regulatory_class", "has_other_actives"
    )
    for key, slug, name, regulatory_class, has_others in rows.iterator(AT_ONCE):
        of_product = [line[1:] for line in lines.of(key)]
        product = records.product_of(slug, name, regulatory_class, has_others, of_product)
        tables = _shelved(shelf, about.of(key))
        where.add(key, shelf.put(f"P{slug}", [*pack_product(product), tables]))
    about.finish()
    lines.finish()
    names = Product.objects.order_by("normalised", "slug").values_list("normalised", "slug", "name")
    for normalised, named in grouped(names):
        shelf.put(f"Q{normalised}", named)
    return where


def _cocktails(shelf: ShelfWriter) -> None:
    for version in CocktailVersion.objects.published().for_api().order_by("pk").iterator(AT_ONCE):
        shelf.put(
            f"K{version.cocktail.slug}@{version.version}",
            [
                ["ingredient", line.ingredient.slug]
                if line.ingredient
                else ["product", line.product.slug]
                for line in version.lines.all()
            ],
        )


def _families(shelf: ShelfWriter, documents: Mapping[int, int], products: Places) -> None:
    """By a base and a table: the records about it or a form of it, and the products with one of them that have records."""
    base = Coalesce("ingredient__form_of_id", "ingredient_id")
    about = (
        (key, packed, reach, None)
        for key, packed, reach in records_about("ingredient", base, documents)
    )
    merged = heapq.merge(about, products_of_families(), key=itemgetter(0))
    slugs = Ingredient.objects.filter(form_of=None).order_by("pk").values_list("pk", "slug")
    slug_of = dict(slugs.iterator(AT_ONCE))
    for key, found in groupby(merged, key=itemgetter(0)):
        tables: dict[str, tuple[list[int], dict[int, None]]] = defaultdict(lambda: ([], {}))
        for _, packed, reach, product in found:
            place = shelf.append(packed) if product is None else products.of(product)
            for table in _tables(*reach):
                if product is None:
                    tables[table][0].append(place)
                else:
                    tables[table][1][place] = None
        for table, (own, of_products) in tables.items():
            shelf.put(f"F{slug_of[key]}|{table}", [own, list(of_products)])


def _rules(shelf: ShelfWriter, documents: Mapping[int, int]) -> None:
    """By table: the records about classes, which bear on any line."""
    for table, places in _shelved(
        shelf, records_about("class", F("ingredient_class_id"), documents)
    ).items():
        shelf.put(f"L{table}", places)


def _shelved(shelf: ShelfWriter, found: Iterable[Row]) -> Tables:
    """The places of records, by table."""
    tables: Tables = defaultdict(list)
    for _, packed, reach in found:
        place = shelf.append(packed)
        for table in _tables(*reach):
            tables[table].append(place)
    return tables


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
    for slug, names in grouped(_names_of_ingredients()):
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
