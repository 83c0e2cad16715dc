"""Saved cocktails over the API: kept as sent, read strictly."""

import pytest

from registry.models import AuditEntry, SavedCocktail, SavedLine
from tests.clinics import clinic, system_of
from tests.reading import assert_flat_queries, faults, walk
from tests.registry.clinics.watching import save

pytestmark = pytest.mark.django_db

URL = "/api/v1/clinic/cocktails/"
SENT = {
    "name": "Our mixture",
    "lines": [
        {"ingredient": "Acide tranexamique", "amount": "2.0", "unit": "mL"},
        {"ingredient": "procaine"},
    ],
    "watch": {"jurisdictions": ["FR", "DE", "FR"], "route": "intradermal"},
}


@pytest.fixture
def system():
    return system_of(clinic())


def kept(system, **changes):
    answer = system.post(URL, {**SENT, **changes}, content_type="application/json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_names_are_resolved_and_digits_kept(system):
    found = kept(system)
    assert [line["ingredient"] for line in found["lines"]] == ["tranexamic-acid", "procaine"]
    assert found["lines"][0] | {"amount": "2.0", "unit": "mL", "product": None} == found["lines"][0]
    assert found["watch"] == {"jurisdictions": ["FR", "DE"], "route": "intradermal"}
    assert system.get(f"{URL}{found['id']}/").json() == found


def test_replacing_replaces_all_of_it(system):
    found = kept(system)
    sent = {"name": "Better", "lines": [{"ingredient": "biotin"}]}
    answer = system.put(f"{URL}{found['id']}/", sent, content_type="application/json").json()
    assert (answer["name"], answer["watch"]) == ("Better", None)
    assert [line["ingredient"] for line in answer["lines"]] == ["biotin"]
    assert SavedLine.objects.count() == 1


def test_deleted_is_gone(system):
    address = f"{URL}{kept(system)['id']}/"
    assert system.delete(address).status_code == 204
    faults(system.get(address), 404)
    assert not SavedLine.objects.exists()


LINE = {"ingredient": "biotin"}


@pytest.mark.parametrize(
    ("changes", "field", "near"),
    [
        ({"lines": [{"ingredient": "procaiin"}]}, "lines.0.ingredient", "procaine"),
        ({"lines": [LINE, {"ingredient": "biotin", "product": "x"}]}, "lines.1", None),
        ({"lines": [{}]}, "lines.0", None),
        ({"lines": []}, "lines", None),
        ({"lines": [LINE | {"amount": "2"}]}, "lines.0", None),
        ({"lines": [LINE | {"amount": "0", "unit": "mL"}]}, "lines.0", None),
        ({"lines": [LINE | {"amount": "NaN", "unit": "mL"}]}, "lines.0.amount", None),
        ({"lines": [LINE | {"amount": "2", "unit": "spoons"}]}, "lines.0.unit", None),
        ({"lines": [LINE | {"ammount": "2"}]}, "lines.0.ammount", "amount"),
        ({"lines": [LINE] * 101}, "lines", None),
        ({"lines": "biotin"}, "lines", None),
        ({"watch": {"jurisdictions": ["XX"], "route": "intradermal"}}, "watch.jurisdictions.0", None),
        ({"watch": {"jurisdictions": ["FR"], "route": "intradermic"}}, "watch.route", "intradermal"),
        ({"watch": {"jurisdictions": [], "route": "intradermal"}}, "watch.jurisdictions", None),
        ({"watch": {"jurisdictions": ["FR"], "rute": "x"}}, "watch.rute", "route"),
        ({"name": ""}, "name", None),
        ({"name": 5}, "name", None),
        ({"nmae": "x"}, "nmae", "name"),
    ],
)  # fmt: skip
def test_bad_cocktails_are_refused_and_nothing_is_kept(system, changes, field, near):
    answer = system.post(URL, {**SENT, **changes}, content_type="application/json")
    found = faults(answer)
    assert field in found, found
    if near:
        assert near in found[field]["nearest"]
    assert not SavedCocktail.objects.exists()


def test_all_faults_are_told_at_once(system):
    lines = [{"ingredient": "procaiin"}, {"product": "nothing"}]
    watch = {"jurisdictions": ["XX"], "route": "nowhere"}
    sent = {**SENT, "lines": lines, "watch": watch}
    assert len(faults(system.post(URL, sent, content_type="application/json"))) == 4


def test_unknown_parameter_is_refused(system):
    assert "nearest" in faults(system.get(URL, {"limitt": "1"}))["limitt"]


def test_pages_are_walked_without_gaps(system):
    for number in range(5):
        save(clinic(), name=f"Example {number}")
    pages = list(walk(system, f"{URL}?limit=2"))
    assert [len(page["results"]) for page in pages] == [2, 2, 1]
    assert len({row["id"] for page in pages for row in page["results"]}) == 5


def test_list_costs_the_same_for_more(system):
    save(clinic())

    def grow():
        for number in range(20):
            save(clinic(), name=f"Example {number}", ingredients=("procaine", "biotin"))

    assert_flat_queries(lambda: system.get(URL), grow)


def test_trail_names_the_clinic_and_keeps_none_of_its_recipes(system):
    kept(system)
    entries = AuditEntry.objects.filter(table__in=("registry_savedcocktail", "registry_savedline"))
    assert entries
    for entry in entries:
        assert entry.actor.startswith("clinic: example-clinic (key ")
        assert not {"Our mixture", "tranexamic-acid", "procaine"} & set(
            map(str, entry.__dict__.values())
        )
        assert "tranexamic" not in str(entry.__dict__)
        assert "Our mixture" not in str(entry.__dict__)
