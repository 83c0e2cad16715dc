"""What an adapter yields, checked before it is staged: what the tables of the registry would refuse."""

from functools import lru_cache

from registry.registers.authorisation import Authorisation, Rejected, Substance
from registry.registers.folding import fold
from registry.rules.partial_date import PartialDate
from registry.vocabulary import Effect, EndKind, RouteScope

LONGEST_NUMBER = 300
LONGEST_NAME = 500
LONGEST_HOLDER = 300
LONGEST_FORM = 200
LONGEST_STRENGTH = 300


Fault = tuple[str, str, str]
"""The field, its value and what was expected."""


def rejected(authorisation: Authorisation) -> Rejected | None:
    """The first fault of an authorisation, or None where it can be taken."""
    fault = _fault(authorisation)
    return Rejected(authorisation.file, authorisation.line, *fault) if fault else None


def shortened(text: str, most: int) -> str:
    """A text that fits its column: what is cut is marked."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _fault(a: Authorisation) -> Fault | None:
    if not a.number or len(a.number) > LONGEST_NUMBER:
        return "number", a.number, f"a number of 1 to {LONGEST_NUMBER} characters"
    if not _has_word(a.product):
        return "product", a.product, "a name with at least one letter or digit"
    fault = _nameless(a.substances) or _date_fault(
        a.valid_from, a.valid_to, a.valid_to_kind == EndKind.DATE
    )
    if fault:
        return fault
    if a.route_scope == RouteScope.PARENTERAL and a.effect == Effect.GRANTED:
        return (
            "route scope",
            a.route_scope,
            "listed routes: a grant is never for “any injection”",
        )
    text = "\n".join((a.number, a.product, a.holder, a.remark, *a.routes))
    if "\0" in text:
        return "text", text[:80].replace("\0", "�"), "text without the character NUL"
    return None


def _has_word(text: str) -> bool:
    """Whether a letter or digit stays when it is folded; mostly the first character tells."""
    first = text[:1]
    return (first.isascii() and first.isalnum()) or bool(fold(text))


# Many rows share their substances and their dates: each is judged once.


@lru_cache(maxsize=65_536)
def _nameless(substances: tuple[Substance, ...]) -> Fault | None:
    for substance in substances:
        if not any(map(_has_word, substance.names)):
            return "substance", substance.printed, "a name with at least one letter or digit"
    return None


@lru_cache(maxsize=65_536)
def _date_fault(valid_from: str, valid_to: str, has_end: bool) -> Fault | None:
    dates: list[PartialDate | None] = []
    for field, value in (("valid from", valid_from), ("valid to", valid_to)):
        try:
            dates.append(PartialDate.parse(value))
        except ValueError as error:
            return field, value, str(error)
    start, end = dates
    if has_end != bool(valid_to):
        return "valid to", valid_to, "a date exactly when the end is one"
    if start and end and start.first >= (end.first if end.is_exact() else end.last):
        return "valid to", valid_to, f"a day after the start, {valid_from}"
    return None
