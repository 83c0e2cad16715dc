from django.contrib import admin
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from formulary.desk.forms import CuratedForm
from formulary.desk.pages import CuratedAdmin
from registry.models import Authority


class AuthorityForm(CuratedForm):
    once = ("slug", "name")


@admin.register(Authority)
class AuthorityAdmin(CuratedAdmin):
    form = AuthorityForm
    list_display = ("name", "abbreviation", "jurisdiction", "register_name", "confidence")
    list_select_related = ("jurisdiction",)
    list_filter = (("jurisdiction", AutocompleteSelectFilter),)
    search_fields = (
        "name",
        "abbreviation",
        "slug",
        "register_name",
        "jurisdiction__code__iexact",
        "jurisdiction__name",
    )
    search_help_text = "Name, abbreviation, register or country"
    autocomplete_fields = ("jurisdiction",)
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": (("name", "abbreviation"), "slug", "jurisdiction", "website")}),
        ("Its register", {"fields": (("register_name", "register_url"), "open_data")}),
        ("How we know", {"fields": ("confidence",)}),
    )
