"""Asking the background worker to read a copy of a register, or to apply its plan; and tidying up after it.

A request and its job are written in one transaction: neither is there without the other.
"""

from collections.abc import Sequence
from pathlib import Path

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from registry.actions.reviews import held_copy
from registry.actions.run_log import RUN_LOCK
from registry.errors import RegistryError, RunGone
from registry.intake import folders, uploads
from registry.models import RegisterCopy, RegisterRun, User
from registry.models.register_run import IN_HAND
from registry.registers.adapters import adapter_of, is_name_list
from registry.registers.errors import BadSource
from registry.registers.refusals import check_base
from registry.vocabulary import CopyState, RunState

PLAN_TASK = "registry.tasks.plan_copy"
APPLY_TASK = "registry.tasks.apply_copy"
REPEATABLE = (RunState.PLANNED, RunState.REFUSED, RunState.FAILED, RunState.INTERRUPTED)
APPLICABLE = (RunState.PLANNED, RunState.REFUSED, RunState.INTERRUPTED)
FILES_GONE = "its files are not kept any more. Hand them over again."


@transaction.atomic
def ask_for_plan(
    *,
    register: str,
    by: User,
    upload: str = "",
    folder: str = "",
    files: Sequence[str] = (),
    size: int | None = None,
    published_on: str = "",
) -> RegisterRun:
    """Have files read and planned: those kept as `upload`, or those that lie in `folder`.

    Raises UnknownRegister, and BadSource for a folder that is not the operator's.
    """
    adapter_of(register)
    if not upload:
        folders.place_of(folder)
    run = RegisterRun(
        register=register,
        upload=upload,
        folder=folder,
        files=list(files),
        size=size,
        published_on=published_on,
        by=by,
    )
    run.full_clean()
    run.save()
    _defer(PLAN_TASK, run=run.pk)
    return run


@transaction.atomic
def repeat(*, run: RegisterRun, published_on: str = "") -> RegisterRun:
    """Have the files of a run read again, for a new plan; `published_on` is the day of the copy if it was not told
    before, or not rightly. Raises RunGone."""
    run = RegisterRun.objects.select_for_update().get(pk=run.pk)
    if run.state not in REPEATABLE:
        raise RunGone(run, "it is under way, or was applied.")
    if not has_files(run):
        raise RunGone(run, FILES_GONE)
    run.published_on = published_on or run.published_on
    run.rows, run.copy = 0, None
    _queue(run, RunState.QUEUED)
    _defer(PLAN_TASK, run=run.pk)
    return run


@transaction.atomic
def ask_to_apply(*, copy: RegisterCopy, by: User, reason: str, reviewed: str) -> RegisterRun:
    """Have the plan of a copy published, as this reviewer decided. One that was made on the command line gets a run.

    Raises RunGone when it is under way or was applied, and what `held_copy` raises.
    """
    copy, _ = held_copy(copy, by, reviewed)
    run = RegisterRun.objects.select_for_update().filter(copy=copy).first()
    if run is None:
        run = RegisterRun.objects.create(
            register=copy.register,
            files=copy.files,
            sha256=copy.sha256,
            published_on=copy.published_on,
            state=RunState.PLANNED,
            by=by,
            copy=copy,
        )
    if run.state not in APPLICABLE or copy.state == CopyState.APPLIED:
        raise RunGone(run, "it is under way, or was applied.")
    if is_name_list(run.register) and not has_files(run):
        raise RunGone(run, FILES_GONE)
    _queue(run, RunState.TO_APPLY)
    _defer(APPLY_TASK, run=run.pk, by=by.pk, reason=reason, reviewed=reviewed)
    return run


def files_of(run: RegisterRun) -> Path:
    """Where the files of a run lie; they may be gone. Raises BadSource."""
    return uploads.kept(run.upload) if run.upload else folders.place_of(run.folder)


def has_files(run: RegisterRun) -> bool:
    try:
        return bool(run.upload or run.folder) and files_of(run).exists()
    except BadSource:
        return False


def obstacle(copy: RegisterCopy) -> str:
    """Why the plan of a copy cannot be carried out, whatever the reason given; nothing if it can."""
    try:
        check_base(copy)
    except RegistryError as error:
        return str(error)
    run = RegisterRun.objects.filter(copy=copy).first()
    if run and run.state not in APPLICABLE:
        return str(RunGone(run, "it is under way."))
    if is_name_list(copy.register) and not (run and has_files(run)):
        return str(RunGone(run or copy, FILES_GONE))
    return ""


def settle_interrupted() -> int:
    """Say of runs whose worker is gone how they ended; how many there were.

    What the worker did is atomic: a copy was planned, or applied, or it was not.
    """
    in_hand = RegisterRun.objects.in_hand().values_list("pk", flat=True)
    waiting = RegisterRun.objects.waiting().values_list("pk", flat=True)
    return sum([*map(_settle, in_hand), *map(_settle_lost, waiting)])


@transaction.atomic
def _settle(pk: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [RUN_LOCK, pk])
        if not cursor.fetchone()[0]:  # a worker has it in hand
            return False
    run = RegisterRun.objects.select_related("copy").get(pk=pk)
    if run.state not in IN_HAND:  # it ended meanwhile
        return False
    if run.copy and run.copy.state == CopyState.APPLIED:
        RegisterRun.objects.filter(pk=pk).update(state=RunState.APPLIED)
    elif run.copy and run.state == RunState.READING:
        RegisterRun.objects.filter(pk=pk).update(state=RunState.PLANNED)
    else:
        _interrupted(pk)
    return True


@transaction.atomic
def _settle_lost(pk: int) -> bool:
    """A run that waits although its job is gone: the worker was killed between the two."""
    run = RegisterRun.objects.waiting().select_for_update().filter(pk=pk).first()
    jobs = ProcrastinateJob.objects.filter(
        status__in=("todo", "doing"), args__run=pk, task_name__in=(PLAN_TASK, APPLY_TASK)
    )
    if run is None or jobs.exists():
        return False
    _interrupted(pk)
    return True


def _interrupted(pk: int) -> None:
    RegisterRun.objects.filter(pk=pk).update(
        state=RunState.INTERRUPTED,
        message="The worker was stopped in the middle. Nothing of it was applied; it can be repeated.",
    )


def discard_old_uploads() -> None:
    """Files of applied runs, and all that nobody has applied in a month."""
    waiting = RegisterRun.objects.exclude(upload="").exclude(state=RunState.APPLIED)
    uploads.discard_old(set(waiting.values_list("upload", flat=True)))


def _queue(run: RegisterRun, state: RunState) -> None:
    run.state, run.message = state, ""
    run.phase, run.step, run.steps, run.share = "", 0, 0, None
    run.started_at = run.told_at = run.ended_at = None
    run.full_clean()
    run.save()


def _defer(task: str, **arguments: int | str) -> None:
    app.configure_task(task).defer(**arguments)
