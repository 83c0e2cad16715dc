from django.contrib import admin
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.forms import RangeWidget
from django.db.backends.postgresql.psycopg_any import DateRange
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.widgets import UnfoldAdminSingleDateWidget

from formulary.desk.forms import CuratedForm
from formulary.desk.pages import CuratedAdmin
from formulary.desk.parts import PartForm, PartFormSet, PartsInline
from registry.models import Jurisdiction, Membership
from registry.vocabulary import JurisdictionKind


class JurisdictionForm(CuratedForm):
    once = ("code", "name")

    def clean_code(self):
        return self.cleaned_data["code"].upper()

    def clean_part_of(self):
        country = self.cleaned_data["part_of"]
        is_subdivision = self.cleaned_data.get("kind") == JurisdictionKind.SUBDIVISION
        if is_subdivision and country is None:
            self.add_error("part_of", "A subdivision names its country.")
        if country and not is_subdivision:
            self.add_error("part_of", "Only a subdivision is part of a country here.")
        return country


class MembershipForm(PartForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "valid" in self.fields:
            self.fields["valid"].required = False  # neither end may be known

    def clean_valid(self):
        return self.cleaned_data["valid"] or DateRange(None, None)

    def clean_union(self):
        union = self.cleaned_data["union"]
        if union.kind != JurisdictionKind.UNION:
            self.add_error("union", f"{union} is not a union.")
        return union


class MembershipFormSet(PartFormSet):
    def clean(self):
        """Two rows of one page may overlap with each other before either is stored."""
        super().clean()
        seen = []
        for form in self.forms:
            union, days = form.cleaned_data.get("union"), form.cleaned_data.get("valid")
            if union is None or days is None or form.cleaned_data.get("DELETE"):
                continue
            if any(union == other and _overlap(days, others) for other, others in seen):
                form.add_error("valid", f"These days overlap another membership of {union}.")
            seen.append((union, days))


def _overlap(one, other) -> bool:
    begins_first, begins_last = sorted(
        (one, other), key=lambda days: (days.lower is not None, days.lower)
    )
    return (
        begins_last.lower is None
        or begins_first.upper is None
        or begins_last.lower < begins_first.upper
    )


class MembershipInline(PartsInline):
    model = Membership
    form = MembershipForm
    formset = MembershipFormSet
    fk_name = "member"
    fields = ("union", "valid", "position")
    autocomplete_fields = ("union",)
    select_related = ("union", "member")
    verbose_name = "membership"
    verbose_name_plural = "unions it belongs or belonged to"
    formfield_overrides = {
        **PartsInline.formfield_overrides,
        DateRangeField: {"widget": RangeWidget(UnfoldAdminSingleDateWidget())},
    }


@admin.register(Jurisdiction)
class JurisdictionAdmin(CuratedAdmin):
    form = JurisdictionForm
    fixed = ("code",)
    inlines = (MembershipInline,)
    list_display = ("name", "code", "kind", "part_of")
    list_select_related = ("part_of",)
    list_filter = (("kind", ChoicesDropdownFilter),)
    search_fields = ("name", "code__istartswith")
    search_help_text = "Name or code"
    autocomplete_fields = ("part_of",)
    fieldsets = (
        (None, {"fields": (("code", "name"), ("kind", "part_of"))}),
        ("How we know", {"fields": ("note", "source")}),
    )
