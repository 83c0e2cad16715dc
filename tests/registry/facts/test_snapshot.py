"""Two readers, one word: the snapshot says what the database says, to the byte."""

import datetime as dt

import orjson
import pytest

from formulary.names import Asked
from registry.as_of import as_of
from registry.checks.answer import as_answer
from registry.checks.check import check
from registry.checks.question import CheckQuestion
from registry.checks.rows import answer_rows
from registry.facts.build import build
from registry.facts.reader import Unknown
from registry.facts.snapshot import SnapshotFacts
from registry.facts.sql import SqlFacts
from registry.models import Edition, Jurisdiction
from tests.publishing import edition
from tests.registry.facts.worlds import make_world, questions

pytestmark = pytest.mark.django_db

DAY = dt.date(2025, 9, 10)


@pytest.fixture
def snapshot(tmp_path):
    """The snapshot of the newest edition as it is now."""
    return lambda: snapshot_in(tmp_path)


def snapshot_in(folder):
    newest = Edition.objects.sealed().order_by("-number").first()
    build(edition=newest, path=folder / "snapshot")
    return SnapshotFacts(folder / "snapshot")


def said(question, facts):
    return orjson.dumps(as_answer(check(question, facts)))


def assert_same(question, snapshot):
    with as_of(snapshot.edition):
        expected = said(question, SqlFacts())
    assert said(question, snapshot) == expected


def test_snapshot_says_the_same_of_the_starter_set(snapshot):
    facts = snapshot()
    places = list(Jurisdiction.objects.values_list("code", flat=True))
    for question in questions("starter set", places, many=50):
        assert_same(question, facts)


@pytest.mark.parametrize("seed", range(3))
def test_snapshot_says_the_same_of_a_made_up_world(snapshot, seed):
    places = [place.code for place in make_world(seed)]
    facts = snapshot()
    for question in questions(seed, places, many=40):
        assert_same(question, facts)


def test_snapshot_answers_a_list_as_the_database_does(snapshot):
    places = [place.code for place in make_world("list")]
    facts = snapshot()
    asked = [
        CheckQuestion(question.jurisdiction, question.route, question.on, lines=question.lines[:1])
        for question in questions("list", [*places, "FR", "XX"], many=80)
    ]
    with as_of(facts.edition):
        for one, other in zip(
            answer_rows(asked, facts), answer_rows(asked, SqlFacts()), strict=True
        ):
            assert repr(one) == repr(other) or isinstance(one, Unknown) == isinstance(
                other, Unknown
            )
            if not isinstance(one, Unknown):
                assert (one.verdict.status, one.reason) == (other.verdict.status, other.reason)


def test_snapshot_collects_the_same_dossier(snapshot):
    facts, sql = snapshot(), SqlFacts()
    for question in questions("dossier", ["FR", "EU", "LV", "AE-DU"], many=15):
        lines = check(question, facts).question.lines
        place = sql.place(question.jurisdiction, question.on)
        assert facts.place(question.jurisdiction, question.on) == place
        one, other = facts.dossier(place, lines), sql.dossier(place, lines)
        assert sorted(one.records, key=repr) == sorted(other.records, key=repr)
        assert (one.substances, one.products, one.groups) == (
            other.substances,
            other.products,
            other.groups,
        )


@pytest.mark.parametrize(
    "ask",
    [
        lambda facts: facts.place("fr", DAY),
        lambda facts: facts.route("intra-dermal"),
        lambda facts: facts.cocktail("dutasteride-0-05-percent@2"),
        lambda facts: facts.cocktail("dutasteride-0-05-percent@x"),
    ],
)
def test_unknown_codes_have_the_same_nearest(snapshot, ask):
    nearest = []
    for facts in (snapshot(), SqlFacts()):
        with pytest.raises(Unknown) as error:
            ask(facts)
        nearest.append((error.value.field, error.value.value, error.value.nearest))
    assert nearest[0] == nearest[1]


@pytest.mark.parametrize("reference", ["dutasteride-0-05-percent@1", "dutasteride-0-05-percent@01"])
def test_cocktail_has_the_same_lines(snapshot, reference):
    assert snapshot().cocktail(reference) == SqlFacts().cocktail(reference)


def test_snapshot_is_of_its_edition_whatever_comes_later(snapshot):
    question = CheckQuestion("FR", "intradermal", DAY, lines=[Asked("ingredient", "procaine")])
    facts = snapshot()
    before = said(question, facts)
    with edition():
        Jurisdiction.objects.filter(code="FR").update(name="Example name")
    assert said(question, facts) == before
    assert b"Example name" in said(question, SqlFacts())
    assert_same(question, facts)


def test_memory_of_a_snapshot_is_what_it_maps(snapshot, django_assert_num_queries):
    facts = snapshot()
    question = CheckQuestion("FR", "intradermal", DAY, lines=[Asked("ingredient", "procaine")])
    with django_assert_num_queries(0):
        check(question, facts)
