"""What every list and detail does alike."""

import pytest

from config.api.views import ReadOnlyViewSet
from config.urls import urlpatterns
from tests.reading import assert_flat_queries, faults, walk

pytestmark = pytest.mark.django_db

KEYS = {
    "approvals": "id",
    "authorities": "slug",
    "clinical-uses": "slug",
    "cocktails": "slug",
    "documents": "slug",
    "ingredient-classes": "slug",
    "ingredients": "slug",
    "interactions": "id",
    "jurisdictions": "code",
    "pathways": "code",
    "products": "slug",
    "protocols": "slug",
    "routes": "code",
}
FEW = {"cocktails": 15}
"""How many rows of a list hold at least one of all that a row may hold; 7 unless told."""

every_list = pytest.mark.parametrize("name", KEYS)


def test_every_list_is_here():
    """Every list of an edition; what clinics keep belongs to none."""
    names = {
        pattern.name
        for included in urlpatterns
        for pattern in getattr(included, "url_patterns", ())
        if str(included.pattern) == "api/v1/"
        and (pattern.name or "").endswith("-list")
        and issubclass(pattern.callback.cls, ReadOnlyViewSet)
    }
    assert len(names) == len(KEYS)


@every_list
def test_list_names_its_edition(client, name):
    page = client.get(f"/api/v1/{name}/").json()
    assert page["edition"] == 1
    assert page["results"]


@every_list
def test_pages_hold_every_row_once_and_in_order(client, name):
    key = KEYS[name]
    forward = [page["results"] for page in walk(client, f"/api/v1/{name}/?limit=7")]
    keys = [row[key] for rows in forward for row in rows]
    assert len(keys) == len(set(keys)) > 7
    assert max(map(len, forward)) <= 7
    last = list(walk(client, f"/api/v1/{name}/?limit=7"))[-1]
    backward = [
        [row[key] for row in page["results"]] for page in walk(client, last["previous"], "previous")
    ]
    assert [k for rows in reversed(backward) for k in rows] == keys[: -len(last["results"])]


@every_list
def test_row_is_found_by_its_key(client, name):
    row = client.get(f"/api/v1/{name}/?limit=1").json()["results"][0]
    assert client.get(f"/api/v1/{name}/{row[KEYS[name]]}/").json() == {**row, "edition": 1}


@every_list
def test_unknown_key_is_a_problem(client, name):
    assert set(faults(client.get(f"/api/v1/{name}/no-such-key/"), 404)) == {KEYS[name]}
    assert faults(client.get(f"/api/v1/{name}/%00/"), 404)


@every_list
def test_queries_do_not_grow_with_the_rows_of_a_page(client, name):
    few = FEW.get(name, 7)
    limits = iter([few, few, 200])
    assert_flat_queries(
        lambda: client.get(f"/api/v1/{name}/?limit={next(limits)}"), grow=lambda: None
    )


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("ingredients/procain", "procaine"),
        ("products/kenalog-10", "kenalog-10-ca"),
        ("routes/intra-dermal", "intradermal"),
        ("jurisdictions/fr", "FR"),
        ("cocktails/becozyme", "becozyme-recipe"),
    ],
)
def test_unknown_key_names_the_nearest(client, url, meant):
    [fault] = faults(client.get(f"/api/v1/{url}/"), 404).values()
    assert meant in fault["nearest"]


def test_address_without_its_last_slash_is_sent_on(client):
    response = client.get("/api/v1/routes?limit=1", follow=True)
    assert len(response.json()["results"]) == 1
