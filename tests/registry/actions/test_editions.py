"""Editions: numbered in commit order, all or nothing, and one at a time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from registry.as_of import as_of
from registry.errors import AlreadySuperseded
from registry.models import Approval, ChangeSet, Coverage, Edition
from tests.publishing import curator, edition, publish_correction, publish_new, reviewer
from tests.registry.statements import copy_of

RECORD = "fr-procaine-lavoisier-10-cis-63409284"


@pytest.mark.django_db
def test_edition_that_fails_leaves_no_trace():
    with pytest.raises(RuntimeError, match="half-way"), edition():
        raise RuntimeError("half-way")
    assert list(Edition.objects.values_list("number", flat=True)) == [1]
    assert not ChangeSet.objects.filter(reason="Example").exists()


@pytest.mark.django_db
def test_correction_supersedes_and_the_old_edition_still_says_what_it_said():
    old = Approval.objects.live().get(record=RECORD)
    new = publish_correction(
        of=old,
        statement=copy_of(old, holder="Example Laboratories"),
    )
    assert (new.record, new.published_in_id) == (RECORD, 2)
    for number, holder in ((1, old.holder), (2, "Example Laboratories")):
        with as_of(number):
            assert Approval.objects.live().get(record=RECORD).holder == holder
    assert Approval.objects.live().filter(record=RECORD).count() == 1


@pytest.mark.django_db
def test_correction_of_a_superseded_row_is_refused():
    old = Approval.objects.live().get(record=RECORD)
    publish_correction(of=old, statement=copy_of(old))
    with pytest.raises(AlreadySuperseded, match="since you read it"):
        publish_correction(of=old, statement=copy_of(old))
    assert Edition.objects.count() == 2


@pytest.mark.django_db
def test_edition_counts_what_it_touches():
    old = Approval.objects.live().get(record=RECORD)
    france = old.jurisdiction
    before = Coverage.objects.get(jurisdiction=france)
    publish_new(statement=copy_of(old, record="xa-example"))
    after = Coverage.objects.get(jurisdiction=france, edition=2)
    assert after.approvals == before.approvals + 1
    assert (after.ingredients, after.products) == (before.ingredients, before.products)
    assert Coverage.objects.filter(edition=2).count() == 1
    assert Edition.objects.get(pk=2).ingredients == 226


def test_two_corrections_of_one_row_at_once_and_exactly_one_wins(committed_db):
    curator(), reviewer()
    together = Barrier(2)

    def correct(holder):
        try:
            old = Approval.objects.live().get(record=RECORD)
            together.wait(timeout=10)
            publish_correction(of=old, statement=copy_of(old, holder=holder))
        except AlreadySuperseded:
            return None
        finally:
            connections.close_all()
        return holder

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(correct, ["Example one", "Example two"]))
    assert outcomes.count(None) == 1
    winner = next(outcome for outcome in outcomes if outcome)
    assert Approval.objects.live().get(record=RECORD).holder == winner
    assert list(Edition.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_publishers_wait_for_each_other_and_numbers_have_no_gap(committed_db):
    curator(), reviewer()

    def publish(position):
        try:
            old = Approval.objects.live().get(record=RECORD)
            statement = copy_of(old, record=f"xa-example-{position}")
            return publish_new(statement=statement).published_in_id
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        numbers = sorted(pool.map(publish, range(8)))
    assert numbers == list(range(2, 10))
    sealed = Edition.objects.order_by("number").values_list("sealed_at", flat=True)
    assert list(sealed) == sorted(sealed)
