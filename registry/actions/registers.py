"""Importing registers: a copy is read and planned, the plan is stored, and applied once or not at all."""

from collections.abc import Callable

from django.db import connection, transaction

from registry.actions.copies import carry_out, document_of, new_copy, take_place_of_earlier
from registry.audit.digests import rows_by_digest
from registry.models import Edition, RegisterCopy, User
from registry.registers.authorisation import Adapter, Rejected
from registry.registers.comparison import compare
from registry.registers.entries import write_entries
from registry.registers.errors import BadSource
from registry.registers.fresh import drop_repeated, find_fresh
from registry.registers.match import match, queue_names
from registry.registers.pairings import queue_pairings
from registry.registers.plan import counts, store_rows
from registry.registers.products import write_new_lines, write_products
from registry.registers.progress import APPLYING, PLANNING, Steps, Tell, tell_nobody
from registry.registers.refusals import (
    check_base,
    check_pathways,
    check_routes,
    check_sanity,
    pathways_staged,
)
from registry.registers.source import Source
from registry.registers.stage import stage
from registry.registers.statements import collect_statements, write_statements
from registry.registers.words import write_words
from registry.vocabulary import DocumentKind, RowOutcome

_STATISTICS = """
ANALYZE registry_registerrow (id, copy_id, outcome, step, slug, entry_id, approval_id, product_id),
        formulary_product (id, slug)
"""
"""Rows that were written a moment ago have no statistics yet, and joins are planned by them. Only of what
is joined: an ANALYZE takes its time for every column."""

_SETTINGS = """
SET LOCAL jit = off; SET LOCAL work_mem = '64MB'; SET LOCAL default_statistics_target = 10
"""
"""Joins of a whole register: compiled they are no quicker, and in the usual 4 MB they are sorted on disk. Statistics of keys
and of columns with a few words are as good from 3,000 rows as from 30,000."""

_ENTRY_STATISTICS = (
    "ANALYZE registry_registerentry (id, register, number, name, product_id, gone_in_id)"
)
"""For the next plan."""


@transaction.atomic
def plan_register(
    *,
    adapter: Adapter,
    source: Source,
    by: User,
    published_on: str = "",
    tell: Tell = tell_nobody,
) -> RegisterCopy:
    """Read a copy and store what it would change. Publishes nothing.

    Raises BadSource when the files are not this register, DateMissing, and AdapterMistaken.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SETTINGS)
    copy = new_copy(adapter=adapter, source=source, by=by, published_on=published_on)
    check_routes(adapter)
    take_place_of_earlier(copy)
    steps = Steps(tell, PLANNING)
    try:
        staged = stage(adapter=adapter, source=source, tell=steps.reading(source.meter))
    except UnicodeDecodeError as error:
        raise BadSource(source.name, f"text in {error.encoding}", str(error)) from error
    repeated = [
        Rejected(file, line, "number", f"{number}, {name}", "each authorisation once")
        for file, line, number, name in drop_repeated()
    ]
    check_pathways(adapter, pathways_staged())
    steps.begin("recognising the substances")
    match()
    queue_names(register=copy.register)
    previous = copy.follows.published_on if copy.follows else ""
    day = copy.published_on
    steps.begin("looking for what is new")
    find_fresh(register=copy.register, authority=copy.authority_id, is_older=day < previous)
    steps.begin("comparing with the registry")
    compare(published_on=day, previous=previous)
    queue_pairings(register=copy.register, authority=copy.authority_id, is_older=day < previous)
    steps.begin("storing the plan")
    store_rows(copy=copy, rejected=[*staged.rejected, *repeated], previous=previous)
    copy.counts = counts(copy=copy, read=staged.rows - len(repeated))
    copy.unknown_routes = dict(staged.unknown_routes.most_common())
    copy.save(update_fields=["counts", "unknown_routes"])
    return copy


def check_copy(*, copy: RegisterCopy, override_reason: str = "") -> None:
    """Whether the plan may be proposed and published. Raises AlreadyApplied, BaseMoved, OlderCopy and TooManyGone.

    `override_reason` lets an older copy pass, and one in which much is missing.
    """
    check_base(copy)
    if not override_reason:
        check_sanity(copy)


def apply_copy(
    *, copy: RegisterCopy, by: User, reason: str, reviewed: str, tell: Tell = tell_nobody
) -> RegisterCopy:
    """Publish the plan of a proposed copy, in one transaction; its `edition` is None if no approval changes.

    Raises what `carry_out` and `check_copy` raise; then nothing has happened, and the copy says why.
    """
    steps = Steps(tell, APPLYING)

    def prepare(held: RegisterCopy) -> Callable[[Edition], None] | None:
        steps.begin("checking the plan")
        with connection.cursor() as cursor:
            cursor.execute(_SETTINGS)
            cursor.execute(_STATISTICS)
        check_copy(copy=held, override_reason=held.override_reason)
        write_words(copy=held)
        collect_statements(copy=held)
        if not _says_anything(held):
            return None
        rows_by_digest()
        return lambda edition: _write(held, edition, steps)

    return carry_out(copy=copy, by=by, reason=reason, reviewed=reviewed, prepare=prepare)


def _write(copy: RegisterCopy, edition: Edition, steps: Steps) -> None:
    steps.begin("writing the products")
    write_products(copy=copy)
    steps.begin("writing the approvals")
    copy.document = document_of(copy, DocumentKind.REGISTER)
    write_statements(copy=copy, edition=edition, document=copy.document)
    steps.begin("remembering the register")
    write_entries(copy=copy)
    write_new_lines()
    with connection.cursor() as cursor:
        cursor.execute(_ENTRY_STATISTICS)


def _says_anything(copy: RegisterCopy) -> bool:
    """Whether anything in it is new, if only the day on which nothing was found in it."""
    before = copy.follows
    return (
        before is None
        or (before.published_on, before.sha256) != (copy.published_on, copy.sha256)
        or copy.rows.filter(outcome__in=_NEWS).exists()
    )


_NEWS = (RowOutcome.CREATED, RowOutcome.CHANGED, RowOutcome.GONE)
