"""POST /api/v1/checks: may this be injected, by this route, in this country, on this day?"""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.api.edition import edition_at
from config.api.parameters import check_parameters
from config.api.problems import BadInput
from registry.api.check_answer import CheckAnswerSerializer
from registry.api.check_question import (
    CheckQuestionSerializer,
    as_question,
    refuse_unknown_members,
)
from registry.as_of import as_of
from registry.checks.answer import as_answer
from registry.checks.check import check
from registry.facts.reader import Unknown
from registry.facts.sql import SqlFacts

EXAMPLE = {
    "jurisdiction": "FR",
    "route": "intradermal",
    "on": "2026-06-01",
    "lines": [{"ingredient": "procaine"}, {"ingredient": "Acide tranexamique"}],
}


class CheckView(APIView):
    """One question, one answer. Nothing is stored."""

    @extend_schema(
        operation_id="check",
        tags=["checks"],
        request=CheckQuestionSerializer,
        responses=CheckAnswerSerializer,
        examples=[OpenApiExample("Two lines in one syringe", EXAMPLE, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        """May these lines be injected, and who says so?

        An ingredient or product that nobody knows makes its line `unresolved`, with candidates. The
        absence of a record is never approval: only the answer `yes` means yes.
        """
        check_parameters(request.query_params, known=())
        refuse_unknown_members(request.data)
        serializer = CheckQuestionSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        question = as_question(serializer.validated_data, today=timezone.localdate())
        try:
            with as_of(_edition(serializer.validated_data)):
                return Response(as_answer(check(question, SqlFacts())))
        except Unknown as unknown:
            raise BadInput(
                field=unknown.field,
                value=unknown.value,
                detail=f"There is no {unknown.field} “{unknown.value}”.",
                nearest=unknown.nearest,
            ) from unknown


def _edition(question: Mapping[str, Any]) -> int:
    return edition_at(edition=question.get("edition"), known_at=question.get("known_at"))
