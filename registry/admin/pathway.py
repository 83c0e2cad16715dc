from django.contrib import admin
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    BooleanRadioFilter,
    ChoicesDropdownFilter,
)

from formulary.desk.forms import CuratedForm
from formulary.desk.pages import CuratedAdmin
from registry.models import Pathway


class PathwayForm(CuratedForm):
    once = ("code", "name")

    def clean_code(self):
        return self.cleaned_data["code"].upper()


@admin.register(Pathway)
class PathwayAdmin(CuratedAdmin):
    form = PathwayForm
    fixed = ("code",)
    list_display = ("code", "name", "regulatory_class", "jurisdiction", "is_union_wide")
    list_select_related = ("jurisdiction",)
    list_filter = (
        ("jurisdiction", AutocompleteSelectFilter),
        ("regulatory_class", ChoicesDropdownFilter),
        ("is_union_wide", BooleanRadioFilter),
    )
    search_fields = ("code", "name", "jurisdiction__name", "jurisdiction__code__iexact")
    search_help_text = "Code, name or country"
    autocomplete_fields = ("jurisdiction",)
    fieldsets = (
        (None, {"fields": (("code", "name"), ("regulatory_class", "jurisdiction"))}),
        ("More", {"fields": ("is_union_wide", "note")}),
    )
