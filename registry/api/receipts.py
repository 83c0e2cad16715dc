"""/api/v1/receipts/: answers that a clinic had kept word for word, and whether they would be others today."""

from typing import Any

import orjson
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.check_answer import CheckAnswerSerializer
from registry.api.checks import not_known
from registry.api.clinic_views import ClinicRows
from registry.api.receipt_addresses import addresses_of
from registry.checks.receipt import Cause, Difference, digest_of, replay
from registry.facts.current import CURRENT
from registry.facts.reader import Unknown
from registry.models import Approval, Edition, Receipt
from registry.vocabulary import Answer, Status

CAUSES = {
    Cause.RULES: "the same records are read otherwise by a later release",
    Cause.EDITIONS: "what was published since says so for the day that was asked about",
    Cause.DAY: "on this day, as something began or ended",
}


class ReceiptSerializer(serializers.ModelSerializer):
    """Where an answer is kept, and what seals it."""

    id = serializers.UUIDField(source="key")
    edition = serializers.IntegerField(source="edition_id")
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField(help_text="To print, for whoever has this address.")

    class Meta:
        model = Receipt
        fields = ["id", "made_at", "edition", "digest", "url", "page"]

    def get_url(self, receipt: Receipt) -> str:
        return addresses_of(receipt, self.context["request"])["url"]

    def get_page(self, receipt: Receipt) -> str:
        return addresses_of(receipt, self.context["request"])["page"]


class KeptQuestionLineSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(["ingredient", "product"])
    text = serializers.CharField()


class KeptQuestionSerializer(serializers.Serializer):
    """The question with nothing left out."""

    jurisdiction = serializers.CharField()
    route = serializers.CharField()
    on = serializers.DateField()
    purpose = serializers.CharField()
    is_mixed = serializers.BooleanField(allow_null=True)
    lines = KeptQuestionLineSerializer(many=True)
    cocktail = serializers.CharField(allow_blank=True)
    explain = serializers.BooleanField()
    alternatives = serializers.BooleanField()


class WholeReceiptSerializer(ReceiptSerializer):
    """A receipt with its question and its answer. `digest` is the SHA-256 of `sealed`."""

    question = KeptQuestionSerializer()
    answer = CheckAnswerSerializer()
    sealed = serializers.CharField(help_text="The question, a line feed and the answer, as kept.")
    is_intact = serializers.BooleanField(help_text="Whether the digest is still that of the text.")

    class Meta(ReceiptSerializer.Meta):
        fields = [*ReceiptSerializer.Meta.fields, "question", "answer", "sealed", "is_intact"]

    def to_representation(self, receipt: Receipt) -> dict[str, Any]:
        head = ReceiptSerializer(receipt, context=self.context).data
        return head | {
            "question": orjson.loads(receipt.question),
            "answer": orjson.loads(receipt.answer),
            "sealed": f"{receipt.question}\n{receipt.answer}",
            "is_intact": digest_of(receipt.question, receipt.answer) == receipt.digest,
        }


class SideSerializer(serializers.Serializer):
    """What was answered, of a line or of the whole."""

    answer = serializers.ChoiceField(Answer.choices, required=False, help_text="Of the whole.")
    status = serializers.ChoiceField(Status.choices)
    flags = serializers.ListField(child=serializers.CharField())
    reason = serializers.CharField(required=False, help_text="Of a line.")
    approvals = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Of a line: what decided it."
    )


class ReplayEditionSerializer(serializers.Serializer):
    """An edition that said something else of what decided."""

    number = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    reason = serializers.CharField()


class ReplayDifferenceSerializer(serializers.Serializer):
    cause = serializers.ChoiceField([(cause.value, words) for cause, words in CAUSES.items()])
    why = serializers.CharField()
    line = serializers.IntegerField(allow_null=True, help_text="Position from 0; null: the whole.")
    before = SideSerializer()
    after = SideSerializer()
    editions = ReplayEditionSerializer(many=True)


class ReplayAnswerSerializer(serializers.Serializer):
    """Whether the question would be answered otherwise today, and why."""

    would_differ = serializers.BooleanField()
    on = serializers.DateField()
    edition = serializers.IntegerField()
    answer = serializers.ChoiceField(Answer.choices)
    status = serializers.ChoiceField(Status.choices)
    differences = ReplayDifferenceSerializer(many=True)


class ReceiptViewSet(ClinicRows):
    """Answers that you had kept. Nobody changes or deletes one, and no other clinic sees it."""

    http_method_names = ["get", "head"]
    queryset = Receipt.objects.all()
    serializer_class = ReceiptSerializer
    scope = ""

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return WholeReceiptSerializer if self.action == "retrieve" else ReceiptSerializer

    @extend_schema(operation_id="replay_receipt", responses=ReplayAnswerSerializer)
    @action(detail=True, url_path="replay")
    def replay(self, request: Request, key: str) -> Response:
        """Would it differ today, and why?

        The question is asked again: at the same edition and day, which tells a change of the rules; at the newest edition,
        which tells what was learnt since; and for today.
        """
        receipt = self.get_object()
        today, newest = timezone.localdate(), CURRENT.edition()
        try:
            found = replay(receipt.question, receipt.answer, receipt.edition_id, newest, today)
        except Unknown as unknown:
            raise not_known(unknown) from unknown
        return Response(
            {
                "would_differ": bool(found.differences),
                "on": today,
                "edition": newest,
                "answer": found.now["answer"],
                "status": found.now["status"],
                "differences": [
                    _difference(difference, receipt.edition_id) for difference in found.differences
                ],
            }
        )


def _difference(difference: Difference, since: int) -> dict[str, Any]:
    editions = _editions(difference, since) if difference.cause is Cause.EDITIONS else []
    return {
        "cause": difference.cause,
        "why": CAUSES[difference.cause],
        "line": difference.line,
        "before": difference.before,
        "after": difference.after,
        "editions": editions,
    }


def _editions(difference: Difference, since: int) -> list[dict[str, Any]]:
    """The editions since then that said something else of the records on either side."""
    records = {*difference.before.get("approvals", ()), *difference.after.get("approvals", ())}
    rows = Approval.objects.filter(record__in=records)
    numbers = {
        number
        for pair in rows.values_list("published_in", "superseded_in")
        for number in pair
        if number and number > since
    }
    found = Edition.objects.filter(number__in=numbers).select_related("change_set")
    return [
        {"number": e.number, "published_at": e.sealed_at, "reason": e.change_set.reason}
        for e in found.order_by("number")
    ]
