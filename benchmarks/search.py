"""How fast a misspelt name is found, against a trigram index over the same names: `python -m benchmarks.search [names|file]`."""

import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent / "var/benchmarks"
os.environ["DATA_DIR"] = str(HOME)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402

from benchmarks.names import listed, made_up, misspelt  # noqa: E402
from config.postgres import ready_database  # noqa: E402

QUESTIONS = 400
PEER_QUESTIONS = 60
"""Of the same questions: the peer takes a hundred times as long."""

TRIGRAMS = """
SELECT unii FROM formulary_uniiname WHERE normalised %% %s
ORDER BY normalised <-> %s, normalised LIMIT 10
"""


def main(names: str) -> None:
    """Measure, and print a line for each figure."""
    with ready_database():
        django.setup()
        seconds = prepare(names)
        show("load of the machine", " ".join(f"{load:.2f}" for load in os.getloadavg()))
        show("names written with their keys", f"{seconds:.0f} s")
        for slips in (1, 2):
            compare(slips)
        connections.close_all()


def prepare(names: str) -> float:
    """An empty database with the starter set and the names; the seconds that writing the names took."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP SCHEMA IF EXISTS as_of, newest CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public"
        )
    call_command("migrate", verbosity=0)
    call_command("load_starter", verbosity=0)
    rows = dict.fromkeys(made_up(int(names)) if names.isdecimal() else listed(Path(names)))
    unique = {(name, unii): kind for name, unii, kind in rows}
    began = time.perf_counter()
    with connection.cursor() as cursor:
        with cursor.copy(
            "COPY formulary_uniiname (normalised, unii, kind, display_name) FROM STDIN"
        ) as copy:
            for (name, unii), kind in unique.items():
                copy.write_row((name, unii, kind, name[:500]))
        took = time.perf_counter() - began
        cursor.execute(
            "CREATE INDEX peer ON formulary_uniiname USING gin (normalised gin_trgm_ops)"
        )
    connection.connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE formulary_uniiname")
        cursor.execute("VACUUM ANALYZE formulary_spelling")
    show("names", f"{len(unique):,}")
    return took


def compare(slips: int) -> None:
    """Both sides on the same misspelt names, in turns."""
    from formulary.models import UniiName
    from formulary.search.find import EVERY_KIND, search

    chance = random.Random(slips)  # noqa: S311
    newest = UniiName.objects.order_by("-pk").first().pk
    oldest = UniiName.objects.order_by("pk").first().pk
    keys = [chance.randint(oldest, newest) for _ in range(QUESTIONS)]
    meant = UniiName.objects.filter(pk__in=keys).values_list("normalised", "unii")
    asked = [(misspelt(name, slips, chance).strip() or name, unii) for name, unii in meant]

    def ours(text: str) -> list[str]:
        return [hit.thing.unii for hit in search(text, kinds=EVERY_KIND, limit=10)]

    def peer(text: str) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(TRIGRAMS, [text, text])
            return [unii for (unii,) in cursor.fetchall()]

    for text, _ in asked[:20]:
        ours(text)
        peer(text) if text == asked[0][0] else None
    mine, theirs = Side(), Side()
    for number, (text, unii) in enumerate(asked):
        mine.ask(ours, text, unii)
        if number < PEER_QUESTIONS:
            theirs.ask(peer, text, unii)
    what = f"{slips} slip{'s' if slips > 1 else ''}"
    show(f"{what}: search", mine.told())
    show(f"{what}: trigrams", theirs.told())
    show(
        f"{what}: trigrams / search",
        f"{theirs.median / mine.median:.0f} (p50), {theirs.mean / mine.mean:.0f} (mean)",
    )


class Side:
    """What one side took, and how often it found what was meant among its first ten."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.found = 0

    def ask(self, side: Callable[[str], list[str]], text: str, meant: str) -> None:
        began = time.perf_counter()
        answer = side(text)
        self.times.append((time.perf_counter() - began) * 1000)
        self.found += meant in answer

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def mean(self) -> float:
        return statistics.fmean(self.times)

    def told(self) -> str:
        p95 = statistics.quantiles(self.times, n=20)[18]
        recall = self.found / len(self.times)
        return f"p50 {self.median:.1f} ms, p95 {p95:.1f} ms, recall@10 {recall:.3f}"


def show(what: str, figure: object) -> None:
    print(f"{what:<32}{figure:>60}", flush=True)


if __name__ == "__main__":
    from registry.audit.acting import acting

    with acting(by="system: benchmarks", origin="benchmarks.search"):
        main(sys.argv[1] if len(sys.argv) > 1 else "1000000")
