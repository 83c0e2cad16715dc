"""The background worker: what it writes down, what others see meanwhile, and how it ends badly."""

import datetime as dt
import os
import time

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from registry import tasks
from registry.actions import register_runs
from registry.actions.register_runs import (
    ask_for_plan,
    discard_old_uploads,
    repeat,
    settle_interrupted,
)
from registry.actions.run_log import RunLog
from registry.errors import AlreadyApplied, RunGone, TooManyGone, UnknownRegister
from registry.models import Approval, AuditEntry, RegisterCopy, RegisterRun
from registry.registers.errors import BadSource
from registry.registers.progress import READING, Progress
from registry.vocabulary import CopyState, RunState
from tests.formulary.admin.desk import person
from tests.publishing import ask_worker, reviewer
from tests.registry.registers.made_up import MadeUp, make_world, plan, row

pytestmark = pytest.mark.usefixtures("committed_db")

DAY = "2020-01-01"


@pytest.fixture
def register(committed_db, monkeypatch, settings, tmp_path):
    """A made-up register that the worker can read, and the folder from which its files are picked."""
    with transaction.atomic():
        make_world()
    made_up = MadeUp([row()])
    for module in (tasks, register_runs):
        monkeypatch.setattr(module, "adapter_of", lambda name: made_up)
    settings.UPLOADS_DIR = tmp_path / "uploads"
    settings.REGISTERS_DIR = tmp_path / "registers"
    (settings.REGISTERS_DIR / "example").mkdir(parents=True)
    (settings.REGISTERS_DIR / "example/rows.txt").write_text("Example")
    return made_up


def asked(**values):
    told = {"register": "xa-register", "folder": "example", "published_on": DAY, "by": person()}
    return ask_for_plan(**told | values)


def work():
    """A worker that stops when nothing waits."""
    call_command("run_worker", "--once")


def planned():
    run = asked()
    work()
    run.refresh_from_db()
    return run


def seen(run):
    """As another connection sees the run."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT state, rows FROM registry_registerrun WHERE id = %s", [run.pk])
            return cursor.fetchone()
    finally:
        other.close()


def jobs():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        return cursor.fetchone()[0]


def test_plan_is_made_and_its_run_says_so(register):
    run = planned()
    assert (run.state, run.rows, run.message) == (RunState.PLANNED, 1, "")
    assert (run.files, run.size) == (["rows.txt"], 7)
    assert (run.copy.state, run.copy.read_by) == (CopyState.PLANNED, run.by)
    assert run.sha256 == run.copy.sha256
    assert run.asked_at < run.started_at <= run.ended_at
    assert jobs() == 0, "a job that is done is gone"


def test_apply_publishes_in_the_name_of_who_asked(register):
    run = planned()
    ask_worker(run.copy)
    work()
    run.refresh_from_db()
    assert run.state == RunState.APPLIED
    assert run.copy.applied_by == reviewer()
    assert Approval.objects.live().filter(number="EX 1").count() == 1
    for operation, by in (("insert", "person"), ("update", "example-reviewer")):
        entry = AuditEntry.objects.filter(
            table="registry_registercopy", operation=operation
        ).first()
        assert (entry.actor, entry.origin) == (by, f"import of a register {run.pk}")


def test_plan_made_on_the_command_line_is_applied_too(register):
    copy = plan(row())
    run = ask_worker(copy)
    work()
    run.refresh_from_db()
    assert (run.state, run.sha256) == (RunState.APPLIED, copy.sha256)


def test_nothing_is_asked_twice(register):
    run = asked()
    with pytest.raises(RunGone, match="under way"):
        repeat(run=run)
    work()
    run.refresh_from_db()
    ask_worker(run.copy)
    with pytest.raises(RunGone, match="under way"):
        ask_worker(run.copy)
    work()
    run.copy.refresh_from_db()
    with pytest.raises(AlreadyApplied):
        ask_worker(run.copy)


def test_files_that_are_no_register_are_told_in_words(register):
    def read(source):
        raise BadSource("rows.txt", "a heading", "line 1 is empty")
        yield

    register.read = read
    run = planned()
    assert (run.state, run.copy) == (RunState.FAILED, None)
    assert run.message == "rows.txt: line 1 is empty (expected: a heading)"
    assert not RegisterCopy.objects.exists()


def test_missing_date_is_told_in_words(register):
    run = asked(published_on="")
    work()
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert "do not say when they were published" in run.message
    assert "“Day of the copy” below" in run.message
    assert "--published" not in run.message
    repeat(run=run, published_on="2020-05")
    work()
    run.refresh_from_db()
    assert (run.state, run.copy.published_on) == (RunState.PLANNED, "2020-05")


def test_fault_of_our_own_leaves_a_sentence_and_the_worker_goes_on(register, caplog):
    def read(source):
        raise ZeroDivisionError
        yield

    register.read = read
    first, second = asked(), asked()
    work()
    for run in (first, second):
        run.refresh_from_db()
        assert run.state == RunState.FAILED
        assert "ZeroDivisionError" in run.message
    assert "ZeroDivisionError" in caplog.text


def test_what_vanishes_is_refused_until_a_reason_lets_it_pass(register):
    register.rows = [row(f"EX {number}") for number in range(1, 11)]
    ask_worker(planned().copy)
    work()
    register.rows = register.rows[:5]
    run = asked(published_on="2020-02-01")
    work()
    run.refresh_from_db()
    with pytest.raises(TooManyGone, match="5 of the 10 authorisations known would vanish"):
        ask_worker(run.copy)
    ask_worker(run.copy, override_reason="Half was withdrawn")
    work()
    run.refresh_from_db()
    assert (run.state, run.message) == (RunState.APPLIED, "")
    assert run.copy.override_reason == "Half was withdrawn"


def test_plan_replaced_by_another_of_the_same_files_is_not_applied(register):
    first = planned()
    ask_worker(first.copy)
    plan_again = asked()
    with connection.cursor() as cursor:  # the later job comes first
        cursor.execute("UPDATE procrastinate_jobs SET priority = id")
    work()
    first.refresh_from_db()
    assert (first.state, first.copy) == (RunState.REFUSED, None)
    assert "replaced" in first.message
    assert RegisterRun.objects.get(pk=plan_again.pk).state == RunState.PLANNED


def test_progress_is_seen_by_others_while_the_plan_is_being_made(register, monkeypatch):
    monkeypatch.setattr("registry.actions.run_log.EVERY", 0)
    found = []

    def read(source):
        for number in range(2_500):
            if number % 500 == 499:
                found.append(seen(run))
            yield row(f"EX {number}")

    register.read = read
    run = asked()
    work()
    assert list(dict.fromkeys(found)) == [("reading", 0), ("reading", 1_000), ("reading", 2_000)]
    assert seen(run) == ("planned", 2_500)


def test_progress_is_written_a_few_times_a_second_at_most(register):
    run = asked()
    with RunLog(run.pk, waits=RunState.QUEUED, works=RunState.READING) as log:
        for rows in range(1, 1_000):
            log.tell(Progress(READING, 1, 5, rows=rows, share=0.25))
        assert seen(run) == ("reading", 1)
        log.tell(Progress("storing the plan", 5, 5, rows=999))
        assert seen(run) == ("reading", 999), "every step is told at its beginning"
        run.refresh_from_db()
        assert (run.phase, run.step, run.steps, run.share) == ("storing the plan", 5, 5, None)
        log.end(RunState.PLANNED)


def test_run_whose_worker_is_gone_is_interrupted_and_can_be_repeated(register):
    run = asked()
    with RunLog(run.pk, waits=RunState.QUEUED, works=RunState.READING):
        assert settle_interrupted() == 0, "it is in hand"
    settled = (time.sleep(0.05) or settle_interrupted() for _ in range(100))
    assert 1 in settled, "the server lets go of a lock a moment after its connection has ended"
    run.refresh_from_db()
    assert run.state == RunState.INTERRUPTED
    repeat(run=run)
    work()
    run.refresh_from_db()
    assert (run.state, run.message) == (RunState.PLANNED, "")


def test_worker_killed_after_the_plan_was_stored_has_planned(register):
    run = planned()
    RegisterRun.objects.filter(pk=run.pk).update(state=RunState.READING)
    settle_interrupted()
    assert seen(run)[0] == "planned"


@pytest.mark.parametrize(("state", "then"), [("applied", "applied"), ("planned", "interrupted")])
def test_worker_killed_while_it_applied(register, state, then):
    run = planned()
    if state == "applied":
        ask_worker(run.copy)
        work()
    RegisterRun.objects.filter(pk=run.pk).update(state=RunState.APPLYING)
    settle_interrupted()
    run.refresh_from_db()
    assert run.state == then
    if then == "interrupted":
        ask_worker(run.copy)
        work()
        run.refresh_from_db()
        assert run.state == RunState.APPLIED


def test_worker_killed_before_it_began(register):
    run = asked()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES ('2020-01-01')")
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', "
            "worker_id = (SELECT id FROM procrastinate_workers)"
        )
    assert settle_interrupted() == 0, "its job may still be taken up"
    work()
    run.refresh_from_db()
    assert run.state == RunState.INTERRUPTED
    assert jobs() == 0


def test_unknown_register_and_strange_folder_are_refused(register, monkeypatch):
    with pytest.raises(BadSource, match="leads out"):
        asked(folder="../elsewhere")
    monkeypatch.undo()
    with pytest.raises(UnknownRegister):
        asked()
    assert jobs() == 0
    assert not RegisterRun.objects.exists()


def test_uploads_go_when_they_are_applied_or_old(register, settings):
    def upload(name):
        (settings.UPLOADS_DIR / name).mkdir(parents=True)
        (settings.UPLOADS_DIR / name / "rows.txt").write_text("Example")
        return asked(upload=name, folder="")

    run, waiting = upload("one"), upload("two")
    work()
    run.refresh_from_db()
    assert run.files == ["rows.txt"]
    waiting.refresh_from_db()
    ask_worker(waiting.copy)
    work()
    assert [path.name for path in settings.UPLOADS_DIR.iterdir()] == ["one"]

    now = timezone.now()
    RegisterRun.objects.update(asked_at=F("asked_at") - dt.timedelta(days=31))
    discard_old_uploads()
    assert (settings.UPLOADS_DIR / "one").exists()
    long_ago = (now - dt.timedelta(days=31)).timestamp()
    os.utime(settings.UPLOADS_DIR / "one", (long_ago, long_ago))
    discard_old_uploads()
    assert not (settings.UPLOADS_DIR / "one").exists()
    with pytest.raises(RunGone, match="not kept any more"):
        repeat(run=run)
