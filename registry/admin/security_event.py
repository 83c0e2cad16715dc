import datetime as dt

from django.contrib import admin
from django.utils import timezone
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateTimeFilter
from unfold.decorators import display

from formulary.desk.pages import ReadOnlyAdmin
from registry.models import SecurityEvent

Kind = SecurityEvent.Kind
COLOURS = {
    **dict.fromkeys(Kind, "primary"),
    Kind.LOGGED_IN: "success",
    Kind.LOCKED_OUT: "danger",
    Kind.SECOND_FACTOR_REMOVED: "warning",
    **dict.fromkeys(SecurityEvent.FAILURES, "warning"),
}


class Alarming(admin.SimpleListFilter):
    """What the tiles of the front page count."""

    title = "what went wrong"
    parameter_name = "what"

    def lookups(self, request, model_admin):
        return (("failures", "Failures since yesterday"), ("lockouts", "Lockouts since yesterday"))

    def queryset(self, request, queryset):
        kinds = {"failures": SecurityEvent.FAILURES, "lockouts": (Kind.LOCKED_OUT,)}.get(
            self.value()
        )
        if kinds is None:
            return queryset
        yesterday = timezone.now() - dt.timedelta(days=1)
        return queryset.since(yesterday).filter(kind__in=kinds)


@admin.register(SecurityEvent)
class SecurityEventAdmin(ReadOnlyAdmin):
    """The security log: read by operators, changed by nobody."""

    list_display = ("at", "what", "account", "doer", "address", "detail")
    list_select_related = ("user", "by")
    list_filter = (Alarming, ("kind", ChoicesDropdownFilter), ("at", RangeDateTimeFilter))
    search_fields = ("user__username", "address", "detail")
    search_help_text = "Account, address or detail"
    fields = ("at", "kind", "user", "by", "address", "browser", "detail")

    @display(description="event", ordering="kind", label={str(k): v for k, v in COLOURS.items()})
    def what(self, event):
        return event.kind, event.get_kind_display()

    @display(description="account", ordering="user__username")
    def account(self, event):
        return event.user.username if event.user else "nobody’s name"

    @display(description="by", ordering="by__username")
    def doer(self, event):
        return event.by.username if event.by else None
