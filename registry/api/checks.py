"""/api/v1/checks: may this be injected, by this route, in this country, on this day?

`CheckView` is what the address calls. Plain questions do not come as far: `registry.api.straight` asks `get_plainly` and
`post_plainly`, which say the same of the same question.
"""

import datetime as dt
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import parse_etags
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from config.api.answer import JsonAnswer
from config.api.edition import edition_at
from config.api.etag import etag_of
from config.api.parameters import check_parameters
from config.api.problems import BadInput
from config.api.strict import refuse_unknown_members
from registry.actions.receipts import keep_receipt
from registry.api.check_answer import CheckAnswerSerializer, KeptAnswerSerializer
from registry.api.check_plain import plain_get, plain_post
from registry.api.check_question import (
    CheckOneSerializer,
    CheckQuestionSerializer,
    as_question,
)
from registry.api.receipt_addresses import addresses_of
from registry.checks.ask import answered
from registry.checks.question import CheckQuestion
from registry.checks.receipt import question_text
from registry.clinics.access import clinic_of
from registry.facts.current import CURRENT
from registry.facts.reader import Unknown

EXAMPLE = {
    "jurisdiction": "FR",
    "route": "intradermal",
    "on": "2026-06-01",
    "lines": [{"ingredient": "procaine"}, {"ingredient": "Acide tranexamique"}],
}
REVALIDATE = "no-cache"
"""A cache may keep the answer, and asks each time whether it still holds: an approval can end, and a rule be mended."""


class CheckView(APIView):
    """One question, one answer. Nothing is stored."""

    @extend_schema(
        operation_id="check",
        tags=["checks"],
        request=CheckQuestionSerializer,
        responses={200: CheckAnswerSerializer, 201: KeptAnswerSerializer},
        examples=[OpenApiExample("Two lines in one syringe", EXAMPLE, request_only=True)],
    )
    def post(self, request: Request) -> HttpResponse:
        """May these lines be injected, and who says so?

        An ingredient or product that nobody knows makes its line `unresolved`, with candidates. The
        absence of a record is never approval: only the answer `yes` means yes.
        """
        check_parameters(request.query_params, known=())
        serializer = CheckQuestionSerializer(data=request.data)
        refuse_unknown_members(request.data, serializer)
        serializer.is_valid(raise_exception=True)
        question = as_question(serializer.validated_data, today=timezone.localdate())
        edition = _edition(serializer.validated_data)
        if serializer.validated_data.get("receipt"):
            return _kept(request, question, edition)
        return JsonAnswer(_body(question, edition)).response()

    @extend_schema(
        operation_id="check_one",
        tags=["checks"],
        parameters=[CheckOneSerializer],
        responses={
            200: CheckAnswerSerializer,
            304: OpenApiResponse(description="What `If-None-Match` names still holds."),
        },
    )
    def get(self, request: Request) -> HttpResponse:
        """The same for a single line, as an address that caches understand.

        Its `ETag` changes with the edition and the day. With `on` and `edition` the answer is the same for ever.
        """
        check_parameters(request.query_params, known=CheckOneSerializer().fields)
        serializer = CheckOneSerializer(data=request.query_params.dict())
        serializer.is_valid(raise_exception=True)
        values = serializer.validated_data
        question = as_question(values, today=timezone.localdate())
        return _cached(request, question, _edition(values)).response()


def get_plainly(request: HttpRequest, _: bytes) -> JsonAnswer:
    """What `CheckView.get` answers of the newest edition, without ceremony. Raises NotPlain and BadInput."""
    return _cached(request, plain_get(request, _today()), CURRENT.edition())


def post_plainly(request: HttpRequest, body: bytes) -> JsonAnswer:
    """What `CheckView.post` answers of the newest edition, without ceremony. Raises NotPlain and BadInput."""
    question = plain_post(request, body, _today())
    return JsonAnswer(_body(question, CURRENT.edition()))


def _today() -> dt.date:
    """As `localdate` says where nobody has a time zone of their own, and at once."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def _body(question: CheckQuestion, edition: int) -> bytes:
    """The answer as JSON. Raises BadInput."""
    try:
        return orjson.dumps(answered(question, edition))
    except Unknown as unknown:
        raise not_known(unknown) from unknown


def _kept(request: Request, question: CheckQuestion, edition: int) -> HttpResponse:
    """The answer, kept for the clinic that asks."""
    clinic = clinic_of(request._request)
    if clinic is None:
        raise NotAuthenticated(
            "A receipt is kept for a clinic: send its key, or leave `receipt` out."
        )
    body = _body(question, edition)
    receipt = keep_receipt(
        clinic=clinic.pk, question=question_text(question), answer=body.decode(), edition=edition
    )
    where = addresses_of(receipt, request)
    answer = orjson.loads(body) | {
        "receipt": {"id": str(receipt.key), "digest": receipt.digest, **where}
    }
    return HttpResponse(
        orjson.dumps(answer),
        content_type="application/json",
        status=HTTPStatus.CREATED,
        headers={"Location": where["url"]},
    )


def _cached(request: HttpRequest | Request, question: CheckQuestion, edition: int) -> JsonAnswer:
    """The answer with what a cache needs, or that nothing has changed."""
    tag = etag_of(request, edition, question.on)
    headers = {"ETag": tag, "Cache-Control": REVALIDATE}
    sent = request.META.get("HTTP_IF_NONE_MATCH")
    if sent and tag in (known.removeprefix("W/") for known in parse_etags(sent)):
        return JsonAnswer(b"", headers, HTTPStatus.NOT_MODIFIED)
    return JsonAnswer(_body(question, edition), headers)


def not_known(unknown: Unknown) -> BadInput:
    """The refusal of a code that no record has."""
    return BadInput(
        field=unknown.field,
        value=unknown.value,
        detail=f"There is no {unknown.field} “{unknown.value}”.",
        nearest=unknown.nearest,
    )


def _edition(asked: Mapping[str, Any]) -> int:
    number, moment = asked.get("edition"), asked.get("known_at")
    if number is None and moment is None:
        return CURRENT.edition()
    return edition_at(edition=number, known_at=moment)
