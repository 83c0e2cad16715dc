"""What a reviewer reads of a plan is what is published: its rows are frozen, and hashed once."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from registry.actions.change_sets import explain
from registry.actions.imports import propose_import
from registry.errors import PlanFailed
from registry.models import ChangeSet, RegisterCopy, RegisterRow
from tests.publishing import curator, edition, publish, publish_copy

from .made_up import make_world, plan, row


def _every_way_to_change(copy):
    """Each write of the rows of a plan, in words and as a call."""
    rows = RegisterRow.objects.filter(copy=copy)
    other = RegisterCopy.objects.exclude(pk=copy.pk).get()
    yield lambda: rows.update(holder="Somebody else")
    yield lambda: rows.update(copy=other)
    yield lambda: RegisterRow.objects.filter(copy=other).update(copy=copy)
    yield lambda: rows.delete()
    yield lambda: RegisterRow.objects.create(copy=copy, outcome="outside", slug="example")


def _frozen(copy):
    for write in _every_way_to_change(copy):
        with pytest.raises(IntegrityError, match="its rows are frozen"), transaction.atomic():
            write()


@pytest.mark.django_db
def test_the_rows_of_a_plan_are_frozen_from_its_submission_on():
    make_world()
    plan(row("EX 2"), name="xa-another")
    copy = plan(row())
    for write in _every_way_to_change(copy):  # nobody reviews it yet
        with transaction.atomic():
            write()
            transaction.set_rollback(True)
    propose_import(copy=copy, by=curator())
    _frozen(copy)
    publish_copy(copy)
    _frozen(copy)


@pytest.mark.django_db
def test_another_plan_has_another_hash_and_what_was_taken_back_is_hashed_again():
    make_world()
    copy = plan(row())
    first = propose_import(copy=copy, by=curator())
    copy.refresh_from_db()
    was = copy.plan_hash
    assert len(was) == 64
    draft = explain(change_set=first, by=curator(), reason="Another reason")
    copy.rows.update(holder="Somebody else")
    ChangeSet.objects.filter(pk=draft.pk).update(state="submitted", submitted_at=copy.read_at)
    copy.refresh_from_db()
    assert copy.plan_hash != was


@pytest.mark.django_db
def test_a_plan_of_which_the_hash_is_altered_is_not_published():
    make_world()
    copy = plan(row())
    change_set = propose_import(copy=copy, by=curator())
    RegisterCopy.objects.filter(pk=copy.pk).update(plan_hash="0" * 64)
    with pytest.raises(PlanFailed, match="not what was submitted"):
        publish(change_set)


def test_a_row_that_is_added_meanwhile_is_in_the_hash_or_refused(committed_db):
    """Whoever adds a row holds its copy, so that proposing it waits, and sees the row."""
    with edition():
        make_world()
    copy = plan(row())
    proposer = curator()
    done = threading.Event()

    def propose():
        propose_import(copy=RegisterCopy.objects.get(pk=copy.pk), by=proposer)
        done.set()
        connection.close()

    other = threading.Thread(target=propose)
    with transaction.atomic():
        RegisterRow.objects.create(copy=copy, outcome="outside", slug="example")
        other.start()
        assert not done.wait(0.5)
    other.join()
    with connection.cursor() as cursor:
        cursor.execute("SELECT plan_hash(%s)", [copy.pk])
        assert RegisterCopy.objects.get(pk=copy.pk).plan_hash == cursor.fetchone()[0]
    assert RegisterCopy.objects.get(pk=copy.pk).change_set.state == "submitted"
