from django.contrib import admin
from unfold.contrib.filters.admin import (
    AllValuesCheckboxFilter,
    AutocompleteSelectFilter,
)
from unfold.decorators import display

from formulary.desk.forms import CuratedForm
from formulary.desk.links import refusal
from formulary.desk.pages import CuratedAdmin
from formulary.models import Protocol

SPANS = ("volume_ml", "depth_mm", "sessions", "interval_days", "visible_growth_days", "cost")
"""Each has a low end `…_min` and a high end `…_max`."""


class ProtocolForm(CuratedForm):
    """Says beside the field what the database would refuse."""

    once = ("slug",)

    def clean(self):
        cleaned = super().clean()
        for span in SPANS:
            low = self.cleaned_data.get(f"{span}_min")
            high = self.cleaned_data.get(f"{span}_max")
            if low is not None and high is not None and low > high:
                self.add_error(f"{span}_max", f"This is below where it begins, {low}.")
        return cleaned

    def clean_currency(self):
        return self.cleaned_data["currency"].upper()

    def clean_doi(self):
        doi = self.cleaned_data["doi"]
        if doi and self.has_new("doi") and (other := self.others().filter(doi=doi).first()):
            raise refusal("{} comes from this paper: add to that one.", other)
        return doi


@admin.register(Protocol)
class ProtocolAdmin(CuratedAdmin):
    form = ProtocolForm
    list_display = ("name", "cocktail", "indication", "sessions", "interval", "cost")
    list_select_related = ("cocktail", "indication")
    list_filter = (
        ("cocktail", AutocompleteSelectFilter),
        ("indication", AutocompleteSelectFilter),
        ("currency", AllValuesCheckboxFilter),
    )
    search_fields = ("name", "slug", "citation", "doi", "pmid", "cocktail__slug")
    search_help_text = "Name, paper, DOI, PubMed id or cocktail"
    autocomplete_fields = ("cocktail", "indication")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", "slug", "cocktail", "indication")}),
        (
            "A session",
            {
                "fields": (
                    ("volume_ml_min", "volume_ml_max"),
                    ("depth_mm_min", "depth_mm_max"),
                    ("needle_gauge", "spacing"),
                )
            },
        ),
        (
            "The course",
            {
                "fields": (
                    ("sessions_min", "sessions_max"),
                    ("interval_days_min", "interval_days_max"),
                    "maintenance",
                )
            },
        ),
        (
            "What comes of it",
            {
                "fields": (
                    "reduced_shedding_days",
                    ("visible_growth_days_min", "visible_growth_days_max"),
                    "outcome",
                )
            },
        ),
        ("What it costs", {"fields": (("cost_min", "cost_max"), "currency")}),
        (
            "How we know",
            {"fields": ("evidence_level", "citation", ("doi", "pmid"), "source", "note")},
        ),
    )

    @display(description="sessions", ordering="sessions_min")
    def sessions(self, protocol):
        return _span(protocol.sessions_min, protocol.sessions_max)

    @display(description="days between", ordering="interval_days_min")
    def interval(self, protocol):
        return _span(protocol.interval_days_min, protocol.interval_days_max)

    @display(description="cost a session", ordering="cost_min")
    def cost(self, protocol):
        return f"{_span(protocol.cost_min, protocol.cost_max)} {protocol.currency}".strip()


def _span(low, high) -> str:
    """“5 to 15”, or the one number that is known."""
    ends = dict.fromkeys(str(end) for end in (low, high) if end is not None)
    return " to ".join(ends)
