"""Loading FDA's list of UNII names into the look-up table: streamed by COPY, merged set-wise, in one transaction."""

from collections.abc import Callable

from django.db import connection, transaction
from django.utils import timezone

from formulary.vocabulary import UniiNameKind
from registry.errors import DateMissing, OlderCopy, TooManyGone
from registry.models import Authority, Edition, Jurisdiction, RegisterCopy, RegisterRow, User
from registry.registers import fda_unii
from registry.registers.authorisation import Rejected
from registry.registers.errors import BadSource
from registry.registers.source import Source
from registry.registers.statement_rows import rejected_row
from registry.rules.partial_date import PartialDate
from registry.vocabulary import CopyState

VANISHING_SHARE = 0.05
"""The share of the names known that a list may lack before somebody has to say why."""

MOST_REJECTED = 1_000
_TOLD_EVERY = 10_000

_STAGED = """
DROP TABLE IF EXISTS unii_read, unii_wanted;
CREATE TEMPORARY TABLE unii_read (normalised text, unii text, display_name text, kind text) ON COMMIT DROP
"""

_WANTED = """
CREATE TEMPORARY TABLE unii_wanted ON COMMIT DROP AS
SELECT DISTINCT ON (normalised, unii) normalised, unii, display_name, kind
FROM unii_read
ORDER BY normalised, unii, array_position(%(kinds)s::text[], kind), display_name;
CREATE UNIQUE INDEX ON unii_wanted (normalised, unii);
ANALYZE unii_wanted
"""
"""One row a name and UNII, of the most official kind. Any order would do for the display name: FDA gives one a UNII."""

_COUNT_GONE = """
SELECT count(*) FROM formulary_uniiname known
WHERE NOT EXISTS (SELECT 1 FROM unii_wanted w WHERE (w.normalised, w.unii) = (known.normalised, known.unii))
"""

_COUNT_CHANGED = """
SELECT count(*) FROM formulary_uniiname known JOIN unii_wanted w USING (normalised, unii)
WHERE (known.display_name, known.kind) <> (w.display_name, w.kind)
"""

_COUNTS = "SELECT (SELECT count(*) FROM unii_wanted), (SELECT count(*) FROM formulary_uniiname)"

_REMOVE = """
DELETE FROM formulary_uniiname known
WHERE NOT EXISTS (SELECT 1 FROM unii_wanted w WHERE (w.normalised, w.unii) = (known.normalised, known.unii))
"""

_CHANGE = """
UPDATE formulary_uniiname known SET display_name = w.display_name, kind = w.kind
FROM unii_wanted w
WHERE (w.normalised, w.unii) = (known.normalised, known.unii)
  AND (known.display_name, known.kind) <> (w.display_name, w.kind)
"""

_ADD = """
INSERT INTO formulary_uniiname (normalised, unii, display_name, kind)
SELECT normalised, unii, display_name, kind FROM unii_wanted
ON CONFLICT (normalised, unii) DO NOTHING
"""


@transaction.atomic
def load_unii_names(
    *,
    source: Source,
    by: User,
    published_on: str = "",
    override_reason: str = "",
    is_only_plan: bool = False,
    tell: Callable[[int], None] = lambda rows: None,
) -> RegisterCopy:
    """Make the look-up table what the list says; with `is_only_plan`, only count what that would change.

    Returns the copy with its counts, kept as the trace of what was loaded (a plan is not kept). Raises
    BadSource, DateMissing, OlderCopy and TooManyGone; then nothing has happened.
    """
    copy = _copy(source, by, published_on)
    read, rejected = _stage(source, tell)
    copy.counts = {"read": read, "rejected": len(rejected)} | _changes()
    if is_only_plan:
        return copy
    if not override_reason:
        _check_sanity(copy)
    with connection.cursor() as cursor:
        for needed, statement in (("gone", _REMOVE), ("changed", _CHANGE), ("created", _ADD)):
            if copy.counts[needed]:
                cursor.execute(statement)
        cursor.execute("ANALYZE formulary_uniiname")
    copy.state, copy.override_reason = CopyState.APPLIED, override_reason
    copy.applied_at, copy.applied_by = timezone.now(), by
    copy.save()
    RegisterRow.objects.bulk_create(rejected_row(copy, fault) for fault in rejected)
    return copy


def _copy(source: Source, by: User, named: str) -> RegisterCopy:
    day = fda_unii.published_on(source) or named
    try:
        if PartialDate.parse(day) is None:
            raise DateMissing(fda_unii.NAME)
    except ValueError as error:
        raise DateMissing(fda_unii.NAME, str(error)) from error
    return RegisterCopy(
        register=fda_unii.NAME,
        title=fda_unii.TITLE,
        publisher=fda_unii.PUBLISHER,
        authority=Authority.objects.get(slug=fda_unii.AUTHORITY),
        jurisdiction=Jurisdiction.objects.get(code=fda_unii.JURISDICTION),
        is_complete=False,  # of authorisations: it lists none
        files=list(source.names()),
        sha256=source.sha256,
        published_on=day,
        read_by=by,
        base=Edition.objects.sealed().order_by("-number").first(),
        follows=RegisterCopy.objects.applied().filter(register=fda_unii.NAME).first(),
    )


def _stage(source: Source, tell: Callable[[int], None]) -> tuple[int, list[Rejected]]:
    """How many names were read into `unii_wanted`, and the rows that could not be."""
    read, rejected = 0, []
    with connection.cursor() as cursor:
        cursor.execute(_STAGED)
        with cursor.copy("COPY unii_read FROM STDIN") as copy:
            for found in fda_unii.read_names(source):
                if isinstance(found, Rejected):
                    rejected.append(found)
                    _check_rejected(rejected)
                else:
                    read += 1
                    copy.write_row(
                        (found.normalised, found.unii, found.display_name, str(found.kind))
                    )
                if (read + len(rejected)) % _TOLD_EVERY == 0:
                    tell(read + len(rejected))
        cursor.execute(_WANTED, {"kinds": UniiNameKind.values})
    tell(read + len(rejected))
    return read, rejected


def _check_rejected(rejected: list[Rejected]) -> None:
    if len(rejected) > MOST_REJECTED:
        last = rejected[-1]
        expected = f"line {last.line}, {last.field}: {last.expected}"
        raise BadSource(last.file, expected, f"more than {MOST_REJECTED} rows cannot be read")


def _changes() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = []
        for statement in (_COUNTS, _COUNT_GONE, _COUNT_CHANGED):
            cursor.execute(statement)
            found += cursor.fetchone()
    wanted, known, gone, changed = found
    created = wanted - (known - gone)
    return {
        "created": created,
        "changed": changed,
        "unchanged": wanted - created - changed,
        "gone": gone,
    }


def _check_sanity(copy: RegisterCopy) -> None:
    if copy.follows and copy.published_on < copy.follows.published_on:
        raise OlderCopy(copy, copy.follows)
    known = copy.counts["gone"] + copy.counts["changed"] + copy.counts["unchanged"]
    if copy.counts["gone"] > VANISHING_SHARE * known:
        raise TooManyGone(copy, copy.counts["gone"], known, VANISHING_SHARE)
