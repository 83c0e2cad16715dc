"""What the background worker does (decision 6): it reads a copy of a register and plans it, applies a plan, or tells
clinics what an edition or a new day changed.

All of it is said and done by `registry.actions`; here it is only taken up, watched and written down.
"""

from collections.abc import Callable

from django.db import connection, transaction
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted

from registry.actions import imports
from registry.actions.clinic_deliveries import send_due
from registry.actions.clinic_messages import QUEUE, SEND_TASK
from registry.actions.clinic_telling import tell_of_changes
from registry.actions.register_runs import APPLY_TASK, PLAN_TASK, files_of, has_files
from registry.actions.run_log import NotTakenUp, RunLog
from registry.audit.acting import acting
from registry.errors import DateMissing, RegistryError
from registry.intake import uploads
from registry.models import RegisterRun, User
from registry.registers.adapters import adapter_of
from registry.registers.errors import BadSource
from registry.registers.progress import Progress, Tell
from registry.registers.source import Source
from registry.vocabulary import CopyState, RunState

HOW: dict[type[Exception], str] = {
    DateMissing: "Fill in “Day of the copy” below and press “Read the files again”.",
}
"""What this error asks for, on the page of the run."""


@app.task(name=PLAN_TASK, pass_context=True)
def plan_copy(context: JobContext, run: int) -> None:
    """Read the files of a run and store the plan."""
    try:
        with RunLog(run, waits=RunState.QUEUED, works=RunState.READING) as log:
            _watched(log, RunState.FAILED, lambda: _plan(run, log, _telling(context, log)))
    except NotTakenUp:
        """It was repeated or settled since."""


@app.task(name=APPLY_TASK, pass_context=True)
def apply_copy(context: JobContext, run: int, by: int, reason: str, reviewed: str) -> None:
    """Publish the plan of a run, as a reviewer decided."""
    try:
        with RunLog(run, waits=RunState.TO_APPLY, works=RunState.APPLYING) as log:
            tell = _telling(context, log)
            decided = {"reason": reason, "reviewed": reviewed}
            _watched(log, RunState.REFUSED, lambda: _apply(run, by, decided, log, tell))
    except NotTakenUp:
        """It was applied or settled since."""


@app.task(name=SEND_TASK, queue=QUEUE, pass_context=True)
def send_webhooks(context: JobContext) -> None:
    """Make the messages about new editions and days, and send all that is due."""
    try:
        with acting(by="system: webhooks"):
            tell_of_changes()
            send_due(is_over=context.should_abort)
    finally:
        connection.close()  # the next job may get another thread


def _watched(log: RunLog, failed: RunState, work: Callable[[], None]) -> None:
    """Do the work, and leave a sentence where it fails."""
    _notice_a_killed_worker()
    try:
        work()
    except (BadSource, RegistryError) as error:
        log.end(failed, " ".join([str(error), HOW.get(type(error), "")]).strip())
    except JobAborted:
        log.end(RunState.INTERRUPTED, "The worker was stopped. It can be repeated.")
        raise
    except Exception as error:
        log.end(
            failed, f"This should not happen ({type(error).__name__}): the worker's log says more."
        )
        raise
    finally:
        connection.close()  # jobs are rare, and each may get another thread


def _notice_a_killed_worker() -> None:
    """Have the database give up a long statement when the worker that asked for it is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SET client_connection_check_interval = '2s'")


def _telling(context: JobContext, log: RunLog) -> Tell:
    """Writes progress down, unless the worker is to stop."""

    def tell(progress: Progress) -> None:
        if context.should_abort():
            raise JobAborted
        log.tell(progress)

    return tell


def _plan(pk: int, log: RunLog, tell: Tell) -> None:
    run = RegisterRun.objects.get(pk=pk)
    with Source(files_of(run)) as source:
        log.opened(files=list(source.names()), size=source.size, sha256=source.sha256)
        with acting(by=run.by, origin=f"import of a register {pk}"), transaction.atomic():
            copy = imports.plan_import(
                adapter=adapter_of(run.register),
                source=source,
                by=run.by,
                published_on=run.published_on,
                tell=tell,
            )
            # Together with the plan, so that no plan is without its run if the worker is killed now.
            RegisterRun.objects.filter(pk=pk).update(copy=copy)
    log.end(RunState.PLANNED, rows=copy.counts["read"])


def _apply(pk: int, by: int, decided: dict[str, str], log: RunLog, tell: Tell) -> None:
    run = RegisterRun.objects.select_related("copy").get(pk=pk)
    if run.copy is None:
        raise BadSource(str(run), "a plan", "another reading of the same files has replaced it")
    if run.copy.state != CopyState.APPLIED:
        person = User.objects.get(pk=by)
        with acting(by=person, origin=f"import of a register {pk}"):
            imports.apply_import(
                copy=run.copy,
                by=person,
                files=files_of(run) if has_files(run) else None,
                tell=tell,
                **decided,
            )
    log.end(RunState.APPLIED)
    if run.upload:
        uploads.discard(run.upload)
