"""The approval matrix: ingredients by jurisdictions, for one route on one day.

Each cell is the verdict that a check of that one ingredient in that one place would give. The facts of all cells are read
together, so that a page costs the same number of queries whatever its size.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from msgspec.structs import replace

from formulary.desk.search import matching_ingredients
from formulary.models import Ingredient, IngredientClass
from formulary.vocabulary import Reach
from registry.facts.reader import Place, PlaceCoverage
from registry.facts.wide import WideFacts
from registry.rules.line_verdict import Finding
from registry.rules.values import Dossier, Line, Question, Record, Route
from registry.rules.verdict import Verdict, decide
from registry.vocabulary import HAIR_LOSS, Answer, Status


@dataclass(frozen=True, slots=True)
class MatrixQuestion:
    """By which route, on which day, in which places: none of them asks for all that have records.

    Nothing is asked about a purpose, so that it is the one of every question that names none.
    """

    route: str
    on: dt.date
    jurisdictions: Sequence[str] = ()
    status: str = ""
    """Only ingredients that have it in one of the places."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One ingredient in one place."""

    place: Place
    verdict: Verdict

    @property
    def status(self) -> Status:
        return self.verdict.status

    @property
    def answer(self) -> Answer:
        return self.verdict.answer

    @property
    def deciding(self) -> tuple[Finding, ...]:
        """What just the records that decide it say."""
        [line] = self.verdict.lines
        return line.deciding


@dataclass(frozen=True, slots=True)
class Row:
    """One ingredient in every place, in their order."""

    slug: str
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows in the order of the ingredients given, columns in the order of the places."""

    route: Route
    on: dt.date
    edition: int
    places: tuple[Place, ...]
    coverage: tuple[PlaceCoverage, ...]
    rows: tuple[Row, ...]


def wanted_ingredients(
    *,
    ingredient: Ingredient | None = None,
    ingredient_class: IngredientClass | None = None,
    category: str = "",
    text: str = "",
) -> QuerySet[Ingredient]:
    """The ingredients that a matrix shows: all, or those that fit everything that was given."""
    wanted = matching_ingredients(text) if text else Ingredient.objects.all()
    if ingredient:
        wanted = wanted.filter(pk=ingredient.pk)
    if ingredient_class:
        wanted = wanted.filter(classes=ingredient_class)
    return wanted.filter(category=category) if category else wanted


def matrix(asked: MatrixQuestion, ingredients: Iterable[Ingredient], facts: WideFacts) -> Matrix:
    """The verdict on each ingredient in each place. Raises `registry.facts.reader.Unknown`."""
    route = facts.route(asked.route)
    places = tuple(facts.open_places(asked.jurisdictions, asked.on))
    lines = {Line(ingredient=row.slug): row.preferred_name for row in ingredients}
    dossier = facts.wide_dossier(list(lines))
    bearing = _Bearing(dossier, facts)
    rows = []
    for line, name in lines.items():
        question = Question(route, asked.on, HAIR_LOSS, (line,), is_mixed=False)
        row = Row(line.ingredient or "", name, tuple(_cells(question, places, bearing)))
        if not asked.status or any(cell.status == asked.status for cell in row.cells):
            rows.append(row)
    coverage = tuple(facts.coverage(place) for place in places)
    return Matrix(route, asked.on, facts.edition, places, coverage, tuple(rows))


def _cells(question: Question, places: Sequence[Place], bearing: "_Bearing") -> Iterable[Cell]:
    """Places that the same records reach (members of one union, mostly) are decided once."""
    [line] = question.lines
    decided: dict[tuple[str, ...], Verdict] = {}
    for place in places:
        records = bearing.on(line, place)
        key = tuple(record.id for record in records)
        if key not in decided:
            decided[key] = decide(question, replace(bearing.dossier, records=records))
        yield Cell(place, decided[key])


class _Bearing:
    """The records of a wide dossier, filed under the substances that they may bear on.

    Under a base stands all that is said of it and of its forms, so that nothing which the rules might ask for is left
    out: what does bear on a line, they alone decide.
    """

    def __init__(self, dossier: Dossier, facts: WideFacts) -> None:
        self.dossier, self._reaches = dossier, facts.places.reaches
        self._about: dict[str, list[Record]] = defaultdict(list)
        self._about_anything: list[Record] = []
        for record in dossier.records:
            roots = self._roots(record)
            if roots is None:
                self._about_anything.append(record)
            for root in roots or ():
                self._about[root].append(record)

    def on(self, line: Line, place: Place) -> tuple[Record, ...]:
        """What may bear on an ingredient in a place."""
        about = (*self._about[self._root(line.ingredient or "")], *self._about_anything)
        return tuple(record for record in about if self._reaches(record, place))

    def _roots(self, record: Record) -> set[str] | None:
        """The bases of what a record speaks of; None where it may speak of anything."""
        if record.subject_kind == "ingredient":
            return {self._root(record.subject)}
        if record.subject_kind == "product":
            return {self._root(slug) for slug in self.dossier.products[record.subject].actives}
        group = self.dossier.groups[record.subject]
        return (
            {self._root(slug) for slug in group.members} if group.reach == Reach.MEMBERS else None
        )

    def _root(self, slug: str) -> str:
        return self.dossier.base_of(slug) or slug
