"""Copies of registers with their plans, and what registers say: only read here."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from unfold.contrib.filters.admin import (
    AllValuesCheckboxFilter,
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
)
from unfold.decorators import display

from formulary.desk.links import link, list_url
from formulary.desk.pages import ReadOnlyAdmin
from formulary.rules.names import normalise
from registry.actions.register_runs import obstacle
from registry.models import RegisterCopy, RegisterEntry, RegisterRow
from registry.registers.report import change_in_words
from registry.vocabulary import RowOutcome

BREAK = mark_safe("<br>")


@admin.register(RegisterCopy)
class RegisterCopyAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "title", "how_far", "read_at", "reader", "edition")
    list_select_related = ("read_by", "edition")
    list_filter = (("register", AllValuesCheckboxFilter), ("state", ChoicesDropdownFilter))
    date_hierarchy = "read_at"
    search_fields = ("register", "title", "sha256")
    search_help_text = "Register, title or SHA-256"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("title", "publisher"),
                    ("published_on", "how_far"),
                    "refusal",
                    "run",
                    "earlier_plans",
                    "next_step",
                )
            },
        ),
        ("The plan", {"fields": ("plan", "routes_unknown")}),
        ("Read", {"fields": (("read_at", "reader"), "sha256", "files", ("base", "follows"))}),
        (
            "Applied",
            {"fields": (("applied_at", "applied_by"), ("edition", "document"), "override_reason")},
        ),
    )
    readonly_fields = (
        "how_far",
        "reader",
        "plan",
        "routes_unknown",
        "run",
        "earlier_plans",
        "next_step",
    )

    @display(description="state", ordering="state", label=True)
    def how_far(self, copy):
        return copy.get_state_display()

    @display(description="read by", ordering="read_by__username")
    def reader(self, copy):
        return str(copy.read_by)

    @display(description="import")
    def run(self, copy):
        run = copy.runs.first()
        return link(run) if run else None

    @display(description="takes the place of")
    def earlier_plans(self, copy):
        rows = (
            (link(change_set), change_set.get_state_display()) for change_set in copy.replaces.all()
        )
        return format_html_join(BREAK, "{} ({})", rows) or None

    @display(description="what can be done with it")
    def next_step(self, copy):
        """To its page for applying it, or why it cannot be applied."""
        if why_not := obstacle(copy):
            return why_not
        address = reverse("admin:registry_registerrun_propose", args=[copy.pk])
        return format_html(
            '<a href="{}" class="text-link underline">Propose this plan</a>, if you are a curator',
            address,
        )

    @display(description="rows by outcome")
    def plan(self, copy):
        """The counts, each with a link to its rows. What did not change is only counted."""
        return format_html_join(
            BREAK,
            '<a href="{}" class="text-link underline">{}</a>: {}',
            (
                (
                    list_url(RegisterRow, f"copy__id__exact={copy.pk}&outcome__exact={word.value}"),
                    word.label,
                    copy.counts.get(word.value, 0),
                )
                for word in RowOutcome
            ),
        )

    @display(description="routes that are not known here")
    def routes_unknown(self, copy):
        return ", ".join(f"{word} ({count})" for word, count in copy.unknown_routes.items()) or None


@admin.register(RegisterRow)
class RegisterRowAdmin(ReadOnlyAdmin):
    list_display = ("number", "name", "result", "what_changes", "reason", "place")
    list_select_related = ("copy",)
    list_filter = (
        ("copy", AutocompleteSelectFilter),
        ("outcome", ChoicesDropdownFilter),
        ("step", ChoicesDropdownFilter),
    )
    search_fields = ("number", "name", "holder")
    search_help_text = "Number, product or holder"
    fields = (
        ("copy", "place"),
        ("number", "name"),
        ("result", "step"),
        "reason",
        "what_changes",
        ("holder", "dose_form"),
        ("pathway", "effect", "lifecycle"),
        ("route_scope", "routes", "unknown_routes"),
        ("valid_from", "valid_to", "valid_to_kind"),
        "contents",
        "remark",
        "approval",
        "product",
    )
    readonly_fields = ("result", "what_changes", "place", "contents")

    @display(description="outcome", ordering="outcome", label=True)
    def result(self, row):
        return row.get_outcome_display()

    @display(description="changes")
    def what_changes(self, row):
        words = (change_in_words(field, change) for field, change in sorted(row.changes.items()))
        return format_html_join(BREAK, "{}", ((word,) for word in words)) or None

    @display(description="place")
    def place(self, row):
        return f"{row.file}:{row.line}" if row.file else None

    @display(description="substances")
    def contents(self, row):
        return _contents(row)


@admin.register(RegisterEntry)
class RegisterEntryAdmin(ReadOnlyAdmin):
    list_display = ("number", "name", "register", "holder", "standing", "lifecycle", "gone_in")
    list_select_related = ("gone_in",)
    list_filter = (("register", AllValuesCheckboxFilter), ("state", ChoicesDropdownFilter))
    search_fields = ("number", "name", "holder")
    search_help_text = "Number, product, holder, or the whole name of a substance"
    fields = (
        ("register", "number", "name"),
        ("standing", "made"),
        ("holder", "dose_form"),
        ("pathway", "effect", "lifecycle"),
        ("route_scope", "routes", "unknown_routes"),
        ("valid_from", "valid_to", "valid_to_kind"),
        "contents",
        "remark",
        ("first_seen", "read_in", "gone_in"),
    )
    readonly_fields = ("standing", "made", "contents")

    def get_search_results(self, request, queryset, search_term):
        """By number, product and holder, or by the whole name of a substance, which an index finds."""
        found, duplicates = super().get_search_results(request, queryset, search_term)
        if name := normalise(search_term):
            found = found | queryset.filter(names__contains=[name])
        return found, duplicates

    @display(description="state", ordering="state", label=True)
    def standing(self, entry):
        return entry.get_state_display()

    @display(description="product here")
    def made(self, entry):
        return link(entry.product) if entry.product else None

    @display(description="substances")
    def contents(self, entry):
        return _contents(entry)


def _contents(content):
    """As printed, with strengths; what is not an active substance says so."""
    return (
        format_html_join(
            BREAK,
            "{} {} {}",
            (
                (
                    each["name"],
                    each["strength"],
                    "" if each["role"] == "active" else f"({each['role']})",
                )
                for each in content.substances
            ),
        )
        or None
    )
