"""How fast checks are answered, as ratios in one run: `python -m benchmarks.checks [records]`.

Ours as `make run` serves it, the floor (`floor.py`) and the naive way (`naive.py`), on the same made-up rows and the same
questions, with eight connections and two workers each, one after another in every round. Needs `wrk` on the PATH.
"""

import json
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "var/benchmarks"
os.environ["DATA_DIR"] = str(HOME)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402

from benchmarks.synthetic_registry import load, name_of, triples  # noqa: E402
from config.postgres import ready_database  # noqa: E402
from registry.audit.acting import acting_as_command  # noqa: E402

SMALL = 10_000
CONNECTIONS, SECONDS, ROUNDS = 8, 4, 3
LINES, ROWS = 8, 1_000
PORTS = {"ours": 9201, "floor": 9202, "naive": 9203}
SERVERS = {
    "ours": ["--interface", "wsgi", "--blocking-threads", "4", "config.worker:application"],
    "floor": ["--interface", "asgi", "benchmarks.floor:application"],
    "naive": ["--interface", "wsgi", "--blocking-threads", "4", "benchmarks.naive:application"],
}
Rates = dict[tuple[str, str], float]


def main(records: int) -> None:
    """Measure with few records and with many, and print a line for each figure."""
    with ready_database():
        django.setup()
        show("load of the machine before", " ".join(f"{load:.2f}" for load in os.getloadavg()))
        few = measured(SMALL, ["ours"])
        many = measured(records, ["ours", "floor", "naive"])
        report(few, many, records)
        show("load of the machine after", " ".join(f"{load:.2f}" for load in os.getloadavg()))
        connections.close_all()


def show(what: str, figure: object) -> None:
    print(f"{what:<40}{figure:>40}", flush=True)


def measured(records: int, sides: list[str]) -> Rates:
    """Requests a second of each side for each kind of question: the median of the rounds."""
    prepare(records)
    began = time.monotonic()
    call_command("build_snapshot", stdout=open(os.devnull, "w"))  # noqa: SIM115
    show(f"snapshot of {records:,} records", f"{time.monotonic() - began:.0f} s, {size():.0f} MB")
    connections.close_all()
    questions = {kind: write(kind, records) for kind in ("one", "eight", "names", "bulk")}
    found: dict[tuple[str, str], list[float]] = {}
    with running(sides) as memory:
        for number in range(ROUNDS):
            for kind, files in questions.items():
                for side in sides:
                    if files.get(side):
                        seconds = SECONDS if number else SECONDS * 2
                        rate = wrk(side, files[side], seconds, number)
                        found.setdefault((side, kind), []).append(rate)
        for side in sides:
            show(f"peak memory a worker, {side}", memory(side))
    return {key: statistics.median(rates) for key, rates in found.items()}


def prepare(records: int) -> None:
    """An empty database with the starter set and the made-up registry."""
    shutil.rmtree(HOME / "snapshots", ignore_errors=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP SCHEMA IF EXISTS as_of CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public"
        )
    connections.close_all()
    for command in ("migrate", "load_starter"):
        with acting_as_command(command):
            call_command(command, verbosity=0)
    load(records)


def size() -> float:
    return sum(file.stat().st_size for file in (HOME / "snapshots").glob("*.shelf")) / 2**20


def write(kind: str, records: int) -> dict[str, Path]:
    """The requests of a kind for each side: the same questions in the same order."""
    made = {side: HOME / f"{side}-{kind}.txt" for side in SERVERS}
    with (
        open(made["ours"], "w") as ours,
        open(made["floor"], "w") as floor,
        open(made["naive"], "w") as naive,
    ):
        for our, theirs, plain in islice(
            QUESTIONS[kind](records), 300 if kind == "bulk" else 5_000
        ):
            print(*our, sep="\t", file=ours)
            print(*theirs, sep="\t", file=floor)
            if plain:
                print(*plain, sep="\t", file=naive)
    return {side: path for side, path in made.items() if path.stat().st_size}


def one(records: int) -> Iterator[tuple]:
    for substance, place, route, day in triples(records, 1):
        asked = {
            "ingredient": f"example-{substance}",
            "jurisdiction": place,
            "route": route,
            "on": day,
        }
        plain = {
            "ingredient__slug": asked["ingredient"],
            "jurisdiction__code": place,
            "routes__code": route,
        }
        yield (
            ("GET", f"/api/v1/checks?{urlencode(asked)}", ""),
            ("GET", f"/one?{urlencode(asked)}", ""),
            ("GET", f"/approvals/?{urlencode(plain)}", ""),
        )


def eight(records: int) -> Iterator[tuple]:
    for body in _checks(records, lambda substance, _: f"example-{substance}"):
        yield (
            ("POST", "/api/v1/checks", body),
            ("POST", "/eight", body),
            ("POST", "/approvals/check/", body),
        )


def names(records: int) -> Iterator[tuple]:
    for body in _checks(records, name_of):
        yield ("POST", "/api/v1/checks", body), ("POST", "/names", body), None


def _checks(records: int, text: Callable) -> Iterator[str]:
    found, chance = triples(records, 2), random.Random(2)  # noqa: S311
    while True:
        several = list(islice(found, LINES))
        _, place, route, day = several[0]
        lines = [{"ingredient": text(substance, chance)} for substance, *_ in several]
        asked = {"jurisdiction": place, "route": route, "on": day, "lines": lines}
        yield json.dumps(asked)


def bulk(records: int) -> Iterator[tuple]:
    found = triples(records, 3)
    while True:
        body = json.dumps(
            [
                {
                    "ingredient": f"example-{substance}",
                    "jurisdiction": place,
                    "route": route,
                    "on": day,
                }
                for substance, place, route, day in islice(found, ROWS)
            ]
        )
        yield ("POST", "/api/v1/checks/bulk", body), ("POST", "/bulk", body), None


QUESTIONS = {"one": one, "eight": eight, "names": names, "bulk": bulk}


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


def wrk(side: str, requests: Path, seconds: int, seed: int) -> float:
    """Requests a second; prints them with the times, and refuses a run with errors."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "20s", "--latency",
               "-s", str(ROOT / "benchmarks/checks.lua"), f"http://127.0.0.1:{PORTS[side]}"]  # fmt: skip
    environment = {**os.environ, "REQUESTS": str(requests), "SEED": str(seed)}
    told = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True
    ).stdout
    rate, middle, late, errors = told.split("FOUND ")[1].split()
    if int(errors):
        raise SystemExit(f"{side} {requests.name}: {errors} errors.")
    show(f"  {requests.stem}", f"{rate}/s, p50 {middle} ms, p99 {late} ms")
    return float(rate)


def report(few: Rates, many: Rates, records: int) -> None:
    def ratio(kind: str, side: str, goal: float) -> None:
        of = many["ours", kind] / many[side, kind]
        show(f"{kind}: times the {side}", f"{of:.2f} (goal {goal})")

    ratio("one", "floor", 0.9)
    ratio("one", "naive", 50)
    ratio("eight", "floor", 1.0)
    ratio("eight", "naive", 150)
    show(
        "names: cost, times that of slugs",
        f"{many['ours', 'eight'] / many['ours', 'names']:.2f} (goal 1.3)",
    )
    ratio("bulk", "floor", 1.5)
    for kind in ("one", "eight"):
        slower = few["ours", kind] / many["ours", kind]
        show(
            f"{kind}: {records:,} records against {SMALL:,}",
            f"{slower:.2f} times slower (goal 1.2)",
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500_000)
