"""/api/v1/search/: what somebody may mean, by any name or code, and what they may be typing.

The views are what the addresses call. Plain questions about the newest edition do not come as far: `registry.api.straight`
asks `search_plainly` and `suggest_plainly`, which say the same.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from config.api.answer import JsonAnswer
from config.api.edition import edition_of
from formulary.rules.likeness import Tier
from formulary.search import find
from formulary.search.find import Hit
from formulary.search.held import HELD
from formulary.search.look_alikes import look_alikes
from formulary.search.source import DATABASE, NotWritten, Source, Written
from formulary.search.things import Named
from registry.api.check_plain import NotPlain
from registry.api.search_answer import (
    SearchAnswerSerializer,
    SuggestionsSerializer,
    look_alike,
    result,
)
from registry.api.search_question import ASKED, SearchQuestion, read_question
from registry.as_of import as_of
from registry.facts.current import newest_edition
from registry.facts.newest import NEWEST
from registry.models import Approval

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

_Answer = dict[str, Any]
_Answering = Callable[[SearchQuestion, int, Source], _Answer]
_RUN_TOGETHER = re.compile(r"^([A-Za-z]{2,5})[:#.-]*\s*([0-9]{4,})$")
"""A scheme and a number as people write them: “DIN02245215”, “DIN: 02245215”."""


class SearchView(APIView):
    """Names and codes, and what they name."""

    @extend_schema(
        operation_id="search",
        tags=["search"],
        parameters=ASKED,
        responses=SearchAnswerSerializer,
        examples=[
            OpenApiExample("A misspelt name", {**_PANTHENOL, "look_alikes": []}, response_only=True)
        ],
    )
    def get(self, request: Request) -> HttpResponse:
        """What may a name or a code mean?

        Each result says how it matched (`tier`, `score`) and by which name. What FDA's list of substances knows and
        this formulary does not is labelled so, and has no verdict; that list has no editions, so it is left out where
        one is named. A result is no permission: ask `POST /api/v1/checks`.
        """
        return _at_edition(request, _found)


class SuggestionsView(APIView):
    """Names that begin as typed."""

    @extend_schema(
        operation_id="suggest",
        tags=["search"],
        parameters=ASKED,
        responses=SuggestionsSerializer,
        examples=[
            OpenApiExample("While typing", {**_PANTHENOL, "results": []}, response_only=True)
        ],
    )
    def get(self, request: Request) -> HttpResponse:
        """What may the name become that somebody is typing?

        Names that begin with the text, or of which the second or third word does. Misspelt ones are for the search.
        """
        return _at_edition(request, _suggested)


def search_plainly(request: HttpRequest, _: bytes) -> JsonAnswer:
    """What `SearchView` answers, without ceremony. Raises NotPlain and BadInput."""
    return _at_once(request, _found)


def suggest_plainly(request: HttpRequest, _: bytes) -> JsonAnswer:
    """What `SuggestionsView` answers, without ceremony. Raises NotPlain and BadInput."""
    return _at_once(request, _suggested)


def _at_once(request: HttpRequest, answer: _Answering) -> JsonAnswer:
    """The answer from the dictionary of names, if it says all that was known a moment ago; else, and numbers always, from
    the live rows.

    The live rows are those of the newest edition. Numbers only rise: where it is, after reading, still the one that was
    seen before, nothing read was of another. One published since is left to the view.
    """
    asked = read_question(request.GET)
    if asked.is_dated:
        raise NotPlain
    edition, version = NEWEST.look()
    if not edition:
        raise NotPlain
    names = HELD.meaning(version)
    found = None
    if names is not None:
        with suppress(NotWritten):
            found = answer(asked, edition, Written(names))
            if not _may_be_number(asked.text):
                return JsonAnswer.of(found)
    found = found or answer(asked, edition, DATABASE)
    if newest_edition() != edition:
        raise NotPlain
    return JsonAnswer.of(found)


def _at_edition(request: Request, answer: _Answering) -> HttpResponse:
    """The answer from what was known at the edition that is asked for. Raises BadInput."""
    asked = read_question(request.query_params)
    edition = edition_of(request.query_params)
    with as_of(edition):
        return JsonAnswer.of(answer(asked, edition, DATABASE)).response()


def _found(asked: SearchQuestion, edition: int, source: Source) -> _Answer:
    numbered = _numbered(asked)
    hits = find.search(asked.text, kinds=asked.kinds, limit=asked.limit, source=source)
    hits = _merged(numbered, hits)[: asked.limit]
    return {
        "q": asked.text,
        "edition": edition,
        "results": [result(hit) for hit in hits],
        "look_alikes": [look_alike(pair) for pair in look_alikes(asked.text, hits)],
    }


def _suggested(asked: SearchQuestion, edition: int, source: Source) -> _Answer:
    hits = find.suggest(asked.text, kinds=asked.kinds, limit=asked.limit, source=source)
    return {"q": asked.text, "edition": edition, "results": [result(hit) for hit in hits]}


def _may_be_number(text: str) -> bool:
    return any(map(str.isdigit, text))


def _numbered(asked: SearchQuestion) -> list[Hit]:
    """What an authorisation with this number is about."""
    if not _may_be_number(asked.text):
        return []
    found: dict[tuple[str, str], Hit] = {}
    number = _RUN_TOGETHER.sub(r"\1 \2", asked.text.strip())
    for row in Approval.objects.live().numbered(number):
        hit = Hit(_subject(row), Tier.EXACT, 1.0)
        if hit.thing.slug and hit.thing.kind in asked.kinds:
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
