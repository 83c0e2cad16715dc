"""A made-up register of a made-up country: an adapter that yields what a test gives it."""

import dataclasses
import datetime as dt
from pathlib import Path

from django.db import transaction

from formulary.models import Ingredient, IngredientName
from formulary.names import Asked
from formulary.vocabulary import LineRole, RegulatoryClass
from registry.actions.accounts import importer
from registry.actions.registers import plan_register
from registry.checks.check import check
from registry.checks.question import CheckQuestion
from registry.facts.sql import SqlFacts
from registry.models import Approval, Authority, Jurisdiction, Pathway, RegisterEntry
from registry.registers.authorisation import Authorisation, Substance
from registry.registers.source import Source
from registry.vocabulary import Effect, Lifecycle, RouteScope
from tests.publishing import publish_copy

ROUTES = {
    "into the skin": "intradermal",
    "under the skin": "subcutaneous",
    "on the skin": "cutaneous",
}


@dataclasses.dataclass
class MadeUp:
    """An adapter without files: `rows` are what it reads."""

    rows: list
    day: str = ""
    name: str = "xa-register"
    title: str = "Example register"
    publisher: str = "Example agency"
    authority: str = "example-agency"
    jurisdiction: str = "XA"
    is_union_wide: bool = False
    is_complete: bool = True
    routes: dict = dataclasses.field(default_factory=lambda: dict(ROUTES))

    def published_on(self, source):
        return self.day

    def read(self, source):
        yield from self.rows


def substance(name, role=LineRole.ACTIVE, **values):
    return Substance(printed=name, names=(name,), role=role, **values)


PEPTIDE = substance("EXAMPLE PEPTIDE")
OTHER = substance("EXAMPLE OTHER")
STRANGE = substance("EXAMPLE STRANGER")


def row(number="EX 1", product="Peptal 1 %", substances=(PEPTIDE,), **values):
    """A valid authorisation of the example peptide into the skin, unless told otherwise."""
    defaults = {
        "holder": "Example Laboratories",
        "regulatory_class": RegulatoryClass.MEDICINE,
        "pathway": "XA_NATIONAL",
        "effect": Effect.GRANTED,
        "lifecycle": Lifecycle.VALID,
        "route_scope": RouteScope.LISTED,
        "routes": ("Into the skin",),
        "valid_from": "2001-02-03",
        "file": "example.txt",
        "line": 1,
    }
    return Authorisation(
        number=number, product=product, substances=tuple(substances), **{**defaults, **values}
    )


@transaction.atomic
def make_world():
    """The country XA with its agency and pathway, and two made-up ingredients."""
    place = Jurisdiction.objects.create(code="XA", name="Example land", kind="country")
    Authority.objects.create(
        slug="example-agency", name="Example agency", jurisdiction=place, confidence="Example"
    )
    Pathway.objects.create(code="XA_NATIONAL", name="National", jurisdiction=place)
    for slug, name in (("example-peptide", "Example peptide"), ("example-other", "Example other")):
        ingredient = Ingredient.objects.create(
            slug=slug, preferred_name=name, category="peptide", source="Example"
        )
        IngredientName.objects.create(ingredient=ingredient, text=name, kind="preferred")


def plan(*rows, day="2020-01-01", **values):
    """The plan of a copy that holds these rows."""
    adapter = MadeUp(list(rows), day, **values)
    with Source(Path(__file__)) as source:
        return plan_register(adapter=adapter, source=source, by=importer())


def load(*rows, day="2020-01-01", override_reason="", **values):
    """Plan a copy and apply it."""
    return publish_copy(plan(*rows, day=day, **values), override_reason=override_reason)


def outcomes(copy):
    """The outcomes of a plan's rows by number."""
    return {row.number: row.outcome for row in copy.rows.all()}


def changes(copy, number="EX 1"):
    return copy.rows.get(number=number).changes


def periods(number="EX 1"):
    """The live records of a number: (id, state, first day, day that is out)."""
    rows = Approval.objects.live().filter(number=number).order_by("valid_from")
    return [(a.record, a.lifecycle, a.valid_from, a.valid_to) for a in rows]


def entry(number="EX 1"):
    return RegisterEntry.objects.get(number=number)


def status(name="example-peptide", kind="ingredient", route="intradermal", on="2021-06-15"):
    """What a check in XA says of one line, for any purpose."""
    question = CheckQuestion("XA", route, dt.date.fromisoformat(on), lines=[Asked(kind, name)])
    return check(question, SqlFacts()).verdict.status
