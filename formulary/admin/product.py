from django.contrib import admin
from unfold.contrib.filters.admin import (
    AllValuesCheckboxFilter,
    BooleanRadioFilter,
    ChoicesDropdownFilter,
)
from unfold.decorators import display

from formulary.desk.forms import CuratedForm
from formulary.desk.pages import CuratedAdmin
from formulary.desk.parts import PartForm, PartsInline
from formulary.desk.search import matching_products
from formulary.models import Product, ProductLine
from formulary.rules.names import normalise


class ProductForm(CuratedForm):
    """Refuses a second product of one name, holder and country."""

    once = ("slug",)

    def clean(self):
        cleaned = super().clean()
        name = normalise(self.cleaned_data.get("name", ""))
        if "name" in self.cleaned_data and not name:
            self.add_error("name", "A name needs at least one letter or digit.")
        elif name and self.has_new("name", "holder", "country"):
            same = self.others().filter(
                normalised=name,
                holder__iexact=self.cleaned_data.get("holder", ""),
                country=self.cleaned_data.get("country", ""),
            )
            self.refuse_if_any(
                "name", same, "{} has this name, holder and country: is it the same product?"
            )
        return cleaned

    def clean_country(self):
        return self.cleaned_data["country"].upper()


class ProductLineForm(PartForm):
    class Meta:
        labels = {
            "strength": "as printed",
            "strength_value": "value",
            "strength_unit": "unit (UCUM)",
            "per_value": "per",
            "per_unit": "unit (UCUM)",
        }

    def clean(self):
        """Says beside the fields what the constraints would say above the table."""
        cleaned = super().clean()
        self._both_or_neither("strength_value", "strength_unit")
        self._both_or_neither("per_value", "per_unit")
        if self.cleaned_data.get("per_value") and not self.cleaned_data.get("strength_value"):
            self.add_error("strength_value", "Per what is known: give the strength as well.")
        return cleaned

    def _both_or_neither(self, number, unit):
        if {number, unit} & set(self.errors):
            return
        if (self.cleaned_data.get(number) is None) != (not self.cleaned_data.get(unit)):
            self.add_error(number, "Give the number and its unit, or neither.")


class ProductLineInline(PartsInline):
    model = ProductLine
    form = ProductLineForm
    fields = (
        "ingredient",
        "role",
        "strength",
        "strength_value",
        "strength_unit",
        "per_value",
        "per_unit",
        "position",
    )
    autocomplete_fields = ("ingredient",)
    select_related = ("ingredient",)
    verbose_name = "line"
    verbose_name_plural = "lines"


@admin.register(Product)
class ProductAdmin(CuratedAdmin):
    form = ProductForm
    inlines = (ProductLineInline,)
    list_display = ("name", "in_law", "country", "holder", "dose_form", "is_verified")
    list_filter = (
        ("regulatory_class", ChoicesDropdownFilter),
        ("country", AllValuesCheckboxFilter),
        ("is_verified", BooleanRadioFilter),
    )
    search_fields = ("normalised", "slug", "holder")
    search_help_text = "Name, brand, holder, or any name of an ingredient in it"
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", "slug", ("regulatory_class", "country"))}),
        ("As sold", {"fields": (("holder", "dose_form"), "label_text")}),
        ("How we know", {"fields": ("source", ("is_verified", "has_other_actives"))}),
    )

    @display(description="regulatory class", ordering="regulatory_class", label=True)
    def in_law(self, product):
        return product.get_regulatory_class_display() or None

    def matching(self, text):
        return matching_products(text)
