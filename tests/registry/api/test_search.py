"""GET /api/v1/search/ and its suggestions, as a clinic's system asks."""

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from formulary.models import IngredientName, UniiName
from formulary.search.held import HELD
from registry.api import search
from registry.api.check_plain import NotPlain
from registry.api.search import search_plainly, suggest_plainly
from registry.facts import newest
from tests.publishing import edition
from tests.reading import faults

pytestmark = pytest.mark.django_db

ASK = RequestFactory()
URL = "/api/v1/search/"
SUGGESTIONS = f"{URL}suggestions/"


def ask(client, url=URL, **asked):
    response = client.get(url, asked)
    assert response.status_code == 200, response.content
    return response.json()


def rename(slug, text):
    with edition():
        name = IngredientName.objects.filter(ingredient__slug=slug, kind="synonym").first()
        name.text = text
        name.save()


def test_result_says_what_matched_and_how(client):
    answer = ask(client, q="ацетил", limit=1, kind="ingredient")
    assert answer["q"] == "ацетил"
    answer = ask(client, q="Acide tranexamique")
    assert answer["edition"] == 1
    assert answer["results"][0] == {
        "kind": "ingredient",
        "slug": "tranexamic-acid",
        "name": "Tranexamic acid",
        "unii": "6T84R30KC1",
        "in_formulary": True,
        "tier": "synonym",
        "score": 1.0,
        "matched": {
            "text": "Acide tranexamique",
            "language": answer["results"][0]["matched"]["language"],
            "kind": "synonym",
        },
        "note": None,
    }


@pytest.mark.parametrize(
    "number", ["DIN 02245215", "02245215", "din 02245215", "DIN02245215", "DIN: 02245215"]
)
def test_number_of_an_authorisation_leads_to_its_product(client, number):
    first = ask(client, q=number)["results"][0]
    assert (first["slug"], first["tier"]) == ("pyridoxine-mylan-ca", "exact")
    assert first["matched"]["text"] == "DIN 02245215"


def test_number_of_another_scheme_is_not_taken(client):
    assert ask(client, q="CIS 02245215")["results"] == []


def test_known_substance_is_labelled_and_has_no_edition(client):
    UniiName.objects.create(
        normalised="example mitogen", unii="EXAMPLE00V", kind="cn", display_name="EXAMPLE MITOGEN"
    )
    [result] = ask(client, q="example mitogen")["results"]
    assert (result["kind"], result["slug"], result["in_formulary"]) == (
        "known-substance",
        None,
        False,
    )
    assert "not in this formulary" in result["note"]
    then = ask(client, q="example mitogen", edition=1)["results"]
    assert "known-substance" not in {result["kind"] for result in then}
    response = client.get(URL, {"q": "x", "kind": "known-substance", "edition": 1})
    assert "kind" in faults(response)


def test_old_edition_answers_as_it_did(client):
    before = client.get(URL, {"q": "exampelword", "edition": 1}).content
    begun = client.get(SUGGESTIONS, {"q": "bio", "edition": 1, "limit": 50}).content
    rename("biotin", "Exampleword")
    rename("zinc-gluconate", "Bio")
    assert [r["slug"] for r in ask(client, q="exampelword")["results"]] == ["biotin"]
    assert client.get(URL, {"q": "exampelword", "edition": 1}).content == before
    assert client.get(SUGGESTIONS, {"q": "bio", "edition": 1, "limit": 50}).content == begun


def test_look_alikes_are_flagged_in_words(client):
    pairs = ask(client, q="cysteine")["look_alikes"]
    pair = next(
        pair for pair in pairs if {pair["a"]["slug"], pair["b"]["slug"]} == {"cysteine", "cystine"}
    )
    assert "two substances" in pair["difference"]


def test_suggestions_begin_as_typed(client):
    answer = ask(client, SUGGESTIONS, q="tranex")
    assert answer["results"][0]["slug"] == "tranexamic-acid"
    assert {result["tier"] for result in answer["results"]} <= {"prefix", "exact", "synonym"}


@pytest.mark.parametrize("url", [URL, SUGGESTIONS])
@pytest.mark.parametrize(
    ("asked", "field", "nearest"),
    [
        ({}, "q", None),
        ({"q": "--"}, "q", None),
        ({"q": "a" * 201}, "q", None),
        ({"q": "a", "kind": "ingredent"}, "kind", "ingredient"),
        ({"q": "a", "limt": "5"}, "limt", "limit"),
        ({"q": "a", "limit": "51"}, "limit", None),
        ({"q": "a", "edition": "9"}, "edition", "1"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_can(client, url, asked, field, nearest):
    found = faults(client.get(url, asked))
    assert nearest is None or nearest in found[field]["nearest"]
    assert field in found


def test_search_costs_the_same_number_of_queries_whatever_is_found(client):
    def count(text):
        with CaptureQueriesContext(connection) as queries:
            ask(client, q=text, limit=50)
        return len(queries)

    assert count("acid") <= count("xyzzyqqq")


@pytest.fixture(
    params=[(URL, search_plainly), (SUGGESTIONS, suggest_plainly)], ids=["search", "suggest"]
)
def both(request, client, monkeypatch):
    """An address, and what answers it without ceremony in a process that asks at once which edition is the newest."""
    url, plainly = request.param
    monkeypatch.setattr(newest, "STALE", -1)
    return lambda asked: client.get(url, asked), lambda asked: plainly(ASK.get("/", asked), b"")


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "acide tranexamik"},
        {"q": "bio", "limit": "3"},
        {"q": "cysteine", "kind": "ingredient"},
        {"q": "DIN 02245215"},
        {"q": "58-85-5"},
        {"q": "xyzzyqqq"},
    ],
)
def test_plain_question_is_answered_as_the_view_would(both, asked):
    view, plainly = both
    assert plainly(asked).body == view(asked).content


@pytest.mark.parametrize(
    "asked", [{"q": "biotin", "edition": "1"}, {"q": "biotin", "known_at": "2026-01-01T00:00:00Z"}]
)
def test_question_about_another_edition_is_not_plain(both, asked):
    _, plainly = both
    with pytest.raises(NotPlain):
        plainly(asked)


def test_edition_published_while_a_search_reads_is_left_to_the_view(both, monkeypatch):
    _, plainly = both
    HELD.hold(None)
    monkeypatch.setattr(search, "newest_edition", lambda: 7)
    with pytest.raises(NotPlain):
        plainly({"q": "biotin"})
    monkeypatch.undo()
    assert plainly({"q": "biotin"}).status == 200


def test_plain_search_asks_nothing_but_whether_it_is_up_to_date(both):
    _, plainly = both
    assert HELD.keep()
    with CaptureQueriesContext(connection) as queries:
        plainly({"q": "biotni"})
    assert len(queries) == 1


def test_plain_search_is_few_queries_while_the_dictionary_is_behind(both):
    _, plainly = both
    assert HELD.keep()
    rename("biotin", "Example word")
    plainly({"q": "biotni"})  # reads the new name
    with CaptureQueriesContext(connection) as queries:
        plainly({"q": "biotni"})
    sent = [query["sql"] for query in queries]
    assert 1 < len(sent) <= 4
    assert not any("search_path" in query for query in sent)
