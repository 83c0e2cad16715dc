"""How fast checks and lists are answered, as ratios in one run: `python -m benchmarks.checks [records]`.

Ours as `make run` serves it, the floor (`floor.py`) and the naive way (`naive.py`), on the same made-up rows and the same
questions, with eight connections and two workers each, one after another in every round. Ours is asked with the key of a
clinic, and counts. Needs `wrk` on the PATH.
"""

import http.client
import json
import os
import shutil
import statistics
import sys
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent / "var/benchmarks"
os.environ["DATA_DIR"] = str(HOME)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402

from benchmarks.asking import key_of_a_clinic  # noqa: E402
from benchmarks.questions import KINDS, Request  # noqa: E402
from benchmarks.servers import PORTS, SERVERS, running, show, wrk  # noqa: E402
from benchmarks.synthetic_registry import load  # noqa: E402
from config.postgres import ready_database  # noqa: E402
from registry.audit.acting import acting_as_command  # noqa: E402

SMALL = 10_000
SECONDS, ROUNDS = 4, 3
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


def measured(records: int, sides: list[str]) -> Rates:
    """Requests a second of each side for each kind of question: the median of the rounds."""
    key = prepare(records)
    began = time.monotonic()
    call_command("build_snapshot", stdout=open(os.devnull, "w"))  # noqa: SIM115
    show(f"snapshot of {records:,} records", f"{time.monotonic() - began:.0f} s, {size():.0f} MB")
    began = time.monotonic()
    call_command("index_names", stdout=open(os.devnull, "w"))  # noqa: SIM115
    show("dictionary of its names", f"{time.monotonic() - began:.0f} s")
    connections.close_all()
    questions = {kind: write(kind, records) for kind in KINDS}
    found: dict[tuple[str, str], list[float]] = {}
    with running(sides) as memory:
        questions["page 1"], questions["page 1,000"] = pages(records, key)
        for number in range(ROUNDS):
            for kind, files in questions.items():
                for side in sides:
                    if files.get(side):
                        seconds = SECONDS if number else SECONDS * 2
                        rate = wrk(side, files[side], seconds, number, key)
                        found.setdefault((side, kind), []).append(rate)
        for side in sides:
            show(f"peak memory a worker, {side}", memory(side))
    return {key: statistics.median(rates) for key, rates in found.items()}


def prepare(records: int) -> str:
    """An empty database with the starter set and the made-up registry; the key of a clinic."""
    shutil.rmtree(HOME / "snapshots", ignore_errors=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP SCHEMA IF EXISTS as_of, newest CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public"
        )
    connections.close_all()
    for command in ("migrate", "load_starter"):
        with acting_as_command(command):
            call_command(command, verbosity=0)
    load(records)
    with acting_as_command("benchmark"):
        return key_of_a_clinic()


def size() -> float:
    return sum(file.stat().st_size for file in (HOME / "snapshots").glob("*.shelf")) / 2**20


def write(kind: str, records: int) -> dict[str, Path]:
    """The requests of a kind for each side: the same questions in the same order."""
    several = list(islice(KINDS[kind](records), 300 if kind == "bulk" else 5_000))
    made = {}
    for side, asked in zip(SERVERS, zip(*several, strict=True), strict=True):
        if asked[0]:
            made[side] = _file(f"{side}-{kind}", asked)
    return made


def _file(name: str, asked: Sequence[Request]) -> Path:
    path = HOME / f"{name}.txt"
    path.write_text("".join("\t".join(request) + "\n" for request in asked))
    return path


def pages(records: int, key: str) -> list[dict[str, Path]]:
    """The first page of all valid approvals, and the thousandth, or the last full one where there are fewer."""
    address = "/api/v1/approvals/?lifecycle=valid"
    found = [address]
    for _ in range(min(1_000, records // 100) - 1):
        asked = http.client.HTTPConnection("127.0.0.1", PORTS["ours"])
        asked.request("GET", address, headers={"Authorization": f"Bearer {key}"})
        address = json.load(asked.getresponse())["next"].split(str(PORTS["ours"]))[1]
        asked.close()
    found.append(address)
    return [{"ours": _file(f"ours-page-{n}", [("GET", page, "")])} for n, page in enumerate(found)]


def report(few: Rates, many: Rates, records: int) -> None:
    def ratio(kind: str, side: str, goal: float) -> None:
        of = many["ours", kind] / many[side, kind]
        show(f"{kind}: times the {side}", f"{of:.2f} (goal {goal})")

    def cost(what: str, of: float, than: float, goal: float) -> None:
        show(what, f"{than / of:.2f} (goal {goal})")

    ratio("one", "floor", 0.9)
    ratio("one", "naive", 50)
    ratio("eight", "floor", 1.0)
    ratio("eight", "naive", 150)
    ours = {kind: rate for (side, kind), rate in many.items() if side == "ours"}
    cost("names: cost, times that of slugs", ours["names"], ours["eight"], 1.3)
    ratio("bulk", "floor", 1.5)
    ratio("list", "floor", 0.5)
    ratio("list", "naive", 50)
    cost("page 1,000: cost, times that of page 1", ours["page 1,000"], ours["page 1"], 1.3)
    for kind in ("one", "eight"):
        grown = f"{kind}: cost at {records:,}, times {SMALL:,}"
        cost(grown, ours[kind], few["ours", kind], 1.2)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500_000)
