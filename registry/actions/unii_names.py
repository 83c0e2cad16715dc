"""Loading FDA's list of UNII names into the look-up table: streamed by COPY, merged set-wise, in one transaction."""

from django.db import connection, transaction

from formulary.vocabulary import UniiNameKind
from registry.actions.copies import carry_out, new_copy, take_place_of_earlier
from registry.errors import BaseMoved
from registry.models import RegisterCopy, RegisterRow, User
from registry.registers.authorisation import Rejected
from registry.registers.errors import BadSource
from registry.registers.fda_unii import NAME_LIST
from registry.registers.progress import APPLYING_NAMES, PLANNING_NAMES, Steps, Tell, tell_nobody
from registry.registers.refusals import check_age, check_base, check_share
from registry.registers.source import Source
from registry.registers.statement_rows import rejected_row

MOST_REJECTED = 1_000
_TOLD_EVERY = 10_000

_STAGED = """
DROP TABLE IF EXISTS unii_read, unii_wanted;
CREATE TEMPORARY TABLE unii_read (normalised text, unii text, display_name text, kind text)
"""

_WANTED = """
CREATE TEMPORARY TABLE unii_wanted AS
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
def plan_unii_names(
    *, source: Source, by: User, published_on: str = "", tell: Tell = tell_nobody
) -> RegisterCopy:
    """Count what the list would change in the look-up table. Changes nothing.

    The plan is its counts and the rows that cannot be read: a million names are not written down twice. Raises
    BadSource and DateMissing.
    """
    copy = new_copy(adapter=NAME_LIST, source=source, by=by, published_on=published_on)
    steps = Steps(tell, PLANNING_NAMES)
    read, rejected = _stage(source, steps)
    steps.begin("comparing with the names known")
    copy.counts = {"read": read, "rejected": len(rejected)} | _changes()
    take_place_of_earlier(copy)
    RegisterRow.objects.bulk_create(rejected_row(copy, fault) for fault in rejected)
    return copy


def apply_unii_names(
    *,
    copy: RegisterCopy,
    source: Source,
    by: User,
    reason: str,
    reviewed: str,
    tell: Tell = tell_nobody,
) -> RegisterCopy:
    """Make the look-up table what the list says, in one transaction, from the files that were planned and reviewed.

    Raises BadSource, and what `carry_out` and `check_names` raise; then nothing has happened.
    """
    steps = Steps(tell, APPLYING_NAMES)
    if source.sha256 != copy.sha256:
        raise BadSource(source.name, f"the files of {copy}", "they are not those that were planned")
    _stage(source, steps)

    def prepare(held: RegisterCopy) -> None:
        """A look-up table is in no edition."""
        check_names(copy=held, override_reason=held.override_reason)
        steps.begin("comparing with the names known")
        if _changes().items() - held.counts.items():
            raise BaseMoved(held)
        steps.begin("writing the names")
        with connection.cursor() as cursor:
            for needed, statement in (("gone", _REMOVE), ("changed", _CHANGE), ("created", _ADD)):
                if held.counts[needed]:
                    cursor.execute(statement)
            cursor.execute("ANALYZE formulary_uniiname")

    return carry_out(copy=copy, by=by, reason=reason, reviewed=reviewed, prepare=prepare)


def check_names(*, copy: RegisterCopy, override_reason: str = "") -> None:
    """Whether the plan may be proposed and carried out. Raises AlreadyApplied, BaseMoved, OlderCopy and TooManyGone.

    `override_reason` lets an older copy pass, and one in which much is missing.
    """
    check_base(copy)
    if not override_reason:
        _check_sanity(copy)


def _stage(source: Source, steps: Steps) -> tuple[int, list[Rejected]]:
    """How many names were read into `unii_wanted`, and the rows that could not be."""
    read, rejected = 0, []
    tell = steps.reading(source.meter)
    with connection.cursor() as cursor:
        cursor.execute(_STAGED)
        with cursor.copy("COPY unii_read FROM STDIN") as copy:
            for found in NAME_LIST.read(source):
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
    check_age(copy)
    known = copy.counts["gone"] + copy.counts["changed"] + copy.counts["unchanged"]
    check_share(copy, copy.counts["gone"], known)
