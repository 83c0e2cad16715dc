"""Files that are planned again: what proposed the earlier plan could not be published any more, and says so itself."""

import pytest
from django.urls import reverse

from formulary.desk.links import change_url
from registry.actions.imports import propose_import
from tests.formulary.admin.desk import desk_of
from tests.publishing import curator, publish_copy

from .made_up import make_world, plan, row

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world():
    make_world()


def test_earlier_proposal_is_withdrawn_with_a_reason():
    waiting = propose_import(copy=plan(row()), by=curator())
    again = plan(row())
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decided_by) == ("withdrawn", again.read_by)
    assert waiting.decision_reason.startswith(f"{again.read_by} had the same files planned again")
    assert list(again.replaces.all()) == [waiting]


def test_links_lead_both_ways_through_any_number_of_plans():
    first = propose_import(copy=plan(row()), by=curator())
    second = propose_import(copy=plan(row()), by=curator())
    plan(row())  # never proposed
    last = plan(row())
    third = propose_import(copy=last, by=curator())
    assert set(last.replaces.all()) == {first, second}
    desk = desk_of("reviewers")
    for old in (first, second):
        page = desk.get(change_url(old)).content.decode()
        assert change_url(last) in page
        assert change_url(third) in page
        assert change_url(old) in desk.get(change_url(third)).content.decode()
        assert change_url(old) in desk.get(change_url(last)).content.decode()


def test_decided_proposals_and_other_files_stay_as_they_are():
    published = publish_copy(plan(row(), day="2020-01-01")).change_set
    other = propose_import(copy=plan(row(), row("EX 2"), day="2020-02-01"), by=curator())
    plan(row("EX 3"), day="2020-03-01", name="xa-another")
    other.refresh_from_db()
    published.refresh_from_db()
    assert (published.state, other.state) == ("published", "submitted")


def test_withdrawing_anything_else_is_its_proposers():
    waiting = propose_import(copy=plan(row()), by=curator())
    address = reverse("admin:registry_changeset_withdraw", args=[waiting.pk])
    page = desk_of("curators").post(address, {"reason": "Mine"}, follow=True)
    assert "Only example-curator" in page.content.decode()
