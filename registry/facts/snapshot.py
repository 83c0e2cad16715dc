"""The reader of facts that asks nobody: one edition, in a file that every process of the machine maps.

It answers what the SQL reader answers, word for word, and is written from the same rows by `registry.facts.build`.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from formulary import names
from formulary.names import Asked, Match, Resolution
from formulary.rules.identifiers import identifier
from formulary.rules.mixing import Interaction
from formulary.rules.names import normalise
from formulary.rules.spelling import nearest
from registry.as_of import as_of
from registry.facts.packed import (
    unpack_document,
    unpack_group,
    unpack_product,
    unpack_record,
)
from registry.facts.places import Places
from registry.facts.reader import Absence, Kindred, Place, PlaceCoverage, Unknown
from registry.facts.shelf import Shelf
from registry.facts.sql import SqlFacts
from registry.rules import values

_CODE = re.compile(r"[0-9A-Z]{10}|[0-9]+-[0-9]{2}-[0-9]")
"""What a slug could be and a UNII or CAS number as well."""


class SnapshotFacts:
    """Facts of one edition. It never changes, so threads share it."""

    at_once = 1

    def __init__(self, path: Path) -> None:
        """Raises OSError or ValueError where there is no whole snapshot."""
        self._shelf = Shelf(path)
        root = self._shelf.root
        self.edition: int = root["edition"]
        self.sealed_at: str = root["sealed_at"]
        self._ingredients_known: int = root["ingredients"]
        self._places = Places(root["jurisdictions"], root["memberships"])
        self._routes = {code: values.Route(code, *rest) for code, *rest in root["routes"]}
        self._groups = {packed[0]: unpack_group(packed) for packed in root["groups"]}
        self._coverage: dict[str, list[int]] = root["coverage"]
        self._copies: list[list[Any]] = root["copies"]
        self._interactions: dict[str, list[tuple[int, Interaction]]] = defaultdict(list)
        for position, packed in enumerate(root["interactions"]):
            self._interactions[packed[0]].append((position, Interaction(*packed)))
        self._ingredient = lru_cache(maxsize=4096)(self._read_ingredient)
        self._document = lru_cache(maxsize=4096)(self._read_document)
        self._of_classes = lru_cache(maxsize=1024)(self._read_of_classes)

    def place(self, code: str, on: dt.date) -> Place:
        """The jurisdiction on that day, then its country, then its unions in the order filed."""
        return self._places.on(code, on)

    def route(self, code: str) -> values.Route:
        """The route of that code."""
        try:
            return self._routes[code]
        except KeyError:
            raise Unknown("route", code, nearest(code, self._routes)) from None

    def resolve(self, asked: Sequence[Asked], *, offer: bool = True) -> list[Resolution]:
        """What each text names; only for what nothing has as its exact name is the database asked."""
        found = [
            self._ingredients(a.text) if a.kind == "ingredient" else self._products(a.text)
            for a in asked
        ]
        if all(len(matches) == 1 for matches in found):
            return [Resolution(match=matches[0]) for matches in found]
        if not offer:
            return names.settle(asked, found, offer=False)
        with as_of(self.edition):
            return names.settle(asked, found)

    def _ingredients(self, text: str) -> list[Match]:
        """By slug, else by UNII or CAS, else by exact normalised name in any language."""
        own = None if " " in text else self._ingredient(text)  # no slug has a blank
        found = [Match("ingredient", text, own[0], "exact")] if own else []
        if found and not _CODE.fullmatch(text):
            return found
        code = identifier(text)
        if code and (not found or code == text) and (named := self._shelf.get(f"C{code}")):
            slug, name = named
            found += [Match("ingredient", slug, name, "exact")] if slug != text else []
        return found or self._named("N", "ingredient", text)

    def _read_ingredient(self, slug: str) -> Any:
        """Its name, its base and its forms; None where it is not known."""
        return self._shelf.get(f"G{slug}")

    def _products(self, text: str) -> list[Match]:
        """By slug, else by exact normalised name."""
        own = None if " " in text else self._shelf.get(f"P{text}")
        return (
            [Match("product", text, own[1], "exact")] if own else self._named("Q", "product", text)
        )

    def _named(self, table: str, kind: names.Kind, text: str) -> list[Match]:
        same = self._shelf.get(f"{table}{normalise(text)}") or ()
        return [Match(kind, slug, name, "exact") for slug, name in same]

    def dossier(self, place: Place, lines: Sequence[values.Line]) -> values.Dossier:
        """Everything on record that may bear on the lines in this place."""
        get, tables = self._shelf.get, self._places.tables(place)
        products: dict[str, values.Product] = {}
        substances: dict[str, values.Substance] = {}
        found: dict[int, None] = {}  # where the records stand, each once
        for line in lines:
            if line.product:
                *packed, of_tables = get(f"P{line.product}")
                product = unpack_product(packed)
                products[product.slug] = product
                for table in tables:
                    found.update(dict.fromkeys(of_tables.get(table, ())))
                for slug in product.ingredients:
                    base = self._family(slug, substances)
                    for table in tables:
                        if family := get(f"F{base}|{table}"):
                            found.update(dict.fromkeys(family[0]))
            elif line.ingredient:
                base = self._family(line.ingredient, substances)
                for table in tables:
                    family = get(f"F{base}|{table}")
                    if family is None:
                        continue
                    found.update(dict.fromkeys(family[0]))
                    for at in family[1]:
                        *packed, of_tables = self._shelf.at(at)
                        if packed[0] not in products:
                            products[packed[0]] = unpack_product(packed)
                        found.update(dict.fromkeys(of_tables[table]))
        of_classes, groups = self._of_classes(tables)
        return values.Dossier(
            records=(*map(self._record, found), *of_classes),
            substances=substances,
            products=products,
            groups=groups,
        )

    def _family(self, slug: str, into: dict[str, values.Substance]) -> str:
        """The base of the ingredient. It and every form of it are added to `into`."""
        name, base, forms = self._ingredient(slug)
        if base:
            slug = base
            name, _, forms = self._ingredient(base)
        into[slug] = values.Substance(slug, name)
        for form, form_name in forms:
            into[form] = values.Substance(form, form_name, slug)
        return slug

    def _record(self, place: int) -> values.Record:
        return unpack_record(self._shelf.at(place), self._routes.__getitem__, self._document)

    def _read_document(self, place: int) -> values.Evidence:
        return unpack_document(self._shelf.at(place))

    def _read_of_classes(
        self, tables: tuple[str, ...]
    ) -> tuple[list[values.Record], dict[str, values.Group]]:
        """The records about classes here, which bear on any line, and the classes."""
        kept = [
            self._record(place) for table in tables for place in self._shelf.get(f"L{table}") or ()
        ]
        return kept, {record.subject: self._groups[record.subject] for record in kept}

    def cocktail(self, reference: str) -> list[Asked]:
        """The lines of a published version, named “slug@version”, in their order."""
        slug, _, number = reference.partition("@")
        is_number = number.isascii() and number.isdecimal() and len(number) < 9
        lines = self._shelf.get(f"K{slug}@{int(number)}") if is_number else None
        if lines is None:
            with as_of(self.edition):
                return SqlFacts().cocktail(reference)
        return [Asked(kind, text) for kind, text in lines]

    def interactions(self, dossier: values.Dossier) -> list[Interaction]:
        """The recorded interactions of the substances of a dossier."""
        if not self._interactions:
            return []
        found = [
            (position, interaction)
            for slug in dossier.substances
            for position, interaction in self._interactions.get(slug, ())
            if interaction.b is None or interaction.b in dossier.substances
        ]
        return [interaction for _, interaction in sorted(found, key=lambda pair: pair[0])]

    def absences(
        self, place: Place, dossier: values.Dossier, lines: Sequence[values.Line]
    ) -> list[list[Absence]]:
        """For each line that names an ingredient: the complete registers here in which it is not found."""
        copies: dict[str, list[Any]] = {}
        for register, *copy in self._copies if self._copies else ():
            if copy[-1] in self._places.tables(place):
                copies.setdefault(register, copy)
        if not copies:
            return [[] for _ in lines]
        return [
            [
                Absence(register, *copy[:-1])
                for register, copy in copies.items()
                if not self._has(register, dossier.kin_of(line.ingredient))
            ]
            if line.ingredient
            else []
            for line in lines
        ]

    def _has(self, register: str, kin: Iterable[str]) -> bool:
        """Whether an entry of the register has a name of one of them."""
        get = self._shelf.get
        return any(get(f"E{register}|{name}") for slug in kin for name in get(f"A{slug}") or ())

    def kindred(
        self, place: Place, lines: Sequence[values.Line]
    ) -> Mapping[values.Line, tuple[Sequence[Kindred], bool]]:
        """What is like each line and on record in this place: few ask, and the database knows."""
        with as_of(self.edition):
            return SqlFacts().kindred(place, lines)

    def coverage(self, place: Place) -> PlaceCoverage:
        """The counts made when the newest edition that touched this place was published."""
        records, ingredients, products = self._coverage.get(place.code, (0, 0, 0))
        return PlaceCoverage(records, ingredients, self._ingredients_known, products)
