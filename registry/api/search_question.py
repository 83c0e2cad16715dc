"""What a search is asked, read from the parameters of its address."""

from dataclasses import dataclass

from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter

from config.api.edition import PARAMETERS
from config.api.openapi import CLOCK
from config.api.parameters import check_parameters
from config.api.problems import BadInput
from formulary.rules.names import normalise
from formulary.rules.spelling import nearest
from formulary.search.find import CURATED, EVERY_KIND
from formulary.search.things import ThingKind

DEFAULT_LIMIT, MOST = 10, 50
MOST_LETTERS = 200
_KNOWN = (*PARAMETERS, "q", "kind", "limit")
ASKED = [
    OpenApiParameter(
        "q",
        {"type": "string", "minLength": 1, "maxLength": MOST_LETTERS},
        required=True,
        description="A name in any language or script, a UNII, CAS or ATC code, a slug, or the number of an authorisation.",
    ),
    OpenApiParameter(
        "kind",
        {"type": "string", "enum": list(EVERY_KIND)},
        description="Only this kind of thing.",
    ),
    OpenApiParameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT},
        description="How many results there are at most.",
    ),
    *CLOCK,
]


@dataclass(frozen=True, slots=True)
class SearchQuestion:
    """What to look for, among what, and how many at most. `is_dated`: an edition or a moment is named besides."""

    text: str
    kinds: tuple[ThingKind, ...]
    limit: int
    is_dated: bool


def read_question(asked: QueryDict) -> SearchQuestion:
    """The question, but for its edition. Raises BadInput."""
    check_parameters(asked, _KNOWN)
    is_dated = any(name in asked for name in PARAMETERS)
    text = _text(asked.get("q"))
    return SearchQuestion(text, _kinds(asked.get("kind"), is_dated), _limit(asked), is_dated)


def _text(text: str | None) -> str:
    if text is None:
        raise BadInput("q", text, "Say what to look for.")
    if len(text) > MOST_LETTERS:
        raise BadInput("q", text, f"A name of at most {MOST_LETTERS} characters is expected.")
    if not normalise(text):
        raise BadInput("q", text, "A search needs at least one letter or digit.")
    return text


def _kinds(kind: str | None, is_dated: bool) -> tuple[ThingKind, ...]:
    if kind is None:
        return CURATED if is_dated else EVERY_KIND
    for known in EVERY_KIND:
        if kind == known and (known in CURATED or not is_dated):
            return (known,)
    if kind in EVERY_KIND:
        raise BadInput(
            "kind", kind, "The list of known substances has no editions: name none.", CURATED
        )
    raise BadInput("kind", kind, "There is no such kind.", nearest(kind, EVERY_KIND) or EVERY_KIND)


def _limit(asked: QueryDict) -> int:
    text = asked.get("limit", str(DEFAULT_LIMIT))
    if text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= MOST:
        return int(text)
    raise BadInput("limit", text, f"Give a whole number from 1 to {MOST}.")
