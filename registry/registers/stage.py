"""Reading a copy into the temporary tables that a plan is made from: streamed, by COPY.

    register_staged      one row an authorisation
    register_substance   one row for each different substance, with the names to look up

Memory holds the different substances of a register and the rows that could not be read, and nothing else that grows.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection

from registry.registers import copy_text, fitness
from registry.registers.authorisation import Adapter, Authorisation, Rejected, Substance
from registry.registers.errors import BadSource
from registry.registers.folding import fold
from registry.registers.source import Source

TellRows = Callable[[int], None]
"""Told how many rows have been read so far."""

MOST_REJECTED = 10_000
_BATCH = 1_000

_TABLES = """
DROP TABLE IF EXISTS register_staged, register_substance;
CREATE TEMPORARY TABLE register_staged (
    id integer, file text, line integer, number text, name text, normalised text,
    slug text, holder text, dose_form text, regulatory_class text, pathway text, effect text,
    lifecycle text, route_scope text, routes text[], unknown_routes text[], purposes text[],
    valid_from text, valid_to text, valid_to_kind text, remark text, substances jsonb,
    names text[], substance_ids integer[], roles text[], strengths text[], digest uuid
);
CREATE TEMPORARY TABLE register_substance (
    id integer, key text, printed text, names text[], identifier text
);
"""

Substances = dict[tuple[tuple[str, ...], str], tuple[int, Substance]]
"""The different substances met so far, by the names to look up and the identifier, each with its number."""

_NO_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(slots=True)
class Staged:
    """What was read besides the rows themselves."""

    rows: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    unknown_routes: Counter[str] = field(default_factory=Counter)


def stage(*, adapter: Adapter, source: Source, tell: TellRows = lambda rows: None) -> Staged:
    """Fill the temporary tables of this connection. Raises BadSource when the files are not the register."""
    staged = Staged()
    substances: Substances = {}
    lines: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        with cursor.copy("COPY register_staged FROM STDIN") as copy:
            for found in adapter.read(source):
                fault = found if isinstance(found, Rejected) else fitness.rejected(found)
                if fault is not None:
                    _reject(staged, fault)
                elif isinstance(found, Authorisation):
                    staged.rows += 1
                    lines.append(_line(staged, found, adapter, substances))
                if len(lines) == _BATCH:
                    copy.write("".join(lines))
                    lines.clear()
                    tell(staged.rows + len(staged.rejected))
            copy.write("".join(lines))
        with cursor.copy("COPY register_substance FROM STDIN") as copy:
            for (names, identifier), (key, substance) in substances.items():
                row = (key, names[0], substance.printed, list(names), identifier)
                copy.write(copy_text.cells(row) + "\n")
        cursor.execute("CREATE INDEX ON register_staged (number, name)")
        cursor.execute("ANALYZE register_staged, register_substance")
    tell(staged.rows + len(staged.rejected))
    return staged


def _reject(staged: Staged, fault: Rejected) -> None:
    staged.rejected.append(fault)
    if len(staged.rejected) > MOST_REJECTED:
        raise BadSource(
            fault.file, "a file of this register", f"more than {MOST_REJECTED} rows cannot be read"
        )


def _line(staged: Staged, a: Authorisation, adapter: Adapter, substances: Substances) -> str:
    """The columns of `register_staged`, in order. What the register says is digested as it is written."""
    known = {key: adapter.routes.get(key) for key in (text.strip().lower() for text in a.routes)}
    unknown = sorted(key for key, code in known.items() if not code)
    staged.unknown_routes.update(unknown)
    ids, roles, strengths, names = _substances(a, substances)
    printed = [
        {"name": substance.printed, "strength": strength, "role": role}
        for substance, strength, role in zip(a.substances, strengths, roles, strict=True)
    ]
    name = fitness.shortened(a.product, fitness.LONGEST_NAME)
    content = copy_text.cells(
        (
            fitness.shortened(a.holder, fitness.LONGEST_HOLDER),
            fitness.shortened(a.dose_form, fitness.LONGEST_FORM),
            a.regulatory_class,
            a.pathway,
            a.effect or "",
            a.lifecycle,
            a.route_scope,
            sorted({code for code in known.values() if code}),
            unknown,
            sorted(a.purposes),
            a.valid_from,
            a.valid_to,
            a.valid_to_kind,
            a.remark,
            json.dumps(printed, ensure_ascii=False),
            names,
        )
    )
    normalised = fitness.shortened(fold(name), fitness.LONGEST_NAME)
    slug = slug_of(adapter.jurisdiction, a.number)
    before = copy_text.cells((staged.rows, a.file, a.line, a.number, name, normalised, slug))
    said = f"{a.number}\n{name}\n{content}".encode()
    digest = hashlib.blake2b(said, digest_size=16).hexdigest()
    after = copy_text.cells((ids, roles, strengths, digest))
    return f"{before}\t{content}\t{after}\n"


def _substances(
    a: Authorisation, known: Substances
) -> tuple[list[int], list[str], list[str], list[str]]:
    """Their numbers, roles and strengths, and all their names; new ones are added to the known."""
    ids: list[int] = []
    names: set[str] = set()
    for substance in a.substances:
        folded = tuple(dict.fromkeys(filter(None, map(fold, substance.names))))
        key = (folded, substance.identifier)
        ids.append(known.setdefault(key, (len(known) + 1, substance))[0])
        names.update(folded)
    roles = [str(substance.role) for substance in a.substances]
    longest = fitness.LONGEST_STRENGTH
    strengths = [fitness.shortened(substance.strength, longest) for substance in a.substances]
    return ids, roles, strengths, sorted(names)


def slug_of(jurisdiction: str, number: str) -> str:
    """The id of a record, and the slug of its product: “fr-cis-63409284”."""
    text = f"{jurisdiction} {number}"
    folded = fold(text)
    words = _NO_WORD.sub("-", folded).strip("-")
    if words == folded.replace(" ", "-") and len(words) <= 60:
        return words
    # Letters were lost, or the end is cut: the digest keeps two numbers apart.
    return f"{words[:40].strip('-')}-{hashlib.blake2b(text.encode(), digest_size=5).hexdigest()}"
