"""What an adapter yields, checked before it is staged: what the tables of the registry would refuse."""

from collections.abc import Iterator
from functools import lru_cache

from registry.registers.authorisation import Authorisation, Rejected
from registry.registers.folding import fold
from registry.rules.partial_date import PartialDate
from registry.vocabulary import Effect, EndKind, RouteScope

LONGEST_NUMBER = 300
LONGEST_NAME = 500
LONGEST_HOLDER = 300
LONGEST_FORM = 200
LONGEST_STRENGTH = 300


_parsed = lru_cache(maxsize=65_536)(PartialDate.parse)


def rejected(authorisation: Authorisation) -> Rejected | None:
    """The first fault of an authorisation, or None where it can be taken."""
    for field, value, expected in _faults(authorisation):
        return Rejected(authorisation.file, authorisation.line, field, value, expected)
    return None


def shortened(text: str, most: int) -> str:
    """A text that fits its column: what is cut is marked."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _faults(a: Authorisation) -> Iterator[tuple[str, str, str]]:
    if not a.number or len(a.number) > LONGEST_NUMBER:
        yield "number", a.number, f"a number of 1 to {LONGEST_NUMBER} characters"
    if not fold(a.product):
        yield "product", a.product, "a name with at least one letter or digit"
    for substance in a.substances:
        if not any(fold(name) for name in substance.names):
            yield "substance", substance.printed, "a name with at least one letter or digit"
    yield from _date_faults(a)
    if a.effect == Effect.GRANTED and a.route_scope == RouteScope.PARENTERAL:
        yield "route scope", a.route_scope, "listed routes: a grant is never for “any injection”"
    text = "\n".join((a.number, a.product, a.holder, a.remark, *a.routes))
    if "\0" in text:
        yield "text", text[:80].replace("\0", "�"), "text without the character NUL"


def _date_faults(a: Authorisation) -> Iterator[tuple[str, str, str]]:
    dates: list[PartialDate | None] = []
    for field, value in (("valid from", a.valid_from), ("valid to", a.valid_to)):
        try:
            dates.append(_parsed(value))
        except ValueError as error:
            yield field, value, str(error)
            return
    start, end = dates
    if (a.valid_to_kind == EndKind.DATE) != bool(a.valid_to):
        yield "valid to", a.valid_to, "a date exactly when the end is one"
    elif start and end and start.first >= (end.first if end.is_exact() else end.last):
        yield "valid to", a.valid_to, f"a day after the start, {a.valid_from}"
