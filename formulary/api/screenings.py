"""POST /api/v1/screenings: may somebody with these conditions be treated now?"""

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.api.edition import reading
from config.api.parameters import check_parameters
from config.api.strict import refuse_unknown_members
from formulary.api.screening_serializers import (
    ScreeningAnswerSerializer,
    ScreeningQuestionSerializer,
    as_answer,
)
from formulary.names import Asked
from formulary.screening import Condition, screening

EXAMPLE = {
    "conditions": [
        {"condition": "L40", "phase": "remission"},
        {"condition": "cobalt-allergy"},
    ],
    "lines": [{"ingredient": "mecobalamin"}],
}


class ScreeningView(APIView):
    """One question, one answer. Nothing is stored."""

    @extend_schema(
        operation_id="screen",
        tags=["screenings"],
        request=ScreeningQuestionSerializer,
        responses=ScreeningAnswerSerializer,
        examples=[OpenApiExample("Psoriasis in remission", EXAMPLE, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        """What speaks for and against injecting, for somebody with these conditions?

        Send no names and nothing else of the patient. What nobody described is `unknown`, never fine; a
        phase that is not stated counts as the worst one.
        """
        check_parameters(request.query_params, known=())
        serializer = ScreeningQuestionSerializer(data=request.data)
        refuse_unknown_members(request.data, serializer)
        serializer.is_valid(raise_exception=True)
        question = serializer.validated_data
        conditions = [
            Condition(asked["condition"], asked.get("phase", ""))
            for asked in question["conditions"]
        ]
        lines = [
            Asked(kind, text) for line in question.get("lines", ()) for kind, text in line.items()
        ]
        with reading(question) as edition:
            return Response(as_answer(screening(conditions, lines), edition))
