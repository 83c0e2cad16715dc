"""Editions: numbered in commit order, all or nothing, and one at a time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from registry.actions.accounts import importer
from registry.actions.approvals import publish_correction, publish_new
from registry.actions.editions import publish_edition
from registry.errors import AlreadySuperseded, RecordExists
from registry.models import Approval, ChangeSet, Coverage, Edition
from registry.vocabulary import ChangeSetKind
from tests.registry.statements import copy_of

RECORD = "fr-procaine-lavoisier-10-cis-63409284"


@pytest.mark.django_db
def test_edition_that_fails_leaves_no_trace():
    with pytest.raises(RuntimeError, match="half-way"), _edition():
        raise RuntimeError("half-way")
    assert list(Edition.objects.values_list("number", flat=True)) == [1]
    assert not ChangeSet.objects.filter(reason="Example").exists()


@pytest.mark.django_db
def test_correction_supersedes_and_the_old_edition_still_says_what_it_said():
    old = Approval.objects.live().get(record=RECORD)
    new = publish_correction(
        of=old,
        statement=copy_of(old, holder="Example Laboratories"),
        by=importer(),
        reason="Example",
    )
    assert (new.record, new.published_in_id) == (RECORD, 2)
    assert Approval.objects.known_at(1).get(record=RECORD).holder == old.holder
    assert Approval.objects.known_at(2).get(record=RECORD).holder == "Example Laboratories"
    assert Approval.objects.live().filter(record=RECORD).count() == 1


@pytest.mark.django_db
def test_correction_of_a_superseded_row_is_refused():
    old = Approval.objects.live().get(record=RECORD)
    publish_correction(of=old, statement=copy_of(old), by=importer(), reason="Example")
    with pytest.raises(AlreadySuperseded, match="since you read it"):
        publish_correction(of=old, statement=copy_of(old), by=importer(), reason="Example")
    assert Edition.objects.count() == 2


@pytest.mark.django_db
def test_new_approval_with_an_id_that_exists_is_refused():
    statement = copy_of(Approval.objects.live().get(record=RECORD))
    with pytest.raises(RecordExists, match="Correct that one"):
        publish_new(statement=statement, by=importer(), reason="Example")


@pytest.mark.django_db
def test_edition_counts_what_it_touches():
    old = Approval.objects.live().get(record=RECORD)
    france = old.jurisdiction
    before = Coverage.objects.get(jurisdiction=france)
    publish_new(statement=copy_of(old, record="xa-example"), by=importer(), reason="Example")
    after = Coverage.objects.get(jurisdiction=france, edition=2)
    assert after.approvals == before.approvals + 1
    assert (after.ingredients, after.products) == (before.ingredients, before.products)
    assert Coverage.objects.filter(edition=2).count() == 1
    assert Edition.objects.get(pk=2).ingredients == 226


def test_two_corrections_of_one_row_at_once_and_exactly_one_wins(committed_db):
    importer()
    together = Barrier(2)

    def correct(holder):
        try:
            old = Approval.objects.live().get(record=RECORD)
            together.wait(timeout=10)
            publish_correction(
                of=old, statement=copy_of(old, holder=holder), by=importer(), reason="Example"
            )
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
    importer()

    def publish(position):
        try:
            old = Approval.objects.live().get(record=RECORD)
            statement = copy_of(old, record=f"xa-example-{position}")
            return publish_new(statement=statement, by=importer(), reason="Example").published_in_id
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        numbers = sorted(pool.map(publish, range(8)))
    assert numbers == list(range(2, 10))
    sealed = Edition.objects.order_by("number").values_list("sealed_at", flat=True)
    assert list(sealed) == sorted(sealed)


def _edition():
    return publish_edition(by=importer(), reason="Example", kind=ChangeSetKind.EDIT)
