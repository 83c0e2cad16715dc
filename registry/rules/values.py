"""The plain values that the verdict rules speak of: no database, no clock.

A `Facts` reader (see `registry.facts`) fills a `Dossier` for a `Question`; the rules do the rest.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from formulary.rules.value import Value
from registry.rules.partial_date import PartialDate
from registry.vocabulary import GENERAL_KNOWLEDGE, Effect, EndKind, Lifecycle, RouteScope

SubjectKind = Literal["ingredient", "product", "class"]


@dataclass(frozen=True, slots=True)
class Route:
    """A route of administration. Two routes are the same if, and only if, their codes are."""

    code: str
    name: str = field(compare=False)
    is_parenteral: bool = field(compare=False)


class Evidence(Value, frozen=True):
    """A document, with the days on which it was published and read (ISO 8601, may be partial)."""

    slug: str
    title: str
    url: str
    published_on: str = ""
    retrieved_on: str = ""
    review_due_on: dt.date | None = None

    def dates(self) -> list[PartialDate]:
        """The known dates of the document."""
        texts = (self.published_on, self.retrieved_on)
        return [date for text in texts if (date := PartialDate.parse(text))]


class Record(Value, frozen=True):
    """An approval row as the rules see it: one statement by one authority about one subject."""

    id: str
    subject_kind: SubjectKind
    subject: str
    jurisdiction: str
    authority: str
    regulatory_class: str
    pathway: str
    effect: Effect
    lifecycle: Lifecycle
    route_scope: RouteScope
    subject_name: str = ""
    authority_name: str = ""
    number: str = ""
    holder: str = ""
    routes: tuple[Route, ...] = ()
    routes_excluded: tuple[Route, ...] = ()
    purposes: tuple[str, ...] = ()
    valid_from: str = ""
    valid_to: str = ""
    valid_to_kind: EndKind = EndKind.OPEN
    documents: tuple[Evidence, ...] = ()
    is_disputed: bool = False
    is_union_wide: bool = False
    paraphrase: str = ""
    confidence: str = "retrieved"
    review_due_on: dt.date | None = None

    @property
    def start(self) -> PartialDate | None:
        """The first day, or the span in which it lies; None where it is not known."""
        return PartialDate.parse(self.valid_from)

    @property
    def end(self) -> PartialDate | None:
        """The day that is out, or the span in which it lies; None unless the end is a date."""
        return PartialDate.parse(self.valid_to)

    @property
    def oldest_evidence(self) -> dt.date | None:
        """The oldest day among its documents: up to then an unknown end had not come."""
        return min((date.first for doc in self.documents for date in doc.dates()), default=None)

    @property
    def rests_on_general_knowledge(self) -> bool:
        """Whether nobody has read a page or file for it yet."""
        return self.confidence == GENERAL_KNOWLEDGE

    @property
    def is_above_product_level(self) -> bool:
        """Whether it speaks of a substance or a class, not of one product."""
        return self.subject_kind != "product"


class Substance(Value, frozen=True):
    """An ingredient and the base of which it is a salt or hydrate, if any."""

    slug: str
    name: str
    base: str | None = None


class Product(Value, frozen=True):
    """Something sold: its class in law and the slugs of its ingredients by role."""

    slug: str
    name: str
    regulatory_class: str = ""
    actives: frozenset[str] = frozenset()
    of_unknown_role: frozenset[str] = frozenset()
    excipients: frozenset[str] = frozenset()
    has_other_actives: bool = False
    """It holds active substances that are no ingredients here."""

    @property
    def ingredients(self) -> frozenset[str]:
        """All that is in it."""
        return self.actives | self.of_unknown_role | self.excipients

    @property
    def maybe_active(self) -> frozenset[str]:
        """What a ban on a substance reaches: a line of unknown role counts as active here."""
        return self.actives | self.of_unknown_role


class Group(Value, frozen=True):
    """An ingredient class and how statements about it find their lines."""

    slug: str
    name: str
    reach: str
    regulatory_class: str = ""
    members: frozenset[str] = frozenset()


class Line(Value, frozen=True):
    """One resolved line of a question: the slug of an ingredient or of a product, or neither."""

    ingredient: str | None = None
    product: str | None = None

    @property
    def is_resolved(self) -> bool:
        return self.ingredient is not None or self.product is not None


class Question(Value, frozen=True):
    """May `lines` be injected by `route`, on this day, for this purpose?

    The jurisdiction and the edition have done their work before: the dossier holds only records that
    reach the jurisdiction and were known at the edition.
    """

    route: Route
    on: dt.date
    purpose: str
    lines: tuple[Line, ...]
    is_mixed: bool


class Dossier(Value, frozen=True):
    """Everything that may bear on a question, by slug."""

    records: tuple[Record, ...] = ()
    substances: Mapping[str, Substance] = {}
    products: Mapping[str, Product] = {}
    groups: Mapping[str, Group] = {}

    def base_of(self, slug: str) -> str | None:
        """The base of which an ingredient is a form, if any."""
        substance = self.substances.get(slug)
        return substance.base if substance else None

    def kin_of(self, slug: str) -> list[str]:
        """The ingredient, its base and every form of either, as far as they are here."""
        root = self.base_of(slug) or slug
        return [other for other in self.substances if (self.base_of(other) or other) == root]
