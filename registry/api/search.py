"""GET /api/v1/search/: what somebody may mean, by any name or code."""

from typing import Any

from django.http import QueryDict
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.api.edition import PARAMETERS, edition_of
from config.api.openapi import CLOCK
from config.api.parameters import check_parameters
from config.api.problems import BadInput
from formulary.rules.likeness import Tier
from formulary.rules.names import normalise
from formulary.rules.spelling import nearest
from formulary.search.find import CURATED, EVERY_KIND, Hit, search, suggest
from formulary.search.look_alikes import look_alikes
from formulary.search.things import Named, ThingKind
from registry.api.search_answer import (
    SearchAnswerSerializer,
    SuggestionsSerializer,
    look_alike,
    result,
)
from registry.as_of import as_of
from registry.models import Approval

DEFAULT_LIMIT, MOST = 10, 50
MOST_LETTERS = 200
_KNOWN = (*PARAMETERS, "q", "kind", "limit")
_ASKED = [
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
_PANTHENOL = {
    "q": "dexpanthenlo",
    "edition": 1,
    "results": [
        {
            "kind": "ingredient",
            "slug": "dexpanthenol",
            "name": "Dexpanthenol",
            "unii": "1O6C93RI7Z",
            "in_formulary": True,
            "tier": "fuzzy",
            "score": 0.917,
            "matched": {"text": "dexpanthenol", "language": None, "kind": "inn"},
            "note": None,
        }
    ],
}


class SearchView(APIView):
    """Names and codes, and what they name."""

    @extend_schema(
        operation_id="search",
        tags=["search"],
        parameters=_ASKED,
        responses=SearchAnswerSerializer,
        examples=[
            OpenApiExample("A misspelt name", {**_PANTHENOL, "look_alikes": []}, response_only=True)
        ],
    )
    def get(self, request: Request) -> Response:
        """What may a name or a code mean?

        Each result says how it matched (`tier`, `score`) and by which name. What FDA's list of substances knows and
        this formulary does not is labelled so, and has no verdict; that list has no editions, so it is left out where
        one is named. A result is no permission: ask `POST /api/v1/checks`.
        """
        text, kinds, limit, edition = _read(request.query_params)
        with as_of(edition):
            numbered = _numbered(text, kinds)
            hits = _merged(numbered, search(text, kinds=kinds, limit=limit))[:limit]
        return Response(
            {
                "q": text,
                "edition": edition,
                "results": [result(hit) for hit in hits],
                "look_alikes": [look_alike(pair) for pair in look_alikes(text, hits)],
            }
        )


class SuggestionsView(APIView):
    """Names that begin as typed."""

    @extend_schema(
        operation_id="suggest",
        tags=["search"],
        parameters=_ASKED,
        responses=SuggestionsSerializer,
        examples=[
            OpenApiExample("While typing", {**_PANTHENOL, "results": []}, response_only=True)
        ],
    )
    def get(self, request: Request) -> Response:
        """What may the name become that somebody is typing?

        Names that begin with the text, or of which the second or third word does. Misspelt ones are for the search.
        """
        text, kinds, limit, edition = _read(request.query_params)
        with as_of(edition):
            hits = suggest(text, kinds=kinds, limit=limit)
        return Response({"q": text, "edition": edition, "results": [result(hit) for hit in hits]})


def _read(asked: QueryDict) -> tuple[str, tuple[ThingKind, ...], int, int]:
    check_parameters(asked, _KNOWN)
    is_old = any(name in asked for name in PARAMETERS)
    return (
        _text(asked.get("q")),
        _kinds(asked.get("kind"), is_old),
        _limit(asked),
        edition_of(asked),
    )


def _text(text: str | None) -> str:
    if text is None:
        raise BadInput("q", text, "Say what to look for.")
    if len(text) > MOST_LETTERS:
        raise BadInput("q", text, f"A name of at most {MOST_LETTERS} characters is expected.")
    if not normalise(text):
        raise BadInput("q", text, "A search needs at least one letter or digit.")
    return text


def _kinds(kind: str | None, is_old: bool) -> tuple[ThingKind, ...]:
    if kind is None:
        return CURATED if is_old else EVERY_KIND
    for known in EVERY_KIND:
        if kind == known and (known in CURATED or not is_old):
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


def _numbered(text: str, kinds: tuple[ThingKind, ...]) -> list[Hit]:
    """What an authorisation with this number is about."""
    found: dict[tuple[str, str], Hit] = {}
    for row in Approval.objects.live().numbered(text):
        hit = Hit(_subject(row), Tier.EXACT, 1.0)
        if hit.thing.slug and hit.thing.kind in kinds:
            found.setdefault(hit.thing.key, hit)
    return sorted(found.values(), key=lambda hit: hit.rank)


def _subject(row: Any) -> Named:
    if row.product:
        return Named(
            "product", row.product.slug, row.product.name, "", "", row.number, "", "number"
        )
    one = row.ingredient
    if one is None:
        return Named("ingredient", "", "", "", "", row.number, "", "number")
    base = one.form_of.slug if one.form_of else None
    return Named(
        "ingredient", one.slug, one.preferred_name, one.unii, "", row.number, "", "number", base
    )


def _merged(numbered: list[Hit], found: list[Hit]) -> list[Hit]:
    taken = {hit.thing.key for hit in numbered}
    return [*numbered, *(hit for hit in found if hit.thing.key not in taken)]
