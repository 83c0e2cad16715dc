"""Readers beside publishers, on connections of their own: nothing is skipped, and nothing that was told changes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from formulary.models import Product
from registry.models import Change, Edition
from tests.publishing import curator, edition, reviewer

pytestmark = pytest.mark.usefixtures("committed_db")

EDITIONS = 6
FEED = "/api/v1/changes/"


def in_a_thread(act):
    """The act on a connection that is closed after it."""

    def run(*given):
        try:
            return act(*given)
        finally:
            connections.close_all()

    return run


def test_reader_of_the_feed_meets_every_change_once_while_two_publish():
    curator(), reviewer()
    together, done = Barrier(3), [Event(), Event()]

    @in_a_thread
    def publish(who):
        together.wait(timeout=30)
        for number in range(EDITIONS):
            with edition():
                Product.objects.bulk_create(
                    Product(slug=f"example-{who}-{number}-{one}", name="Example")
                    for one in range(5)
                )
        done[who].set()

    @in_a_thread
    def read():
        together.wait(timeout=30)
        client, after, met, is_last = Client(), "1", [], False
        while True:
            page = client.get(FEED, {"after": after, "limit": 3}).json()
            met += [(row["edition"], row["position"]) for row in page["results"]]
            after = page["after"]
            if is_last and page["next"] is None:
                return met
            is_last = is_last or all(event.is_set() for event in done)

    with ThreadPoolExecutor(3) as pool:
        reader = pool.submit(read)
        list(pool.map(publish, range(2)))
        met = reader.result()
    journal = Change.objects.filter(edition__gt=1).order_by("edition_id", "position")
    assert met == list(journal.values_list("edition_id", "position"))
    assert len(met) == 2 * EDITIONS * 5
    assert Edition.objects.count() == 1 + 2 * EDITIONS


@pytest.mark.parametrize("seconds", [0.2, 3])
def test_moment_that_is_just_over_waits_for_what_is_being_published(seconds):
    """An edition bears its moment before anybody sees it: who asked in between would be told two things."""
    curator(), reviewer()
    sealed, asked = Event(), Event()

    @in_a_thread
    def publish():
        with transaction.atomic():
            with edition():
                Product.objects.filter(slug="kenalog-10-ca").update(name="Example")
            sealed.set()
            asked.wait(timeout=seconds)

    @in_a_thread
    def read():
        sealed.wait(timeout=30)
        answer = Client().get(
            "/api/v1/routes/", {"known_at": timezone.now().isoformat(), "limit": 1}
        )
        asked.set()
        return answer

    with ThreadPoolExecutor(2) as pool:
        publisher, reader = pool.submit(publish), pool.submit(read)
        publisher.result()
        answer = reader.result()
    if answer.status_code == 200:
        assert answer.json()["edition"] == 2
    else:
        assert "being published" in answer.json()["detail"]
    assert answer.status_code == (200 if seconds < 1 else 400)
