"""Two at once, and one that is killed: a plan is applied once, as a whole or not at all."""

import threading

import pytest
from django.db import connection, connections

from registry.actions import registers
from registry.actions.imports import apply_import, propose_import
from registry.change_set_errors import AlreadyDecided
from registry.errors import PlanFailed
from registry.models import Approval, Edition, RegisterCopy, RegisterEntry
from tests.publishing import curator, publish_copy, reviewer

from .made_up import make_world, plan, row

pytestmark = pytest.mark.usefixtures("committed_db")


def test_two_apply_one_plan_and_exactly_one_wins():
    make_world()
    copy = plan(row(), row("EX 2"))
    reviewed = propose_import(copy=copy, by=curator()).content_hash
    editions, outcomes, by = Edition.objects.count(), [], reviewer()

    def apply():
        try:
            done = apply_import(copy=copy, by=by, reason="Reviewed", reviewed=reviewed, files=None)
            outcomes.append(done.state)
        except AlreadyDecided:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=apply) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["applied", "refused"]
    assert Edition.objects.count() == editions + 1
    assert RegisterCopy.objects.get(pk=copy.pk).state == "applied"


def test_server_process_killed_while_applying_leaves_the_plan_to_be_applied(monkeypatch):
    make_world()
    copy = plan(row(), row("EX 2"))
    editions = Edition.objects.count()

    def killed(**_):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with monkeypatch.context() as patch:
        patch.setattr(registers, "write_entries", killed)
        with pytest.raises(PlanFailed):
            publish_copy(copy)
    assert Edition.objects.count() == editions
    assert not Approval.objects.filter(number__startswith="EX ").exists()
    assert not RegisterEntry.objects.exists()
    assert publish_copy(copy).edition.number == editions + 1
