"""Reading facts: places and their unions by date, names, editions, and the number of queries."""

import datetime as dt

import pytest

from formulary.names import Asked
from registry.as_of import as_of
from registry.facts.reader import Unknown
from registry.facts.sql import SqlFacts
from registry.rules.values import Line

pytestmark = pytest.mark.django_db

DAY = dt.date(2025, 9, 10)


@pytest.mark.parametrize(
    ("code", "on", "inherits"),
    [
        ("FR", "2025-09-10", {"EU", "EEA"}),
        ("LV", "2004-04-30", set()),
        ("LV", "2004-05-01", {"EU", "EEA"}),
        ("GB", "2020-12-31", {"EEA"}),
        ("GB", "2021-01-01", set()),
        ("CH", "2025-09-10", set()),
        ("AE-DU", "2025-09-10", {"AE"}),
    ],
)
def test_place_inherits_from_its_country_and_its_unions_on_that_day(code, on, inherits):
    assert set(SqlFacts().place(code, dt.date.fromisoformat(on)).inherits) >= inherits
    if not inherits:
        assert SqlFacts().place(code, dt.date.fromisoformat(on)).inherits == ()


@pytest.mark.parametrize(
    ("ask", "nearest"),
    [
        (lambda facts: facts.place("fr", DAY), "FR"),
        (lambda facts: facts.route("intra-dermal"), "intradermal"),
        (lambda facts: facts.cocktail("dutasteride-0-05-percent@2"), "dutasteride-0-05-percent@1"),
    ],
)
def test_unknown_code_names_the_nearest(ask, nearest):
    with pytest.raises(Unknown) as error:
        ask(SqlFacts())
    assert nearest in error.value.nearest


def test_registry_without_an_edition_knows_nothing():
    with as_of(0), pytest.raises(Unknown):
        SqlFacts()


@pytest.mark.parametrize(
    ("kind", "text", "slug"),
    [
        ("ingredient", "procaine", "procaine"),
        ("ingredient", "Acide  TRANÉXAMIQUE", "tranexamic-acid"),
        ("ingredient", "비타민 A", "vitamin-a-retinol"),
        ("ingredient", "68-26-8", "vitamin-a-retinol"),
        ("ingredient", "g2sh0xkk91", "vitamin-a-retinol"),
        ("product", "kenalog-10-ca", "kenalog-10-ca"),
    ],
)
def test_resolve_takes_a_slug_an_identifier_or_an_exact_name(kind, text, slug):
    [found] = SqlFacts().resolve([Asked(kind, text)])
    assert found.match is not None
    assert found.match.slug == slug


@pytest.mark.parametrize(
    ("kind", "text", "candidate"),
    [
        ("ingredient", "proccaine", "procaine"),
        ("ingredient", "Kenalog", "kenalog-40-ca"),
        ("product", "procaine", "procaine"),
    ],
)
def test_resolve_never_takes_a_fuzzy_match_or_one_of_another_kind(kind, text, candidate):
    [found] = SqlFacts().resolve([Asked(kind, text)])
    assert found.match is None
    assert candidate in {match.slug for match in found.candidates}


def test_resolve_of_nonsense_has_no_match_and_no_error():
    for text in ("", "—", "\U0001f489", "x" * 500, "%", "'; --"):
        [found] = SqlFacts().resolve([Asked("ingredient", text)])
        assert found.match is None


def test_union_record_reaches_members_only_where_union_wide():
    facts = SqlFacts()
    place = facts.place("LV", DAY)
    dossier = facts.dossier(place, [Line(ingredient="buflomedil")])
    assert {record.jurisdiction for record in dossier.records} <= {"LV", "EU", "EEA"}
    assert any(record.jurisdiction == "EEA" for record in dossier.records)
