import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from procrastinate import App, PsycopgConnector
from procrastinate.app import WorkerOptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.jobs import Status

from registry.actions.clinic_messages import QUEUE, look_after
from registry.actions.evidence import discard_strays, discard_unnamed
from registry.actions.register_runs import discard_old_uploads, settle_interrupted

logger = logging.getLogger(__name__)

SWEEP = 30
"""Seconds between two looks for what a killed worker has left behind."""

GIVE_UP = 2
"""Seconds after a request to stop until a register that is being read is let go of."""


class Command(BaseCommand):
    help = (
        "Run the background worker: it reads registers, applies their plans, and sends webhooks. `make run` starts one by "
        "itself. Alone on another machine it needs DATABASE_URL and the same DATA_DIR/uploads, "
        "DATA_DIR/evidence and REGISTERS_DIR as the site. Stops on SIGTERM or Ctrl-C; what it was reading can be repeated."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when nothing waits")

    def handle(self, *args: object, once: bool, **options: object) -> None:
        asyncio.run(work(is_lasting=not once))


async def work(*, is_lasting: bool) -> None:
    connector = PsycopgConnector(
        kwargs=connector_params() | {"application_name": f"mesoformulary worker {os.getpid()}"},
        min_size=1,
        max_size=5,
    )
    options: WorkerOptions = {
        "concurrency": 1,
        "wait": is_lasting,
        "delete_jobs": "always",  # what became of it stands in its run
    }
    if is_lasting:  # the other is “stopping” while it works, and is given the time that it needs
        options["shutdown_graceful_timeout"] = GIVE_UP
    registers: WorkerOptions = {"name": f"worker {os.getpid()}", "queues": ["default"], **options}
    webhooks: WorkerOptions = {"name": f"webhooks {os.getpid()}", "queues": [QUEUE], **options}
    with app.replace_connector(connector):
        async with app.open_async() as opened, sweeping(opened):
            if is_lasting:
                async with posting(opened, webhooks):
                    await opened.run_worker_async(**registers)
            else:
                await opened.run_worker_async(**registers)
                await opened.run_worker_async(**webhooks)


@contextlib.asynccontextmanager
async def posting(opened: App, options: WorkerOptions) -> AsyncIterator[None]:
    """Tell clinics beside the work, and stop when it does."""
    task = asyncio.create_task(opened.run_worker_async(**options, install_signal_handlers=False))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@contextlib.asynccontextmanager
async def sweeping(opened: App) -> AsyncIterator[None]:
    """Tidy up at the start and now and then, beside the work."""
    await sweep(opened)
    await sync_to_async(_discard_strays)()
    task = asyncio.create_task(keep_sweeping(opened))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def keep_sweeping(opened: App) -> None:
    while True:
        await asyncio.sleep(SWEEP)
        try:
            await sweep(opened)
        except Exception:  # the database may be away for a moment
            logger.exception("What killed workers left behind could not be tidied up.")


async def sweep(opened: App) -> None:
    """Jobs of workers that show no sign of life are over; their runs say so."""
    for job in await opened.job_manager.get_stalled_jobs():
        await opened.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
    await sync_to_async(_settle)()


def _settle() -> None:
    try:
        settle_interrupted()
        discard_old_uploads()
        discard_unnamed()
        look_after()
    finally:
        connection.close()


def _discard_strays() -> None:
    """Only at the start: what a killed process has left of files of evidence."""
    try:
        discard_strays()
    finally:
        connection.close()
