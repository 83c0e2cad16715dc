"""What the page of an import shows besides its own fields: progress, the plan, and what may be done next."""

import datetime as dt

from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateWorker

from formulary.desk.links import change_url, list_url
from registry.actions.register_runs import APPLICABLE, REPEATABLE, files_of
from registry.models import RegisterCopy, RegisterRow, RegisterRun
from registry.registers.errors import BadSource
from registry.vocabulary import CopyState, RowOutcome, RunState

from .register_run_forms import ApplyForm

ALIVE = dt.timedelta(seconds=30)
"""A worker that has not shown itself for so long is taken for dead; they do every ten seconds."""

COLOURS = {
    RunState.PLANNED: "info",
    RunState.APPLIED: "success",
    RunState.REFUSED: "warning",
    RunState.INTERRUPTED: "warning",
    RunState.FAILED: "danger",
}


def told(run: RegisterRun, user) -> dict:
    """What the page of a run shows besides its own fields."""
    seconds = run.seconds
    can_apply = run.copy and run.copy.state != CopyState.APPLIED and run.state in APPLICABLE
    return {
        "run": run,
        "colour": COLOURS.get(RunState(run.state), "primary"),
        "rate": round(run.rows / seconds) if seconds and run.rows else None,
        "seconds": None if seconds is None else round(seconds),
        "has_worker": not run.is_under_way or _is_a_worker_alive(),
        "can_apply": can_apply,
        "may_apply": user.has_perm("registry.apply_registerrun"),
        "can_repeat": run.state in REPEATABLE and _has_files(run),
        "may_repeat": user.has_perm("registry.add_registerrun"),
        "is_replaced": run.state == RunState.PLANNED and run.copy is None,
        "apply_form": ApplyForm() if can_apply and run.state == RunState.REFUSED else None,
        **(plan_of(run.copy) if run.copy else {}),
    }


def plan_of(copy: RegisterCopy) -> dict:
    """The counts of a plan, each with its rows."""
    address = f"copy__id__exact={copy.pk}&outcome__exact="
    return {
        "copy": copy,
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


def _has_files(run: RegisterRun) -> bool:
    try:
        return bool(run.upload or run.folder) and files_of(run).exists()
    except BadSource:
        return False


def _is_a_worker_alive() -> bool:
    since = timezone.now() - ALIVE
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=since).exists()
