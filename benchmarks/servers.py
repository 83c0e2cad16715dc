"""The three sides as servers of their own, and what `wrk` finds when it asks them."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS = 8
PORTS = {"ours": 9201, "floor": 9202, "naive": 9203}
SERVERS = {
    "ours": ["--interface", "wsgi", "--blocking-threads", "4", "config.worker:application"],
    "floor": ["--interface", "asgi", "benchmarks.floor:application"],
    "naive": ["--interface", "wsgi", "--blocking-threads", "4", "benchmarks.naive:application"],
}


def show(what: str, figure: object) -> None:
    print(f"{what:<40}{figure:>40}", flush=True)


@contextmanager
def running(sides: list[str]) -> Iterator[Callable[[str], str]]:
    """The servers, warm, until the block ends; yields what tells a side's memory."""
    url = os.environ.get("DATABASE_URL") or _embedded_url()
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    started: dict[str, subprocess.Popen] = {}
    try:
        for side in sides:
            command = [sys.executable, "-m", "granian", "--host", "127.0.0.1", "--port", str(PORTS[side]),
                       "--workers", "2", "--log-level", "error", *SERVERS[side]]  # fmt: skip
            started[side] = subprocess.Popen(
                command, env=environment, cwd=ROOT, start_new_session=True
            )
        for side in sides:
            _wait(PORTS[side])
        time.sleep(5)  # our workers take up the snapshot
        yield lambda side: _memory(started[side].pid)
    finally:
        for server in started.values():
            os.killpg(server.pid, signal.SIGTERM)
            server.wait()


def _embedded_url() -> str:
    entry = connection.settings_dict
    host = entry["HOST"].replace("/", "%2F")
    return f"postgres://{entry['USER']}:{entry['PASSWORD']}@{host}:{entry['PORT']}/{entry['NAME']}"


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/nothing", timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"Nothing answers on port {port}.")


def _memory(supervisor: int) -> str:
    """The high-water mark of the largest worker, and how much of it no other process shares now."""
    found = subprocess.run(
        ["/usr/bin/pgrep", "-P", str(supervisor)], capture_output=True, text=True, check=True
    )
    peaks, own = [], []
    for worker in found.stdout.split():
        status = dict(
            line.split(":", 1) for line in Path(f"/proc/{worker}/status").read_text().splitlines()
        )
        peaks.append(int(status["VmHWM"].split()[0]) / 1024)
        own.append(int(status["RssAnon"].split()[0]) / 1024)
    return f"{max(peaks):.0f} MB, {max(own):.0f} MB of it its own"


def wrk(side: str, requests: Path, seconds: int, seed: int, key: str) -> float:
    """Requests a second; prints them with the times, and refuses a run with errors."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "20s", "--latency",
               "-s", str(ROOT / "benchmarks/checks.lua"), f"http://127.0.0.1:{PORTS[side]}"]  # fmt: skip
    environment = {**os.environ, "REQUESTS": str(requests), "SEED": str(seed), "KEY": key}
    told = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True
    ).stdout
    rate, middle, late, errors = told.split("FOUND ")[1].split()
    if int(errors):
        raise SystemExit(f"{side} {requests.name}: {errors} errors.")
    show(f"  {requests.stem}", f"{rate}/s, p50 {middle} ms, p99 {late} ms")
    return float(rate)
