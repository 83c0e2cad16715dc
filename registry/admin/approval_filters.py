"""What the list of approvals is narrowed by, besides the columns themselves."""

import datetime as dt

from django.db.models import Q
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter, RadioFilter

from formulary.models import Route
from registry.vocabulary import GENERAL_KNOWLEDGE, EndKind


class RowsFilter(RadioFilter):
    """Rows in force are shown unless somebody asks for what they replaced."""

    title = "row"
    parameter_name = "rows"
    all_option = ["", "Newest"]

    def lookups(self, request, model_admin):
        return [("superseded", "Superseded"), ("all", "All")]

    def queryset(self, request, queryset):
        if self.value() == "all":
            return queryset
        return queryset.filter(superseded_in__isnull=self.value() != "superseded")


class CoveredRouteFilter(DropdownFilter):
    """Records that cover a route: by listing it, or by their scope."""

    title = "route covered"
    parameter_name = "route"

    def lookups(self, request, model_admin):
        return Route.objects.values_list("code", "name").order_by("name")

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        route = Route.objects.filter(code=self.value()).first()
        return queryset.covering(route) if route else queryset.none()


class SubjectFilter(RadioFilter):
    """Records about one kind of subject."""

    title = "kind of subject"
    parameter_name = "about"

    def lookups(self, request, model_admin):
        return [
            ("ingredient", "An ingredient"),
            ("product", "A product"),
            ("ingredient_class", "A class"),
        ]

    def queryset(self, request, queryset):
        if self.value() not in dict(self.lookup_choices):
            return queryset
        return queryset.filter(**{f"{self.value()}__isnull": False})


SOON = dt.timedelta(days=90)
"""What ends within these is to be looked at in time."""


def attention(today: dt.date) -> dict[str, Q]:
    """What a pharmacist should look at, by the word of the filter: the front page counts by the same conditions."""
    return {
        "review": Q(review_due_on__lte=today),
        "ending": Q(
            valid_to_kind=EndKind.DATE,
            valid__endswith__gt=today,
            valid__endswith__lte=today + SOON,
        ),
        "disputed": Q(is_disputed=True),
        "unproven": Q(confidence=GENERAL_KNOWLEDGE),
        "end": Q(valid_to_kind__startswith="unknown"),
    }


class AttentionFilter(DropdownFilter):
    title = "what needs attention"
    parameter_name = "attention"

    def lookups(self, request, model_admin):
        return [
            ("review", "Review is due"),
            ("ending", f"Ends within {SOON.days} days"),
            ("disputed", "Disputed"),
            ("unproven", "Rests on general knowledge"),
            ("end", "End not known"),
        ]

    def queryset(self, request, queryset):
        return queryset.filter(attention(timezone.localdate()).get(self.value(), Q()))


class InForceFilter(RadioFilter):
    """Where today lies in the days of the record."""

    title = "state today"
    parameter_name = "today"

    def lookups(self, request, model_admin):
        return [("in", "In its days"), ("after", "Ended"), ("before", "Not begun")]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == "in":
            return queryset.in_force(today)
        if self.value() == "after":
            return queryset.filter(valid__fully_lt=(today, None))
        if self.value() == "before":
            return queryset.filter(valid__startswith__gt=today)
        return queryset
