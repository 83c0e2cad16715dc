"""The real annexes on the starter set: what they say of our ingredients, and that no medicine's verdict moves."""

import datetime as dt

import pytest

from formulary.names import Asked
from registry.actions.accounts import importer
from registry.actions.substance_lists import plan_statements
from registry.checks.check import check
from registry.checks.question import CheckQuestion
from registry.facts.sql import SqlFacts
from registry.models import Approval
from registry.registers.eu_cosing import SUBSTANCE_LIST
from registry.registers.source import Source
from tests.publishing import publish_copy

pytestmark = pytest.mark.django_db

COSMETIC = "sold-as-cosmetic"

EXPECTED = {
    "CosIng II/4": ["spironolactone"],
    "CosIng II/14": ["epinephrine"],
    "CosIng II/168": ["choline-chloride"],
    "CosIng II/194": ["progesterone"],
    "CosIng II/260": ["estradiol"],
    "CosIng II/335": ["cholecalciferol", "ergocalciferol"],
    "CosIng II/372": ["minoxidil"],
    "CosIng II/399": ["lidocaine"],
    "CosIng II/1371": ["phytomenadione"],
    "CosIng III/15a": ["sodium-hydroxide"],
    "CosIng III/24": ["zinc-gluconate", "zinc-sulfate"],
    "CosIng III/45": ["benzyl-alcohol"],
    "CosIng III/65": ["benzalkonium-chloride"],
    "CosIng III/98": ["salicylic-acid"],
    "CosIng III/99": ["sodium-metabisulfite"],
    "CosIng III/338": ["menthol"],
    "CosIng III/376": ["vitamin-a-palmitate", "vitamin-a-retinol"],
}
"""Each looked at by eye; an entry of selenium, copper (nano) or glucocorticoids is none of ours by name."""


def verdicts():
    """What France says of every ingredient concerned, injected into the skin: status and deciding records."""
    day = dt.date(2026, 6, 15)
    slugs = [slug for found in EXPECTED.values() for slug in found]
    answers = {}
    for slug in slugs:
        question = CheckQuestion("FR", "intradermal", day, lines=[Asked("ingredient", slug)])
        verdict = check(question, SqlFacts()).verdict
        deciding = [finding.record.id for finding in verdict.lines[0].deciding]
        answers[slug] = (verdict.status, deciding)
    return answers


def test_real_annexes_are_union_wide_and_change_no_verdict_on_a_medicine(shared_data):
    before = verdicts()
    with Source(shared_data / "regulators/eu_cosing") as source:
        copy = plan_statements(adapter=SUBSTANCE_LIST, source=source, by=importer())
        assert copy.counts == {"read": 2117, "outside": 2100, "created": 20}
        copy = publish_copy(copy)
        found = {}
        for row in Approval.objects.live().filter(published_in=copy.edition).order_by("record"):
            found.setdefault(row.number, []).append(row.ingredient.slug)
            assert row.effect == ("requirement" if "III" in row.number else "prohibited")
            assert (row.is_union_wide, row.jurisdiction.code, row.purposes) == (
                True,
                "EEA",
                [COSMETIC],
            )
        assert {number: sorted(slugs) for number, slugs in found.items()} == EXPECTED
        assert verdicts() == before
        again = plan_statements(adapter=SUBSTANCE_LIST, source=source, by=importer())
        assert again.counts == {"read": 2117, "outside": 2100, "unchanged": 20}
