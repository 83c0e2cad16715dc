"""The review queue: from one change set that waits to the next, in the order of waiting."""

import pytest

from formulary.desk.links import change_url, list_url
from registry.actions.change_sets import submit
from registry.models import ChangeSet
from tests.formulary.admin.desk import decide, desk_of, person, queries
from tests.publishing import drafted

pytestmark = pytest.mark.django_db


def document(slug):
    return ("documents", slug, None, {"slug": slug, "title": "Example", "kind": "page"})


def waiting(name, by=None):
    """A change set that somebody has submitted."""
    by = by or person("curators")
    return submit(change_set=drafted(document(f"xa-{name}"), reason=name, by=by), by=by)


def queue(desk, change_set):
    return desk.get(change_url(change_set)).context["queue"]


def test_neighbours_are_those_that_one_may_decide_longest_waiting_first():
    both = person("curators", "reviewers")
    first, _, second = waiting("a"), waiting("own", by=both), waiting("b")
    desk = desk_of("curators", "reviewers")
    place = queue(desk, first)
    assert (place.previous, place.next, place.count) == (None, second.pk, 2)
    assert queue(desk, second).previous == first.pk
    assert desk.get(place.address).context["cl"].result_count == 2


def test_who_decides_nothing_walks_through_all_that_wait():
    first, own, _ = waiting("a"), waiting("own", by=person("curators", "reviewers")), waiting("b")
    place = queue(desk_of("curators"), first)
    assert (place.next, place.count) == (own.pk, 3)
    assert desk_of("curators").get(place.address).context["cl"].result_count == 3


def test_draft_stands_before_the_first():
    first = waiting("a")
    draft = drafted(document("xa-draft"), by=person("curators"))
    place = queue(desk_of("reviewers"), draft)
    assert (place.previous, place.next) == (None, first.pk)


def test_after_a_decision_the_next_is_a_key_away():
    first, second = waiting("a"), waiting("b")
    desk = desk_of("reviewers")
    page = decide(desk, first, button="refuse", follow=True)
    assert page.context["queue"].next == second.pk
    assert f'data-key="n" href="{change_url(second)}"' in page.content.decode()


def test_queue_shows_what_has_waited_longest_first():
    kept = [waiting(name).pk for name in "abc"]
    desk = desk_of("reviewers")
    for query in ("turn=mine", "state__exact=submitted"):
        page = desk.get(list_url(ChangeSet, query))
        assert [row.pk for row in page.context["cl"].result_list] == kept
        assert page.context["first_waiting"] == kept[0]
    newest = desk.get(list_url(ChangeSet)).context["cl"].result_list[0]
    assert newest.pk == kept[-1]


def test_page_says_its_keys_and_works_without_them():
    page = desk_of("reviewers").get(change_url(waiting("a"))).content.decode()
    for key in ("u", "d", "c", "i"):
        assert f'data-key="{key}"' in page
    assert 'href="#decide"' in page
    assert 'href="#content"' in page


def test_queue_costs_the_same_however_long():
    first = waiting("a")
    waiting("b")
    desk = desk_of("reviewers")
    few = queries(lambda: queue(desk, first))
    for number in range(10):
        waiting(f"c{number}")
    assert queries(lambda: queue(desk, first)) <= few
