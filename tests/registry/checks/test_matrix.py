"""The matrix says of each ingredient in each place what a check of it alone would say."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from formulary.models import Ingredient, IngredientClass
from formulary.names import Asked
from registry.as_of import as_of
from registry.checks.check import check
from registry.checks.matrix import MatrixQuestion, matrix, wanted_ingredients
from registry.checks.question import CheckQuestion
from registry.facts.reader import Unknown
from registry.facts.sql import SqlFacts
from registry.facts.wide import WideFacts
from registry.models import Approval, Jurisdiction
from registry.rules.values import Line, Question
from registry.rules.verdict import decide
from registry.vocabulary import HAIR_LOSS
from tests.publishing import publish_correction
from tests.registry.api.build import publish, statement
from tests.registry.statements import copy_of

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 6, 1)


def asked(ingredients=None, /, facts=None, **values):
    """The matrix of an edition, of all ingredients unless some are named."""
    question = MatrixQuestion(**({"route": "intradermal", "on": DAY} | values))
    wanted = wanted_ingredients().order_by("slug") if ingredients is None else ingredients
    return matrix(question, wanted, facts or WideFacts())


@pytest.mark.parametrize(
    ("route", "on", "codes"),
    [
        # A country of two unions, one outside, a subdivision with its country, a union, and a country that left one.
        ("intradermal", "2026-06-01", ["FR", "US", "AE-DU", "EEA", "GB", "XA"]),
        ("topical", "2026-11-24", ["FR", "DE", "KR", "BR", "EEA"]),
        ("intradermal", "2019-06-01", ["GB", "US"]),
    ],
)
def test_every_cell_is_what_a_check_says(route, on, codes):
    Jurisdiction.objects.get_or_create(code="XA", name="Example country", kind="country")
    day = dt.date.fromisoformat(on)
    slugs = list(Ingredient.objects.order_by("slug").values_list("slug", flat=True))
    found = asked(route=route, on=day, jurisdictions=codes)
    assert [row.slug for row in found.rows] == slugs
    statuses = set()
    lines = tuple(Line(ingredient=slug) for slug in slugs)
    for column, code in enumerate(codes):
        facts = SqlFacts()
        question = Question(facts.route(route), day, HAIR_LOSS, lines, is_mixed=True)
        dossier = facts.dossier(facts.place(code, day), lines)
        expected = decide(question, dossier).lines  # as a check decides
        verdicts = tuple(row.cells[column].verdict.lines[0] for row in found.rows)
        assert verdicts == expected
        statuses |= {verdict.status for verdict in verdicts}
    assert len(statuses) > 3  # otherwise this would prove little


@pytest.mark.parametrize("code", ["FR", "US"])
def test_cell_has_the_answer_status_and_flags_of_a_check_of_it_alone(code):
    slugs = [
        "biotin",
        "lidocaine",
        "minoxidil",
        "polynucleotide",
        "procaine",
        "copper-tripeptide-1",
    ]
    for row in asked(Ingredient.objects.filter(slug__in=slugs), jurisdictions=[code]).rows:
        question = CheckQuestion(code, "intradermal", DAY, lines=[Asked("ingredient", row.slug)])
        expected = check(question, SqlFacts()).verdict
        assert row.cells[0].verdict == expected


def test_cells_stand_in_the_order_of_the_places():
    found = asked(jurisdictions=["US", "FR"])
    assert [place.code for place in found.places] == ["US", "FR"]
    assert {tuple(cell.place.code for cell in row.cells) for row in found.rows} == {("US", "FR")}


def test_without_codes_the_places_are_those_with_records_of_their_own():
    found = asked(wanted_ingredients()[:1])
    known = set(Approval.objects.live().values_list("jurisdiction__code", flat=True))
    assert {place.code for place in found.places} == known
    assert all(coverage.records for coverage in found.coverage)


def test_coverage_is_that_of_a_check():
    facts = SqlFacts()
    found = asked(wanted_ingredients()[:1], jurisdictions=["FR", "US", "LV"])
    places = [facts.place(code, DAY) for code in ("FR", "US", "LV")]
    assert list(found.coverage) == [facts.coverage(place) for place in places]


def test_old_edition_says_what_it_said():
    procaine = Ingredient.objects.filter(slug="procaine")
    for record in (
        "fr-procaine-lavoisier-10-cis-63409284",
        "fr-procaine-lavoisier-20-cis-63617367",
    ):
        old = Approval.objects.live().get(record=record)
        publish_correction(of=old, statement=copy_of(old, lifecycle="suspended"))
    said = {}
    for edition in (1, 3):
        with as_of(edition):
            [row] = asked(procaine, jurisdictions=["FR"]).rows
            said[edition] = row.cells[0].status.value
    assert said == {1: "authorised", 3: "suspended"}


def test_only_rows_with_a_status():
    found = asked(jurisdictions=["FR", "US"], status="authorised")
    whole = asked(jurisdictions=["FR", "US"])
    expected = [row for row in whole.rows if any(c.status == "authorised" for c in row.cells)]
    assert list(found.rows) == expected
    assert 0 < len(expected) < len(whole.rows)


def test_ingredients_are_chosen_by_class_category_and_words():
    group = IngredientClass.objects.filter(members__isnull=False).first()
    members = wanted_ingredients(ingredient_class=group)
    assert set(members) == set(group.members.all())
    one = group.members.first()
    assert list(wanted_ingredients(ingredient_class=group, ingredient=one)) == [one]
    assert {row.category for row in wanted_ingredients(category="vitamin")} == {"vitamin"}
    assert [row.slug for row in wanted_ingredients(text="acide tranexamique")] == [
        "tranexamic-acid"
    ]


@pytest.mark.parametrize(
    "values", [{"route": "intra-dermal"}, {"jurisdictions": ["FR", "fr"]}], ids=["route", "place"]
)
def test_what_nobody_knows_is_refused(values):
    with pytest.raises(Unknown):
        asked(**values)


def test_costs_the_same_number_of_queries_however_large():
    def cost(count, codes):
        with CaptureQueriesContext(connection) as queries:
            asked(Ingredient.objects.order_by("-slug")[:count], jurisdictions=codes)
        return len(queries)

    # A product, a class and documents are among the few already.
    few = cost(120, ["FR"])
    every = list(Jurisdiction.objects.values_list("code", flat=True))
    assert cost(300, every) == few


@pytest.mark.parametrize(("is_union_wide", "reached"), [(False, ["EEA"]), (True, ["EEA", "FR"])])
def test_record_of_a_union_reaches_its_members_only_where_it_is_union_wide(is_union_wide, reached):
    union = Jurisdiction.objects.get(code="EEA")
    ban = {"effect": "prohibited", "jurisdiction": union, "is_union_wide": is_union_wide}
    publish(statement("eea-example", **ban))
    procaine = Ingredient.objects.filter(slug="procaine")
    [row] = asked(procaine, jurisdictions=["EEA", "FR", "US"]).rows
    assert [c.place.code for c in row.cells if c.status == "prohibited"] == reached
