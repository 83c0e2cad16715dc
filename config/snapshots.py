"""The process that writes a snapshot for the workers that serve, beside them and standing back for them."""

import multiprocessing
import os

import django
from django.core.management import call_command

from config.supervised import follow_supervisor

GENTLE = 10
"""How far it stands back for the processes that answer."""


def write_elsewhere(number: int) -> None:
    """Have the snapshot of an edition written by a process that ends with this one; returns when it is done or dead."""
    run_elsewhere("build_snapshot", str(number))


def run_elsewhere(*command: str) -> None:
    """Have a management command run by such a process."""
    process = multiprocessing.get_context("spawn").Process(target=_run, args=command, daemon=True)
    process.start()
    process.join()
    process.close()


def _run(*command: str) -> None:
    """The process."""
    follow_supervisor()
    os.nice(GENTLE)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    with open(os.devnull, "w") as nowhere:
        call_command(*command, stdout=nowhere)
