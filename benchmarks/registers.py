"""How fast a large register comes in, as ratios in one run: `python -m benchmarks.registers [rows]`."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "var/benchmarks"
os.environ["DATA_DIR"] = str(HOME)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402

from config.postgres import ready_database  # noqa: E402

SAMPLE = 50_000
"""Rows given to bulk_create; its time is in proportion to them."""

LISTENING = 20
"""Seconds for which a reader is heard while nothing happens, and while a COPY runs."""


def main(rows: int) -> None:
    """Measure the worst case and what registers are like, and print a line for each figure."""
    with ready_database():
        django.setup()
        from benchmarks.synthetic_register import ALL_KNOWN, AS_IN_REGISTERS

        show("load of the machine before", " ".join(f"{load:.2f}" for load in os.getloadavg()))
        for what, known in (("worst case", ALL_KNOWN), ("as in registers", AS_IN_REGISTERS)):
            print(f"\n{what}: {known:.0%} of the products are of known ingredients", flush=True)
            measure(rows, known)
        show("\nload of the machine after", " ".join(f"{load:.2f}" for load in os.getloadavg()))
        connections.close_all()


def measure(rows: int, known: float) -> None:
    """One register, in an empty database."""
    from tests.publishing import curator, reviewer

    prepare()
    folder = write_file(rows, known)
    blocks = approval_rows(rows)
    copy = timed(lambda: bare_copy(blocks))[1] / rows
    bulk = per_row(bulk_create, min(rows, SAMPLE))
    heard = {"idle": readers(lambda: time.sleep(LISTENING))}
    heard["copying"] = readers(lambda: copying(blocks))
    people = curator(), reviewer()
    memory = Memory(rows)
    plan = {}
    took: dict[str, float] = {}

    def first() -> None:
        plan["copy"], took["plan"] = timed(lambda: planned(folder, memory.look))

    def then() -> None:
        _, took["apply"] = timed(lambda: applied(plan["copy"], *people))

    heard["planning"] = readers(first)
    heard["applying"] = readers(then)
    _, again = timed(lambda: planned(folder))
    report(rows, copy, bulk, took, again, heard, memory)


def show(what: str, figure: object) -> None:
    print(f"{what:<30}{figure:>28}", flush=True)


class Memory:
    """What the importer holds, in MB, when a tenth of the rows is read and when all are."""

    def __init__(self, rows: int) -> None:
        self.early, self.late = 0.0, 0.0
        self._tenth = rows // 10

    def look(self, progress) -> None:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        self.late = pages * os.sysconf("SC_PAGE_SIZE") / 2**20
        if progress.rows <= self._tenth:
            self.early = self.late


def report(rows, copy, bulk, took, again, heard, memory) -> None:
    """Ratios to the speed of a bare COPY of the same rows, and to bulk_create."""
    whole = (took["plan"] + took["apply"]) / rows
    show("rows", f"{rows:,}")
    show("bare COPY", f"{1 / copy:,.0f} rows/s")
    show("bulk_create", f"{1 / bulk:,.0f} rows/s")
    show("plan (read, stage, compare)", f"{took['plan']:.1f} s")
    show("apply", f"{took['apply']:.1f} s")
    show("plan and apply / COPY", f"{copy / whole:.3f} (goal 0.05)")
    show("plan and apply / bulk_create", f"{bulk / whole:.2f} (goal 3)")
    show("plan of the same file / COPY", f"{copy / (again / rows):.3f} (goal 0.15)")
    for what, p99 in heard.items():
        show(f"readers' p99, {what}", f"{p99:.1f} ms, {p99 / heard['idle']:.2f} x")
    show("memory at a tenth, at the end", f"{memory.early:.0f} MB, {memory.late:.0f} MB")


def timed(work: Callable):
    """What it returns, and the seconds it took."""
    began = time.perf_counter()
    result = work()
    return result, time.perf_counter() - began


def per_row(work: Callable[[int], None], rows: int) -> float:
    return timed(lambda: work(rows))[1] / rows


def prepare() -> None:
    """An empty database with the starter set and the made-up authority."""
    from registry.models import Authority, Jurisdiction, Pathway
    from tests.publishing import edition

    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        cursor.execute("DROP SCHEMA IF EXISTS as_of, newest CASCADE")
    call_command("migrate", verbosity=0)
    call_command("load_starter", verbosity=0)
    with edition():
        place = Jurisdiction.objects.create(code="XA", name="Example land", kind="country")
        Authority.objects.create(
            slug="xa-example-authority",
            name="Example authority",
            jurisdiction=place,
            confidence="retrieved",
        )
        Pathway.objects.create(code="XA_EXAMPLE", name="Example pathway")


def write_file(rows: int, known: float) -> Path:
    from benchmarks.synthetic_register import write
    from formulary.models import Ingredient

    names = list(Ingredient.objects.order_by("pk").values_list("preferred_name", flat=True))
    return write(HOME / f"synthetic-{rows}-{known}", rows, names, known)


COLUMNS = (
    "record, regulatory_class, effect, lifecycle, number, holder, route_scope, purposes, is_union_wide, "
    "valid_from, valid_to, valid_to_kind, is_disputed, paraphrase, confidence"
)


def approval_rows(rows: int) -> list[str]:
    """Ready approval rows in COPY's format, in blocks."""
    line = (
        "Example product\tmedicine\tgranted\tvalid\tXA 00000001\tExample Laboratories\tlisted\t{}\tf\t"
        "2001-01-01\t\topen\tf\tSynthetic.\tretrieved\n"
    )
    return [
        "".join(f"{number}\t{line}" for number in range(begin, min(begin + 5_000, rows)))
        for begin in range(0, rows, 5_000)
    ]


def bare_copy(blocks: list[str]) -> None:
    """COPY of ready approval rows into a table with a primary key and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_copy")
        cursor.execute(
            f"CREATE TABLE bench_copy AS SELECT id, {COLUMNS} FROM registry_approval LIMIT 0"  # noqa: S608
        )
        cursor.execute("ALTER TABLE bench_copy ADD PRIMARY KEY (id)")
        with cursor.copy(f"COPY bench_copy (id, {COLUMNS}) FROM STDIN") as copy:
            for block in blocks:
                copy.write(block)


def copying(blocks: list[str]) -> None:
    """Bare COPY again and again: what a reader notices of any load on this machine."""
    until = time.monotonic() + LISTENING
    while time.monotonic() < until:
        bare_copy(blocks)


def bulk_create(rows: int) -> None:
    """The same approvals through the ORM, with their routes and documents, then taken back."""
    from registry.actions.approvals import Statement, write
    from registry.models import Approval, Authority, Jurisdiction, Pathway
    from tests.publishing import edition as open_edition

    first = Approval.objects.filter(product__isnull=False, route_scope="listed").first()
    routes = [link.route for link in first.approval_routes.all()[:1]]
    documents = list(first.documents.all()[:1])
    fixed = {
        "product_id": first.product_id,
        "jurisdiction": Jurisdiction.objects.get(code="XA"),
        "authority": Authority.objects.get(slug="xa-example-authority"),
        "pathway": Pathway.objects.get(code="XA_EXAMPLE"),
        "regulatory_class": "medicine",
        "effect": "granted",
        "lifecycle": "valid",
        "route_scope": "listed",
        "paraphrase": "Synthetic.",
    }
    with transaction.atomic():
        with open_edition() as edition:
            for begin in range(0, rows, 5_000):
                statements = [
                    Statement(
                        Approval(record=f"xa-{n}", number=f"XA {n}", **fixed), routes, (), documents
                    )
                    for n in range(begin, min(begin + 5_000, rows))
                ]
                write(edition=edition, statements=statements)
        transaction.set_rollback(True)


def planned(folder: Path, tell: Callable[[int], None] = lambda rows: None):
    from benchmarks.synthetic_register import SyntheticRegister
    from registry.actions.accounts import importer
    from registry.actions.registers import plan_register
    from registry.registers.source import Source

    with Source(folder) as source:
        return plan_register(adapter=SyntheticRegister(), source=source, by=importer(), tell=tell)


def applied(copy, proposer, reviewer):
    """Proposed by one and published by another, who are there: to hash a password takes as long as 3,000 rows."""
    from registry.actions.imports import apply_import, propose_import

    proposed = propose_import(copy=copy, by=proposer)
    reviewed = proposed.content_hash
    return apply_import(copy=copy, by=reviewer, reason="Reviewed", reviewed=reviewed, files=None)


def readers(work: Callable[[], object]) -> float:
    """The 99th percentile of a check, in milliseconds, asked by another process while `work` runs."""
    asking = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.reader"], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        asking.stdout.readline()  # it is warm
        work()
    finally:
        asking.terminate()
    return float(asking.communicate()[0].split()[-1])


if __name__ == "__main__":
    from registry.audit.acting import acting

    with acting(by="system: benchmarks", origin="benchmarks.registers"):
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 500_000)
