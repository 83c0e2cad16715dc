"""What the page of an import shows besides its own fields: progress, the plan, and what may be done next."""

import datetime as dt
import math

from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateWorker

from formulary.desk.links import change_url, list_url
from registry.actions.register_runs import APPLICABLE, REPEATABLE, has_files, obstacle
from registry.models import RegisterCopy, RegisterRow, RegisterRun
from registry.registers.adapters import is_name_list
from registry.registers.progress import READING
from registry.vocabulary import CopyState, RowOutcome, RunState

from .register_run_forms import RepeatForm

ALIVE = dt.timedelta(seconds=30)
"""A worker that has not shown itself for so long is taken for dead; they do every ten seconds."""

SILENT = 5
"""Seconds without progress after which the page says so."""

COLOURS = {
    RunState.PLANNED: "info",
    RunState.APPLIED: "success",
    RunState.REFUSED: "warning",
    RunState.INTERRUPTED: "warning",
    RunState.FAILED: "danger",
}


def told(run: RegisterRun, user) -> dict:
    """What the page of a run shows besides its own fields."""
    seconds, left, silent = _elapsed(run), run.seconds_left, _silence(run)
    if silent > SILENT:
        left = None
    is_open = run.copy and run.copy.state != CopyState.APPLIED and run.state in APPLICABLE
    why_not = obstacle(run.copy) if is_open else ""
    change_set = run.copy.change_set if run.copy else None
    is_waiting = change_set is not None and not change_set.is_decided
    return {
        "run": run,
        "colour": COLOURS.get(RunState(run.state), "primary"),
        "rate": round(run.rows / run.seconds) if run.phase == READING and run.seconds else None,
        "seconds": None if seconds is None else round(seconds),
        "seconds_left": None if left is None else math.ceil(left),
        "percent": None if run.share is None else int(run.share * 100),
        "silent": round(silent) if silent > SILENT else None,
        "has_worker": not run.is_under_way or _is_a_worker_alive(),
        "can_propose": is_open and not why_not and not is_waiting,
        "may_propose": user.has_perm("registry.add_changeset"),
        "change_set": change_set,
        "why_not": "" if why_not in run.message else why_not,
        "can_repeat": run.state in REPEATABLE and has_files(run),
        "repeat_form": RepeatForm(initial={"published_on": run.published_on}),
        "may_repeat": user.has_perm("registry.add_registerrun"),
        "is_replaced": run.state == RunState.PLANNED and run.copy is None,
        **(plan_of(run.copy) if run.copy else {}),
    }


def _elapsed(run: RegisterRun) -> float | None:
    """A statement in the database may give no sign of life for a while: it goes on all the same."""
    if run.is_under_way and run.started_at:
        return (timezone.now() - run.started_at).total_seconds()
    return run.seconds


def _silence(run: RegisterRun) -> float:
    """Seconds without a sign of life while files are read, when there should be one three times a second."""
    if run.state == RunState.READING and run.phase == READING and run.told_at:
        return (timezone.now() - run.told_at).total_seconds()
    return 0


def plan_of(copy: RegisterCopy) -> dict:
    """The counts of a plan, each with its rows."""
    address = f"copy__id__exact={copy.pk}&outcome__exact="
    return {
        "copy": copy,
        "is_only_counted": is_name_list(copy.register),
        "copy_url": change_url(copy),
        "read": copy.counts.get("read", 0),
        "counts": [
            (
                word.label,
                copy.counts.get(word.value, 0),
                list_url(RegisterRow, address + word.value),
            )
            for word in RowOutcome
        ],
    }


def _is_a_worker_alive() -> bool:
    since = timezone.now() - ALIVE
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=since).exists()
