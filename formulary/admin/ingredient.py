from django import forms
from django.contrib import admin
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter
from unfold.decorators import display

from formulary.actions.ingredients import keep_preferred_name
from formulary.desk.forms import CuratedForm
from formulary.desk.links import refusal
from formulary.desk.pages import CuratedAdmin
from formulary.desk.search import matching_ingredients
from formulary.models import Ingredient
from formulary.rules import identifiers
from formulary.rules.names import normalise

from .ingredient_name import IngredientNameInline, named_otherwise


class IngredientForm(CuratedForm):
    """Refuses a name or identifier that another ingredient has, and a form of a form."""

    once = ("slug", "unii", "cas", "pubchem_cid")

    def clean_unii(self):
        return _canonical(identifiers.clean_unii, self.cleaned_data["unii"])

    def clean_cas(self):
        return _canonical(identifiers.clean_cas, self.cleaned_data["cas"])

    def clean_preferred_name(self):
        name = self.cleaned_data["preferred_name"]
        if not normalise(name):
            raise forms.ValidationError("A name needs at least one letter or digit.")
        if self.has_new("preferred_name") and (
            other := named_otherwise(name, than=self.instance.pk)
        ):
            raise refusal("{} has this name already.", other)
        return name

    def clean_form_of(self):
        base = self.cleaned_data["form_of"]
        if base is None:
            return None
        if base.pk == self.instance.pk:
            raise forms.ValidationError("An ingredient is not a form of itself.")
        if base.form_of:
            raise refusal("{} is itself a form of {}: name that one.", base, base.form_of)
        if self.instance.pk and (form := self.instance.forms.first()):
            raise refusal(
                "{} is a form of this ingredient, so this is a base: leave it empty.", form
            )
        return base


def _canonical(clean, text):
    try:
        return clean(text) if text else ""
    except ValueError as error:
        raise forms.ValidationError(str(error)) from error


@admin.register(Ingredient)
class IngredientAdmin(CuratedAdmin):
    form = IngredientForm
    inlines = (IngredientNameInline,)
    list_display = ("preferred_name", "kind", "form_of", "unii", "cas", "atc", "is_verified")
    list_select_related = ("form_of",)
    list_filter = (
        ("category", ChoicesDropdownFilter),
        ("is_verified", BooleanRadioFilter),
        ("form_of", admin.EmptyFieldListFilter),
    )
    search_fields = ("names__normalised", "unii", "cas", "atc_codes")
    search_help_text = "Any name in any language, UNII, CAS number or ATC code"
    autocomplete_fields = ("form_of",)
    prepopulated_fields = {"slug": ("preferred_name",)}
    fieldsets = (
        (None, {"fields": ("preferred_name", "slug", "category", "form_of")}),
        (
            "Identifiers",
            {"fields": (("unii", "cas"), ("pubchem_cid", "molecular_formula"), "atc_codes")},
        ),
        ("In the clinic", {"fields": ("mechanism", "caution", "eu_cosmetics_annex")}),
        ("How we know", {"fields": ("source", "is_verified")}),
    )

    @display(description="category", ordering="category", label=True)
    def kind(self, ingredient):
        return ingredient.get_category_display()

    @display(description="ATC")
    def atc(self, ingredient):
        return ", ".join(ingredient.atc_codes)

    def matching(self, text):
        return matching_ingredients(text)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        keep_preferred_name(ingredient=form.instance)
