from django.contrib import admin
from unfold.contrib.filters.admin import BooleanRadioFilter

from formulary.desk.forms import CuratedForm
from formulary.desk.pages import CuratedAdmin
from formulary.models import Route


class RouteForm(CuratedForm):
    once = ("code", "name")


@admin.register(Route)
class RouteAdmin(CuratedAdmin):
    form = RouteForm
    fixed = ("code",)
    list_display = ("name", "code", "is_parenteral", "parent", "edqm", "fda_ncit", "snomed")
    list_select_related = ("parent",)
    list_filter = (("is_parenteral", BooleanRadioFilter),)
    search_fields = ("name", "code", "edqm", "fda_ncit", "snomed", "ema_rms")
    search_help_text = "Name or any standard code"
    autocomplete_fields = ("parent",)
    prepopulated_fields = {"code": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", "code", "is_parenteral", "parent", "note")}),
        ("Standard codes", {"fields": (("edqm", "ema_rms"), ("fda_ncit", "snomed"))}),
    )
