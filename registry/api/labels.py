"""POST /api/v1/labels/: what is on a pasted label, and may it be injected?"""

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.api.edition import edition_at
from config.api.parameters import check_parameters
from config.api.problems import BadInput
from config.api.strict import refuse_unknown_members
from formulary.rules.label import parse
from registry.api.check_question import as_question
from registry.api.label_answer import LabelAnswerSerializer, as_label_answer
from registry.api.label_question import MOST_LINES, LabelQuestionSerializer
from registry.as_of import as_of
from registry.checks.label import read_label
from registry.facts.reader import Unknown
from registry.facts.sql import SqlFacts

EXAMPLE = {
    "text": "Ingredients: Aqua, Biotin 0.5 %, Panthenol, Phenoxyethanol, Parfum.",
    "jurisdiction": "FR",
    "route": "intradermal",
    "on": "2026-06-01",
}


class LabelView(APIView):
    """One label, taken apart. Nothing is stored."""

    @extend_schema(
        operation_id="label",
        tags=["labels"],
        request=LabelQuestionSerializer,
        responses=LabelAnswerSerializer,
        examples=[OpenApiExample("A label for the skin", EXAMPLE, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        """What is on this label, and may it be injected?

        Every part of the text comes back: as a line, as what parts two lines, or as a leftover. With a jurisdiction and a
        route the lines are checked together. A list of ingredients of a product for the skin is recognised, and is
        never one to inject.
        """
        check_parameters(request.query_params, known=())
        serializer = LabelQuestionSerializer(data=request.data)
        refuse_unknown_members(request.data, serializer)
        serializer.is_valid(raise_exception=True)
        values = serializer.validated_data
        _refuse_endless(values["text"])
        is_checked = "route" in values
        question = as_question(values, today=timezone.localdate()) if is_checked else None
        edition = edition_at(edition=values.get("edition"), known_at=values.get("known_at"))
        try:
            with as_of(edition):
                return Response(
                    as_label_answer(read_label(values["text"], question, SqlFacts()), edition)
                )
        except Unknown as unknown:
            raise BadInput(
                field=unknown.field,
                value=unknown.value,
                detail=f"There is no {unknown.field} “{unknown.value}”.",
                nearest=unknown.nearest,
            ) from unknown


def _refuse_endless(text: str) -> None:
    count = len(parse(text).lines)
    if count > MOST_LINES:
        raise BadInput(
            "text", text, f"A label of at most {MOST_LINES} ingredients is read; this has {count}."
        )
