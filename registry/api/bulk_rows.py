"""From the rows of a list to their answers, in their order; a bad row is answered in its place."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import islice
from typing import Any

from rest_framework import serializers

from config.api.problems import Fault, faults_of
from config.api.strict import unknown_members
from registry.api.bulk_read import Unreadable
from registry.api.check_plain import NotPlain, plain_row
from registry.api.check_question import CheckRowSerializer, as_question
from registry.as_of import as_of
from registry.checks.question import CheckQuestion
from registry.checks.rows import RowAnswer, answer_rows
from registry.facts.current import CURRENT
from registry.facts.reader import Facts, Unknown
from registry.facts.sql import SqlFacts
from registry.vocabulary import Answer, Flag, Status

_TOGETHER = 200
"""How many rows are read, answered and sent as one piece."""

_NO_ROW = "A row is an object with “ingredient” or “product”, “jurisdiction” and “route”."


class BulkFaultSerializer(serializers.Serializer):
    """What is wrong with a row, and what was expected."""

    field = serializers.CharField()
    value = serializers.JSONField()
    detail = serializers.CharField()
    nearest = serializers.ListField(child=serializers.CharField())


class BulkAnswerSerializer(serializers.Serializer):
    """The answer to one row. One that could not be read has errors and no answer."""

    row = serializers.IntegerField(help_text="Its number in the list, from 1.")
    edition = serializers.IntegerField(help_text="The same for all rows.")
    ingredient = serializers.CharField(allow_null=True, help_text="As it was sent.")
    product = serializers.CharField(allow_null=True, help_text="As it was sent.")
    jurisdiction = serializers.CharField(allow_null=True)
    route = serializers.CharField(allow_null=True)
    on = serializers.CharField(allow_null=True)
    purpose = serializers.CharField(allow_null=True)
    answer = serializers.ChoiceField(Answer.choices, allow_null=True)
    status = serializers.ChoiceField(Status.choices, allow_null=True)
    flags = serializers.ListField(child=serializers.ChoiceField(Flag.choices))
    reason = serializers.CharField(allow_null=True, help_text="One sentence for a person.")
    resolved = serializers.CharField(allow_null=True, help_text="The slug the name was taken for.")
    candidates = serializers.ListField(
        child=serializers.CharField(),
        help_text="Slugs that share the exact name; near names are offered by a single check.",
    )
    approvals = serializers.ListField(
        child=serializers.CharField(), help_text="The ids of the records that decide."
    )
    errors = BulkFaultSerializer(many=True)


def answer_pieces(
    rows: Iterable[Any], edition: int, today: dt.date
) -> Iterator[list[dict[str, Any]]]:
    """The answers to all rows from one edition, some of them at a time."""
    rows, number = iter(rows), 0
    with ExitStack() as held:
        facts = _facts(edition, held)
        while sent := list(islice(rows, _TOGETHER)):
            read = [_question(row, today) for row in sent]
            asked = [row for row in read if isinstance(row, CheckQuestion)]
            try:
                found = answer_rows(asked, facts)
            except Exception:
                if isinstance(facts, SqlFacts):
                    raise
                CURRENT.give_up(facts)
                facts = _facts(edition, held)
                found = answer_rows(asked, facts)
            answers = iter(found)
            yield [
                _answered(number + position, edition, row, next(answers))
                if isinstance(row, CheckQuestion)
                else _refused(number + position, edition, sent[position - 1], row)
                for position, row in enumerate(read, 1)
            ]
            number += len(sent)


def _facts(edition: int, held: ExitStack) -> Facts:
    """The snapshot, or the database for as long as `held`."""
    snapshot = CURRENT.of(edition)
    if snapshot is not None:
        return snapshot
    held.enter_context(as_of(edition))
    return SqlFacts()


def _question(row: Any, today: dt.date) -> CheckQuestion | list[Fault]:
    """The question that a row asks, or all that is wrong with it."""
    try:
        return plain_row(row, today)
    except NotPlain:
        pass
    if isinstance(row, Unreadable):
        return [Fault("row", None, row.why)]
    if not isinstance(row, Mapping):
        return [Fault("row", row, _NO_ROW)]
    faults = list(unknown_members(row, CheckRowSerializer()))
    serializer = CheckRowSerializer(data=row)
    if not serializer.is_valid():
        faults += faults_of(serializer.errors, row)
    return faults or as_question(serializer.validated_data, today)


def _answered(
    number: int, edition: int, asked: CheckQuestion, found: RowAnswer | Unknown
) -> dict[str, Any]:
    [line] = asked.lines
    sent = {
        line.kind: line.text,
        "jurisdiction": asked.jurisdiction,
        "route": asked.route,
        "on": asked.on.isoformat(),
        "purpose": asked.purpose,
    }
    if isinstance(found, Unknown):
        detail = f"There is no {found.field} “{found.value}”."
        return _refused(
            number, edition, sent, [Fault(found.field, found.value, detail, found.nearest)]
        )
    verdict = found.verdict
    match = found.resolution.match
    return _row(
        number,
        edition,
        sent,
        answer=verdict.answer.value,
        status=verdict.status.value,
        flags=sorted([flag.value for flag in verdict.flags]),
        reason=found.reason,
        resolved=match.slug if match else None,
        candidates=[match.slug for match in found.resolution.candidates],
        approvals=[finding.record.id for finding in verdict.lines[0].deciding],
    )


def _refused(number: int, edition: int, sent: Any, faults: Iterable[Fault]) -> dict[str, Any]:
    """A row that could not be answered, with as much of it as is text."""
    row = _row(number, edition, sent if isinstance(sent, Mapping) else {})
    row["errors"] = [fault.as_json() for fault in faults]
    return row


def _row(number: int, edition: int, sent: Mapping[str, Any], **found: Any) -> dict[str, Any]:
    return {
        "row": number,
        "edition": edition,
        "ingredient": _shown(sent.get("ingredient")),
        "product": _shown(sent.get("product")),
        "jurisdiction": _shown(sent.get("jurisdiction")),
        "route": _shown(sent.get("route")),
        "on": _shown(sent.get("on")),
        "purpose": _shown(sent.get("purpose")),
        "answer": None,
        "status": None,
        "flags": [],
        "reason": None,
        "resolved": None,
        "candidates": [],
        "approvals": [],
        "errors": [],
        **found,
    }


def _shown(value: Any) -> str | None:
    return value[:200] if isinstance(value, str) else None
