"""Answers are marked by edition, day, address and code, and not sent twice."""

import datetime as dt

import pytest
from django.utils import timezone

from config import release
from config.api import etag
from formulary.models import Product
from tests.publishing import edition

pytestmark = pytest.mark.django_db

URLS = (
    "/api/v1/products/?limit=5",
    "/api/v1/products/kenalog-10-ca/",
    "/api/v1/approvals/?on=2026-06-01",
)


@pytest.mark.parametrize("url", URLS)
def test_answer_that_the_asker_has_is_not_sent_again(client, url):
    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": f'"other", {first["ETag"]}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert client.get(url, headers={"If-None-Match": '"other"'}).content == first.content
    assert client.get(url, headers={"If-None-Match": "*"}).content == first.content
    with edition():
        Product.objects.filter(slug="kenalog-10-ca").update(name="Example")
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_marks_tell_addresses_apart(client):
    assert len({client.get(url)["ETag"] for url in URLS}) == len(URLS)


@pytest.mark.parametrize(
    ("url", "is_another"),
    [
        ("/api/v1/approvals/?jurisdiction=FR&edition=1", True),
        ("/api/v1/approvals/?jurisdiction=FR&edition=1&on=2026-06-01", False),
        ("/api/v1/upcoming/?edition=1", True),
        ("/api/v1/routes/?edition=1", False),
        ("/api/v1/approvals/fr-procaine-lavoisier-10-cis-63409284/?edition=1", False),
    ],
)
def test_mark_changes_with_the_day_where_the_answer_may(client, monkeypatch, url, is_another):
    today = client.get(url)["ETag"]
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    assert (client.get(url)["ETag"] != today) is is_another


def test_mark_changes_with_the_code(client, monkeypatch):
    now = client.get(URLS[0])["ETag"]
    monkeypatch.setattr(etag, "RELEASE", "another")
    assert client.get(URLS[0])["ETag"] != now
    assert release.release() == release.RELEASE


def test_wrong_question_has_no_mark(client):
    answer = client.get("/api/v1/products/?limit=0")
    assert (answer.status_code, answer.get("ETag")) == (400, None)
