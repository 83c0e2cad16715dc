"""How fast a misspelt name is found: `python -m benchmarks.search [names|file]`.

Three sides on the same misspelt names, in turns, one at a time: the whole of `GET /api/v1/search/` through the WSGI
application in this process (with a clinic's key, counted, without a socket between); a trigram index over the same names, asked in
bare SQL; and the look-up by keys alone, in the dictionary of names that processes map, which is what nothing of ours can be
quicker than.
"""

import io
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

HOME = Path(__file__).resolve().parent.parent / "var/benchmarks"
os.environ["DATA_DIR"] = str(HOME)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402

from benchmarks.asking import key_of_a_clinic  # noqa: E402
from benchmarks.names import listed, made_up, misspelt  # noqa: E402
from config.postgres import ready_database  # noqa: E402
from formulary.rules.probes import probes  # noqa: E402
from formulary.search.dictionary import Dictionary, Scope, hashed  # noqa: E402
from formulary.search.held import HELD, seen  # noqa: E402
from registry.audit.acting import acting_as_command  # noqa: E402

MOST_LETTERS = 200
"""Of a text that the search takes."""

QUESTIONS = 400
PEER_QUESTIONS = 60
"""Of the same questions: the peer takes a hundred times as long."""

LISTED = Scope(everything=True)
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
        show("names written", f"{seconds:.0f} s")
        compare_all()
        show("load of the machine after", " ".join(f"{load:.2f}" for load in os.getloadavg()))
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
    began = time.perf_counter()
    call_command("index_names", verbosity=0)
    show("dictionary written", f"{time.perf_counter() - began:.0f} s")
    show("names", f"{len(unique):,}")
    return took


def compare_all() -> None:
    """Beginnings while somebody types, and names with one slip and with two."""
    with connection.cursor() as cursor:
        cursor.execute("SET jit = off")  # it would only slow the bare queries down
    with acting_as_command("benchmark"):
        key = key_of_a_clinic()
    for slips in (1, 2):
        compare(slips, key)
    typed = Side()
    for name, unii in some_names(0):
        typed.ask(partial(over_wsgi, "suggestions/", key), name[:6].strip() or name, unii)
    show("six letters typed: suggestions", typed.told())


def some_names(seed: int) -> list[tuple[str, str]]:
    """Names and whose they are, anywhere in the list."""
    from formulary.models import UniiName

    chance = random.Random(seed)  # noqa: S311
    newest = UniiName.objects.order_by("-pk").first().pk
    oldest = UniiName.objects.order_by("pk").first().pk
    keys = [chance.randint(oldest, newest) for _ in range(QUESTIONS)]
    return list(UniiName.objects.filter(pk__in=keys).values_list("normalised", "unii"))


def compare(slips: int, key: str) -> None:
    """All sides on the same misspelt names, in turns."""
    from formulary.models import UniiName

    chance = random.Random(slips)  # noqa: S311
    asked = [
        (misspelt(name, slips, chance).strip()[:MOST_LETTERS] or name, unii)
        for name, unii in some_names(slips)
    ]
    ours = partial(over_wsgi, "", key)
    owners = dict(UniiName.objects.values_list("normalised", "unii").iterator())
    keys_alone = partial(by_keys, HELD.names(seen()[0]), owners)
    for text, _ in asked[:20]:
        ours(text)
    mine, bare, theirs = Side(), Side(), Side()
    for number, (text, unii) in enumerate(asked):
        mine.ask(ours, text, unii)
        bare.ask(keys_alone, text, unii)
        if number < PEER_QUESTIONS:
            theirs.ask(trigrams, text, unii)
    what = f"{slips} slip{'s' if slips > 1 else ''}"
    show(f"{what}: search", mine.told())
    show(f"{what}: keys alone", bare.told())
    show(f"{what}: trigrams", theirs.told())
    show(
        f"{what}: trigrams / search",
        f"{theirs.median / mine.median:.0f} (p50), {theirs.mean / mine.mean:.0f} (mean),"
        f" {theirs.work / mine.work:.0f} (processor)",
    )


def over_wsgi(address: str, key: str, text: str) -> str:
    """The body of the whole answer."""
    from config.wsgi import application

    said: list[str] = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": f"/api/v1/search/{address}", "QUERY_STRING": urlencode({"q": text}),
               "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "9201", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1",
               "REMOTE_ADDR": "127.0.0.1", "HTTP_AUTHORIZATION": f"Bearer {key}", "wsgi.url_scheme": "http",
               "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr}  # fmt: skip
    response = application(environ, lambda status, _: said.append(status))
    body = b"".join(response).decode()
    if hasattr(response, "close"):  # what goes past Django's handler is a list
        response.close()
    if not said[0].startswith("200"):
        raise SystemExit(f"{text}: {said[0]} {body}")
    return body


def by_keys(held: list[Dictionary], owners: dict[str, str], text: str) -> list[str]:
    keys = [*hashed(probes(text))]
    return [owners[n] for names in held for n in names.having(keys, LISTED) if n in owners]


def trigrams(text: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(TRIGRAMS, [text, text])
        return [unii for (unii,) in cursor.fetchall()]


def spent() -> float:
    """Seconds of processor time of this process and of the database's process that serves it, if it is of this machine."""
    server = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    ticks = server.read_text().rsplit(")", 1)[1].split()[11:13] if server.exists() else []
    return time.process_time() + sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


class Side:
    """What one side took, and how often it found what was meant: of ours and the trigrams among ten."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.found = 0
        self.spent = 0.0

    def ask(self, side: Callable[[str], str | list[str]], text: str, meant: str) -> None:
        before, began = spent(), time.perf_counter()
        answer = side(text)
        self.times.append((time.perf_counter() - began) * 1000)
        self.spent += (spent() - before) * 1000
        self.found += meant in answer

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def mean(self) -> float:
        return statistics.fmean(self.times)

    @property
    def work(self) -> float:
        return self.spent / len(self.times)

    def told(self) -> str:
        hundredths = statistics.quantiles(self.times, n=100)
        late, latest = hundredths[94], hundredths[98]
        return (
            f"p50 {self.median:.1f}, p95 {late:.1f}, p99 {latest:.1f}, processor {self.work:.1f} ms,"
            f" recall {self.found / len(self.times):.3f}"
        )


def show(what: str, figure: object) -> None:
    print(f"{what:<32}{figure:>75}", flush=True)


if __name__ == "__main__":
    with acting_as_command("benchmark"):
        main(sys.argv[1] if len(sys.argv) > 1 else "600000")
