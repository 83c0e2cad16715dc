"""GET /api/v1/checks: a check of one line that a cache can keep."""

import pytest

from tests.publishing import edition
from tests.reading import faults

pytestmark = pytest.mark.django_db

URL = "/api/v1/checks"
PROCAINE = {
    "ingredient": "procaine",
    "jurisdiction": "FR",
    "route": "intradermal",
    "on": "2026-06-01",
}


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("more", [{}, {"edition": "1"}, {"explain": "true"}])
def test_address_says_what_the_body_says(client, more, slash):
    got = client.get(URL + slash, PROCAINE | more)
    body = {key: value for key, value in PROCAINE.items() if key != "ingredient"}
    body |= {key: {"1": 1, "true": True}[value] for key, value in more.items()}
    sent = body | {"lines": [{"ingredient": "procaine"}]}
    posted = client.post(URL + slash, sent, content_type="application/json")
    assert got.status_code == posted.status_code == 200
    assert got.content == posted.content
    assert got["Content-Type"] == posted["Content-Type"] == "application/json"


def test_tag_holds_until_the_next_edition(client):
    first = client.get(URL, PROCAINE)
    tag = first["ETag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        again = client.get(URL, PROCAINE, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    other_day = client.get(URL, PROCAINE | {"on": "2026-06-02"}, headers={"If-None-Match": tag})
    assert other_day.status_code == 200
    with edition():
        pass
    after = client.get(URL, PROCAINE, headers={"If-None-Match": tag})
    assert (after.status_code, after.json()["edition"]) == (200, 2)
    assert after["ETag"] != tag


def test_tag_is_of_the_code_that_answers(client, monkeypatch):
    """A rule that was mended must not be hidden by what somebody has kept."""
    tag = client.get(URL, PROCAINE)["ETag"]
    monkeypatch.setattr("config.api.etag.RELEASE", "another")
    assert client.get(URL, PROCAINE, headers={"If-None-Match": tag}).status_code == 200


def test_cache_always_asks_again(client):
    """Also where day and edition are named: a mended rule reaches whoever kept a wrong yes."""
    assert client.get(URL, PROCAINE)["Cache-Control"] == "no-cache"
    assert client.get(URL, PROCAINE | {"edition": 1})["Cache-Control"] == "no-cache"
    today = {key: value for key, value in PROCAINE.items() if key != "on"} | {"edition": 1}
    assert client.get(URL, today)["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("wrong", "field", "nearest"),
    [
        ({"route": "intradermic"}, "route", "intradermal"),
        ({"jurisdiction": "FRA"}, "jurisdiction", "FR"),
        ({"rute": "x"}, "rute", "route"),
        ({"edition": "7"}, "edition", "1"),
        ({"edition": "1_0"}, "edition", None),
        ({"explain": "yes"}, "explain", None),
        ({"on": "2026-02-30"}, "on", None),
        ({"product": "kenalog-10-ca"}, "body", None),
        ({"ingredient": ""}, "ingredient", None),
    ],
)
def test_address_that_is_wrong_is_refused_with_the_nearest(client, wrong, field, nearest):
    found = faults(client.get(URL, PROCAINE | wrong))
    assert nearest is None or nearest in found[field]["nearest"]
    assert field in found


def test_other_form_than_json_is_not_to_be_had(client):
    faults(client.get(URL, PROCAINE, headers={"Accept": "text/html"}), 406)
