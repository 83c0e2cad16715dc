"""GET /api/v1/protocols/{slug}/plan: a course from its first day on, as JSON and as a calendar."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.api.edition import PARAMETERS, edition_of, reading
from config.api.openapi import CLOCK
from config.api.parameters import check_parameters
from config.api.problems import BadInput, NothingHere
from formulary.api.course_calendar import MEDIA_TYPE, as_calendar
from formulary.api.lookups import PROTOCOLS
from formulary.courses import course_of
from formulary.models import Protocol
from formulary.rules.course import CoursePlan, NotOfThisCourse, Session, plan

FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
MOST_SESSIONS = 100
FLAGS = {
    "sessions-not-stated": "how many sessions is not stated",
    "interval-not-stated": "how far apart they are is not stated",
    "results-not-stated": "when new growth is to be seen is not stated",
    "cost-not-stated": "what a session costs is not stated",
    "highest-cost-not-stated": "a lowest price is stated and no highest",
}
NOTICE = "What a published course did, counted from a day. It is no prescription."


class PlannedSessionSerializer(serializers.Serializer):
    """A session and the days between which it falls, both included."""

    number = serializers.IntegerField(min_value=1)
    earliest = serializers.DateField(source="days.low", allow_null=True)
    latest = serializers.DateField(source="days.high", allow_null=True)
    is_optional = serializers.BooleanField(help_text="The shortest course ends before it.")


class PlannedGrowthSerializer(serializers.Serializer):
    earliest = serializers.DateField(source="low", allow_null=True)
    latest = serializers.DateField(source="high", allow_null=True)


class PlannedCostSerializer(serializers.Serializer):
    """For the whole course: the shortest at the lowest price, the longest at the highest."""

    min = serializers.CharField(allow_null=True)
    max = serializers.CharField(allow_null=True)
    currency = serializers.CharField(allow_null=True)


class CoursePlanSerializer(serializers.Serializer):
    protocol = serializers.CharField()
    name = serializers.CharField()
    edition = serializers.IntegerField()
    start = serializers.DateField()
    sessions = PlannedSessionSerializer(many=True)
    less_shedding_from = serializers.DateField(allow_null=True)
    new_growth = PlannedGrowthSerializer()
    cost = PlannedCostSerializer()
    flags = serializers.ListField(child=serializers.ChoiceField(list(FLAGS.items())))
    note = serializers.CharField(allow_null=True, help_text="What else the protocol says.")
    source = serializers.CharField(allow_null=True)
    notice = serializers.CharField()


PLAN = [
    OpenApiParameter("start", OpenApiTypes.DATE, required=True, description="The first day."),
    OpenApiParameter(
        "sessions",
        {"type": "integer", "minimum": 1, "maximum": MOST_SESSIONS},
        description="How many; as many as the protocol states if left out.",
    ),
    *CLOCK,
]


class PlanView(APIView):
    """A course from its first day on. Nothing is stored."""

    @extend_schema(operation_id="plan_course", parameters=PLAN, responses=CoursePlanSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """When the sessions fall, when to expect less shedding and new growth, and what it costs."""
        with _planned(request, slug) as (protocol, planned, edition):
            return Response(_as_answer(protocol, planned, edition))


class PlanCalendarView(APIView):
    """The same as a file for a calendar."""

    @extend_schema(
        operation_id="plan_course_calendar",
        parameters=PLAN,
        responses={(200, MEDIA_TYPE): OpenApiTypes.STR},
    )
    def get(self, request: Request, slug: str) -> HttpResponse:
        """A course as an iCalendar file (RFC 5545), without anything about a person."""
        with _planned(request, slug) as (protocol, planned, _):
            body = as_calendar(protocol, planned, NOTICE)
        name = f'attachment; filename="{protocol.slug}.ics"'
        return HttpResponse(body, MEDIA_TYPE, headers={"Content-Disposition": name})


@contextmanager
def _planned(request: Request, slug: str) -> Iterator[tuple[Protocol, CoursePlan, int]]:
    asked = request.query_params
    check_parameters(asked, ("start", "sessions", *PARAMETERS))
    start, sessions = _start(asked.get("start")), _sessions(asked.get("sessions"))
    with reading({"edition": edition_of(asked)}) as edition:
        protocol = Protocol.objects.filter(slug=slug).first() if "\x00" not in slug else None
        if protocol is None:
            near = PROTOCOLS.nearest(slug)
            raise NothingHere("slug", slug, f"There is no protocol “{slug[:100]}”.", near)
        try:
            yield protocol, plan(course_of(protocol), start, sessions), edition
        except NotOfThisCourse as error:
            raise BadInput("sessions", sessions, str(error)) from error


def _start(text: str | None) -> dt.date:
    try:
        start = dt.date.fromisoformat(text or "")
    except ValueError:
        start = None
    if start is None or not FIRST_DAY <= start <= LAST_DAY or len(text or "") != len("2026-01-31"):
        raise BadInput("start", text, f"Give a day from {FIRST_DAY} to {LAST_DAY}, as 2026-12-01.")
    return start


def _sessions(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= MOST_SESSIONS):
        raise BadInput("sessions", text, f"Give a number from 1 to {MOST_SESSIONS}.")
    return int(text)


def _as_answer(protocol: Protocol, planned: CoursePlan, edition: int) -> dict[str, Any]:
    def session(row: Session) -> Any:
        return PlannedSessionSerializer(row).data

    low, high = (
        None if money is None else format(money, "f")
        for money in (planned.cost.low, planned.cost.high)
    )
    return {
        "protocol": protocol.slug,
        "name": protocol.name,
        "edition": edition,
        "start": planned.sessions[0].days.low,
        "sessions": [session(row) for row in planned.sessions],
        "less_shedding_from": planned.less_shedding_from,
        "new_growth": PlannedGrowthSerializer(planned.new_growth).data,
        "cost": {"min": low, "max": high, "currency": protocol.currency or None},
        "flags": list(planned.flags),
        "note": protocol.note or None,
        "source": protocol.source or None,
        "notice": NOTICE,
    }
