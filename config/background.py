"""The background worker beside the server: a process that is started again when it dies."""

import multiprocessing
import os
import threading
import time
from multiprocessing.context import SpawnProcess

import django
from django.core.management import call_command

from config.supervised import follow_supervisor
from registry.audit.acting import acting_as_command

GRACE = 10  # seconds that it has to let go of what it is doing
LOOK = 0.5  # seconds
LONGEST_PAUSE = 30.0  # seconds between two starts, when it dies at once each time


class Background:
    """Its supervisor: a thread. `stop` may come at any time, also before `start`."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        with self._lock:
            if not self._stopping.is_set():
                self._thread = threading.Thread(target=self._keep, daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Returns when it is gone."""
        with self._lock:
            self._stopping.set()
        if self._thread:
            self._thread.join()

    def _keep(self) -> None:
        pause = 1.0
        while not self._stopping.is_set():
            began = time.monotonic()
            process = multiprocessing.get_context("spawn").Process(target=work, daemon=True)
            process.start()
            while process.is_alive() and not self._stopping.is_set():
                process.join(LOOK)
            _end(process)
            pause = (
                1.0 if time.monotonic() - began > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
            )
            self._stopping.wait(pause)


def _end(process: SpawnProcess) -> None:
    process.terminate()
    process.join(GRACE)
    process.kill()
    process.join()
    process.close()


def work() -> None:
    """The process."""
    follow_supervisor()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    with acting_as_command("run_worker"):
        call_command("run_worker")
