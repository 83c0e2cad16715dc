"""GET /api/v1/upcoming/: approvals that begin, end or fall due for review soon."""

import datetime as dt
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response

from config.api.fields import PartialDate
from config.api.filters import DayFilter, Filters, KnownFilter, NumberFilter, WordFilter
from config.api.paging import Cursor, KeysetPagination
from config.api.problems import BadInput
from config.api.views import SerializedRows
from registry.api import bearing, lookups
from registry.api.approval_examples import PROCAINE
from registry.api.approval_serializers import ApprovalSerializer
from registry.models import Approval
from registry.rules.partial_date import PartialDate as Date
from registry.timeline.upcoming import Coming, Event, Place, Window, upcoming

DAYS = 90
"""How far is looked ahead, unless told."""

MOST_DAYS = 3660


class EventSerializer(serializers.Serializer):
    """One thing that comes, and the approval that it comes to."""

    date = PartialDate(
        help_text="When, as exactly as it is known: the first day of an approval, the first day on which it "
        "holds no more, or the day by which its evidence is to be reviewed."
    )
    kind = serializers.ChoiceField(Coming.choices)
    approval = ApprovalSerializer()


class UpcomingFilters(Filters):
    """The days asked about, and of which approvals."""

    vars()["from"] = DayFilter("The first day; the day `on` if left out.")
    to = DayFilter(f"The last day, itself included; {DAYS} days after the first if left out.")
    within = NumberFilter(
        1, MOST_DAYS, f"In place of `to`: so many days from the first; {DAYS} if left out."
    )
    on = DayFilter(
        "The day on which it is asked, for unions and their members too; today if left out."
    )
    kind = WordFilter(Coming, "Only what comes so.")
    jurisdiction = KnownFilter(
        lookups.JURISDICTIONS,
        "A code, as in FR, AE-DU or EU. Records of its country and those union-wide records that "
        "reach it are included.",
    )
    authority = KnownFilter(lookups.AUTHORITIES, "The slug of an authority, as in ansm.")

    joint = ("from", "to", "within", "on", "kind", "jurisdiction")

    def together(self, queryset, asked):
        on = asked["on"] or timezone.localdate()
        view = self.request.parser_context["view"]
        view.on, view.window = on, self._window(asked, on)
        if place := asked["jurisdiction"]:
            queryset = bearing.reaching(queryset, place, on)
        return queryset

    def _window(self, asked, on: dt.date) -> Window:
        first = asked["from"] or on
        if asked["to"] and asked["within"]:
            raise BadInput(
                "within", asked["within"], "Give the last day or a number of days, not both."
            )
        try:
            last = asked["to"] or first + dt.timedelta(days=asked["within"] or DAYS)
        except OverflowError:
            last = dt.date.max
        if last < first:
            raise BadInput("to", last.isoformat(), f"It comes before the first day, {first}.")
        return Window(first, last, [asked["kind"]] if asked["kind"] else list(Coming))


class UpcomingPagination(KeysetPagination):
    """Pages in the order of dates, forward."""

    envelope_schema = {
        **KeysetPagination.envelope_schema,
        **{
            name: {"type": "string", "format": "date", "example": example, "description": said}
            for name, example, said in (
                ("on", "2026-06-01", "The day on which it was asked."),
                ("from", "2026-06-01", "The first day looked at."),
                ("to", "2026-08-30", "The last day looked at."),
            )
        },
    }

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Event]:
        """The events of the page."""
        self._request, self._view = request, view
        limit = self._limit(request.query_params.get("limit"))
        after = self._place(request.query_params.get("cursor"))
        found = upcoming(queryset, view.window, after, limit + 1)
        self._following = found[limit - 1].place if len(found) > limit else None
        return found[:limit]

    def get_paginated_response(self, data: Any) -> Response:
        """The envelope of a page."""
        at = self._following
        key = f"{at.date} {at.kind.value} {at.record}" if at else None
        return Response(
            {
                "next": self._link(key, is_backward=False),
                **self._view.envelope(),
                "results": data,
            }
        )

    @staticmethod
    def _place(text: str | None) -> Place | None:
        if text is None:
            return None
        try:
            cursor = Cursor.decode(text)
            date, kind, record = cursor.key.split(" ", 2)
            if cursor.is_backward or Date.parse(date) is None:
                raise ValueError(text)
            return Place(date, Coming(kind), record)
        except ValueError as error:
            raise BadInput(
                "cursor", text, "Take the cursor from “next” of a page of this list."
            ) from error

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        """For the API description."""
        described = super().get_paginated_response_schema(schema)
        described["required"].remove("previous")
        del described["properties"]["previous"]
        return described


@extend_schema_view(
    list=extend_schema(
        operation_id="upcoming",
        summary="What begins, ends or falls due for review",
        tags=["upcoming"],
        examples=[
            OpenApiExample(
                "A review that falls due",
                {
                    "date": "2026-12-01",
                    "kind": "review-due",
                    "approval": {**PROCAINE, "review_due_on": "2026-12-01"},
                },
            )
        ],
    )
)
class UpcomingViewSet(SerializedRows):
    """Approvals that begin, end or fall due for review within some days, in the order of those days.

    A date of which only the month or year is known is listed while any day of it may be meant. With `on` and
    `edition` the same request gives the same answer for ever.
    """

    queryset = Approval.objects.live()
    serializer_class = EventSerializer
    filterset_class = UpcomingFilters
    pagination_class = UpcomingPagination
    on: dt.date
    window: Window

    def envelope(self) -> dict[str, Any]:
        days = {"on": self.on, "from": self.window.first, "to": self.window.last}
        return {**super().envelope(), **{name: day.isoformat() for name, day in days.items()}}

    def pinned(self) -> dict[str, Any]:
        return {**super().pinned(), "on": self.on.isoformat()}
