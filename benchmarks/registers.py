"""How fast a large register comes in, as ratios in one run: `python -m benchmarks.registers [rows]`."""

import io
import os
import resource
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


def main(rows: int) -> None:
    """Measure, and print a line for each figure."""
    with ready_database():
        django.setup()
        prepare()
        folder = write_file(rows)
        copy = per_row(bare_copy, rows)
        bulk = per_row(bulk_create, min(rows, SAMPLE))
        idle = readers(lambda: time.sleep(15))
        plan, apply = {}, {}
        took: dict[str, float] = {}

        def first() -> None:
            plan["copy"], took["plan"] = timed(lambda: planned(folder))
            apply["copy"], took["apply"] = timed(lambda: applied(plan["copy"]))

        busy = readers(first)
        _, again = timed(lambda: planned(folder))
        report(rows, copy, bulk, took, again, idle, busy)
        connections.close_all()


def report(rows, copy, bulk, took, again, idle, busy) -> None:
    """Ratios to the speed of a bare COPY of the same rows, and to bulk_create."""
    whole = (took["plan"] + took["apply"]) / rows
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"rows                          {rows:>12,}")
    print(f"bare COPY                     {1 / copy:>12,.0f} rows/s")
    print(f"bulk_create                   {1 / bulk:>12,.0f} rows/s")
    print(f"plan (read, stage, compare)   {took['plan']:>12.1f} s")
    print(f"apply                         {took['apply']:>12.1f} s")
    print(f"plan and apply / COPY         {copy / whole:>12.3f}  (goal 0.05)")
    print(f"plan and apply / bulk_create  {bulk / whole:>12.2f}  (goal 3)")
    print(f"plan of the same file / COPY  {copy / (again / rows):>12.3f}  (goal 0.15)")
    print(
        f"readers' p99 idle, importing  {idle:>8.1f} ms {busy:>8.1f} ms, ratio {busy / idle:.2f} (goal 2)"
    )
    print(f"peak memory of the importer   {peak:>12.0f} MB")


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

    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    call_command("migrate", verbosity=0)
    call_command("load_starter", verbosity=0)
    place = Jurisdiction.objects.create(code="XA", name="Example land", kind="country")
    Authority.objects.create(
        slug="xa-example-authority",
        name="Example authority",
        jurisdiction=place,
        confidence="retrieved",
    )
    Pathway.objects.create(code="XA_EXAMPLE", name="Example pathway")


def write_file(rows: int) -> Path:
    from benchmarks.synthetic_register import write
    from formulary.models import Ingredient

    names = list(Ingredient.objects.order_by("pk").values_list("preferred_name", flat=True))
    return write(HOME / f"synthetic-{rows}", rows, names)


def bare_copy(rows: int) -> None:
    """COPY of ready approval rows into a table with a primary key and nothing else."""
    line = "\t".join(
        [
            "Example product",
            "medicine",
            "granted",
            "valid",
            "XA 00000001",
            "Example Laboratories",
            "listed",
            "{}",
            "f",
            "2001-01-01",
            "",
            "open",
            "f",
            "Synthetic.",
            "retrieved",
        ]
    )
    ready = io.StringIO("".join(f"{number}\t{line}\n" for number in range(rows)))
    columns = "record, regulatory_class, effect, lifecycle, number, holder, route_scope, purposes"
    columns += (
        ", is_union_wide, valid_from, valid_to, valid_to_kind, is_disputed, paraphrase, confidence"
    )
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_copy")
        cursor.execute(
            f"CREATE TABLE bench_copy AS SELECT id, {columns} FROM registry_approval LIMIT 0"  # noqa: S608
        )
        cursor.execute("ALTER TABLE bench_copy ADD PRIMARY KEY (id)")
        with cursor.copy(f"COPY bench_copy (id, {columns}) FROM STDIN") as copy:
            while block := ready.read(1 << 20):
                copy.write(block)


def bulk_create(rows: int) -> None:
    """The same approvals through the ORM, with their routes and documents, then taken back."""
    from registry.actions.accounts import importer
    from registry.actions.approvals import Statement, write
    from registry.actions.editions import publish_edition
    from registry.models import Approval, Authority, Jurisdiction, Pathway
    from registry.vocabulary import ChangeSetKind

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
        with publish_edition(by=importer(), reason="Example", kind=ChangeSetKind.IMPORT) as edition:
            for begin in range(0, rows, 5_000):
                statements = [
                    Statement(
                        Approval(record=f"xa-{n}", number=f"XA {n}", **fixed), routes, (), documents
                    )
                    for n in range(begin, min(begin + 5_000, rows))
                ]
                write(edition=edition, statements=statements)
        transaction.set_rollback(True)


def planned(folder: Path):
    from benchmarks.synthetic_register import SyntheticRegister
    from registry.actions.accounts import importer
    from registry.actions.registers import plan_register
    from registry.registers.source import Source

    with Source(folder) as source:
        return plan_register(adapter=SyntheticRegister(), source=source, by=importer())


def applied(copy):
    from registry.actions.accounts import importer
    from registry.actions.registers import apply_copy

    return apply_copy(copy=copy, by=importer())


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
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500_000)
