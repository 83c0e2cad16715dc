from django.contrib import admin
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from formulary.desk.forms import CuratedForm
from formulary.desk.pages import CuratedAdmin
from formulary.desk.parts import PartsInline
from formulary.models import IngredientClass, IngredientClassMember


class IngredientClassForm(CuratedForm):
    once = ("slug", "name")


class MemberInline(PartsInline):
    model = IngredientClassMember
    fields = ("ingredient", "position")
    autocomplete_fields = ("ingredient",)
    select_related = ("ingredient", "ingredient_class")
    verbose_name = "member"
    verbose_name_plural = "members"


@admin.register(IngredientClass)
class IngredientClassAdmin(CuratedAdmin):
    form = IngredientClassForm
    inlines = (MemberInline,)
    list_display = ("name", "slug", "reach", "regulatory_class")
    list_filter = (
        ("reach", ChoicesDropdownFilter),
        ("regulatory_class", ChoicesDropdownFilter),
    )
    search_fields = ("name", "slug", "definition")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", "slug", "definition")}),
        ("Whom it reaches", {"fields": ("reach", "regulatory_class")}),
    )
