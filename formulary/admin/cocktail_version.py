from django import forms
from django.contrib import admin
from django.db.models import Q
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from formulary.actions.cocktails import number_version
from formulary.desk.forms import CuratedForm
from formulary.desk.pages import CuratedAdmin
from formulary.desk.parts import PartForm, PartFormSet, PartsInline
from formulary.desk.search import matching_ingredients, matching_products
from formulary.models import CocktailLine, CocktailVersion
from formulary.models.constraints import slug_validator


class CocktailVersionForm(CuratedForm):
    """A new version says of which cocktail: a known one, or one that begins with it."""

    slug = forms.CharField(
        max_length=100,
        validators=[slug_validator],
        required=False,
        label="cocktail",
        help_text="The slug of a cocktail: of a new one, or of one that gets a new version.",
    )

    def clean_slug(self):
        if self.instance.pk is None and not self.cleaned_data["slug"]:
            raise forms.ValidationError("Name the cocktail.")
        return self.cleaned_data["slug"]


class CocktailLineForm(PartForm):
    """Says beside the fields what the constraints would say above the table."""

    def clean(self):
        cleaned = super().clean()
        if bool(self.cleaned_data.get("ingredient")) == bool(self.cleaned_data.get("product")):
            self.add_error("ingredient", "Name an ingredient or a product, one of the two.")
        amount, unit = self.cleaned_data.get("amount"), self.cleaned_data.get("unit", "")
        if (amount is None) != (not unit) and not {"amount", "unit"} & set(self.errors):
            self.add_error("amount", "Give the amount and its unit, or neither.")
        return cleaned


class CocktailLineFormSet(PartFormSet):
    """A version without lines says nothing."""

    def clean(self):
        super().clean()
        if not any(self.errors) and not self.kept_forms:
            raise forms.ValidationError("Add at least one line.")


class CocktailLineInline(PartsInline):
    model = CocktailLine
    form = CocktailLineForm
    formset = CocktailLineFormSet
    fields = ("ingredient", "product", "amount", "unit", "note", "position")
    autocomplete_fields = ("ingredient", "product")
    select_related = ("ingredient", "product")
    read_fields = ("ingredient", "product", "printed_amount", "note")
    readonly_fields = ("printed_amount",)
    verbose_name = "line"
    verbose_name_plural = "lines"

    @display(description="amount")
    def printed_amount(self, line):
        """With the digits it was printed with: Django would pad it to nine places."""
        return None if line.amount is None else f"{line.amount} {line.unit}"


@admin.register(CocktailVersion)
class CocktailVersionAdmin(CuratedAdmin):
    """A version never changes once it is published: a new one is made instead."""

    form = CocktailVersionForm
    inlines = (CocktailLineInline,)
    fixed = ()
    readonly_fields = ("cocktail", "version", "published_at")
    list_display = ("name", "version", "cocktail", "published_at")
    list_select_related = ("cocktail",)
    list_filter = (("cocktail", AutocompleteSelectFilter),)
    date_hierarchy = "published_at"
    search_fields = ("name", "cocktail__slug", "description")
    search_help_text = "Name, or any name of an ingredient or product in it"

    def get_fieldsets(self, request, obj=None):
        what = self.readonly_fields if obj else "slug"
        return (
            (None, {"fields": (what, "name", "description")}),
            ("How we know", {"fields": ("source",)}),
        )

    def matching(self, text):
        named = Q(name__icontains=text.strip()) | Q(cocktail__slug__icontains=text.strip())
        by_ingredient = Q(lines__ingredient__in=matching_ingredients(text).values("pk"))
        by_product = Q(lines__product__in=matching_products(text).values("pk"))
        return CocktailVersion.objects.filter(named | by_ingredient | by_product)

    def save_model(self, request, obj, form, change):
        if not change:
            number_version(version=obj, slug=form.cleaned_data["slug"])
        super().save_model(request, obj, form, change)
