"""Reading a copy into the temporary tables that a plan is made from: streamed, by COPY.

    register_staged   one row an authorisation, with the number of its composition

Memory holds the different substances of a register and the rows that could not be read, and nothing else that grows.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection

from registry.registers import composition, copy_text, fitness
from registry.registers.authorisation import Adapter, Authorisation, Rejected
from registry.registers.errors import BadSource
from registry.registers.folding import fold, words
from registry.registers.source import Source
from registry.vocabulary import RouteScope

TellRows = Callable[[int], None]
"""Told how many rows have been read so far."""

MOST_REJECTED = 10_000
_BATCH = 1_000

_TABLE = """
DROP TABLE IF EXISTS register_staged;
CREATE TEMPORARY TABLE register_staged (
    number text, name text, holder text, dose_form text, regulatory_class text, pathway text,
    effect text, lifecycle text, route_scope text, routes text[], unknown_routes text[],
    purposes text[], valid_from text, valid_to text, valid_to_kind text, remark text, file text,
    line integer, normalised text, slug text, id integer, composition integer, digest uuid
);
"""

_STATISTICS = """
ANALYZE register_staged (id, number, name, composition, slug), register_composition, register_substance
"""
"""Of what is joined and no more: an ANALYZE takes its time for every column."""

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
    line = _Lines(adapter, staged)
    lines: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute(_TABLE + composition.TABLES)
    for found in adapter.read(source):
        fault = found if isinstance(found, Rejected) else fitness.rejected(found)
        if fault is not None:
            _reject(staged, fault)
        elif isinstance(found, Authorisation):
            staged.rows += 1
            lines.append(line.of(found))
        if len(lines) == _BATCH:
            _copy("register_staged", lines)
            _copy("register_composition", line.compositions.lines)
            tell(staged.rows + len(staged.rejected))
    _copy("register_staged", lines)
    _copy("register_composition", line.compositions.lines)
    _copy("register_substance", line.compositions.substance_lines())
    with connection.cursor() as cursor:
        cursor.execute(_STATISTICS)
    tell(staged.rows + len(staged.rejected))
    return staged


def _copy(table: str, lines: list[str]) -> None:
    """Move the lines into the table: the list is empty afterwards."""
    if lines:
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
            copy.write("".join(lines))
        lines.clear()


def _reject(staged: Staged, fault: Rejected) -> None:
    staged.rejected.append(fault)
    if len(staged.rejected) > MOST_REJECTED:
        raise BadSource(
            fault.file, "a file of this register", f"more than {MOST_REJECTED} rows cannot be read"
        )


class _Lines:
    """The lines of `register_staged`. What many rows have in common is made once."""

    def __init__(self, adapter: Adapter, staged: Staged) -> None:
        self.compositions = composition.Compositions()
        self._adapter = adapter
        self._staged = staged
        self._files: dict[str, str] = {}
        self._routes: dict[tuple[str, ...], tuple[str, str, list[str]]] = {}

    def of(self, a: Authorisation) -> str:
        """The columns in their order. What the register says is digested as it is written."""
        routes, unknown_routes, unknown = self._routes_of(a.routes)
        if unknown:
            self._staged.unknown_routes.update(unknown)
        is_unstated = routes == "{}" and a.route_scope == RouteScope.LISTED
        scope = RouteScope.UNSTATED if is_unstated else a.route_scope
        made_of = self.compositions.of(a.substances)
        name = fitness.shortened(a.product, fitness.LONGEST_NAME)
        said = copy_text.cells(
            (
                a.number,
                name,
                fitness.shortened(a.holder, fitness.LONGEST_HOLDER),
                fitness.shortened(a.dose_form, fitness.LONGEST_FORM),
                a.regulatory_class,
                a.pathway,
                a.effect or "",
                a.lifecycle,
                scope,
                routes,
                unknown_routes,
                copy_text.array(sorted(a.purposes)) if a.purposes else "{}",
                a.valid_from,
                a.valid_to,
                a.valid_to_kind,
                a.remark,
            )
        )
        digest = hashlib.blake2b(f"{said}\n{made_of.said}".encode(), digest_size=16).hexdigest()
        normalised = fitness.shortened(fold(name), fitness.LONGEST_NAME)
        slug = slug_of(self._adapter.jurisdiction, a.number)
        # Of the rest only the file's name could hold anything to escape.
        file = self._files.get(a.file) or self._files.setdefault(a.file, copy_text.cells((a.file,)))
        return f"{said}\t{file}\t{a.line}\t{normalised}\t{slug}\t{self._staged.rows}\t{made_of.number}\t{digest}\n"

    def _routes_of(self, printed: tuple[str, ...]) -> tuple[str, str, list[str]]:
        """Our routes and those that are not known here, as cells; and the latter as they are."""
        found = self._routes.get(printed)
        if found is None:
            keys = {text.strip().lower() for text in printed}
            known = {key: self._adapter.routes.get(key) for key in keys}
            unknown = sorted(key for key, code in known.items() if not code)
            codes = copy_text.array(sorted({code for code in known.values() if code}))
            if len(self._routes) == composition.MOST_REMEMBERED:
                self._routes.clear()
            found = self._routes[printed] = codes, copy_text.array(unknown), unknown
        return found


def slug_of(jurisdiction: str, number: str) -> str:
    """The id of a record, and the slug of its product: “fr-cis-63409284”."""
    text = f"{jurisdiction} {number}"
    slug = "-".join(words(text))
    if slug.isascii() and len(slug) <= 60:
        return slug
    # Letters were lost, or the end is cut: the digest keeps two numbers apart.
    slug = _NO_WORD.sub("-", slug).strip("-")
    return f"{slug[:40].strip('-')}-{hashlib.blake2b(text.encode(), digest_size=5).hexdigest()}"
