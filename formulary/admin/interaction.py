from django.contrib import admin
from django.db.models import Q
from unfold.contrib.filters.admin import AllValuesCheckboxFilter, ChoicesDropdownFilter
from unfold.decorators import display

from formulary.desk.forms import CuratedForm
from formulary.desk.pages import CuratedAdmin
from formulary.desk.search import matching_ingredients
from formulary.models import Interaction
from formulary.vocabulary import Rating


class InteractionForm(CuratedForm):
    """Refuses a second record of a pair, in whichever order it names the two."""

    def clean(self):
        cleaned = super().clean()
        a, b = self.cleaned_data.get("a"), self.cleaned_data.get("b")
        factor = self.cleaned_data.get("factor", "")
        if a and (b or factor) and self.has_new("a", "b", "factor"):
            same = Q(a=a, b=b) | Q(a=b, b=a) if b else Q(a=a, b=None, factor=factor)
            self.refuse_if_any(
                "b" if b else "factor", self.others().filter(same), "{} is on record already."
            )
        return cleaned


@admin.register(Interaction)
class InteractionAdmin(CuratedAdmin):
    form = InteractionForm
    fixed = ()
    list_display = ("pair", "verdict", "mechanism", "effect", "confidence")
    list_select_related = ("a", "b")
    list_filter = (
        ("rating", ChoicesDropdownFilter),
        ("mechanism", AllValuesCheckboxFilter),
    )
    search_fields = ("factor", "effect")
    search_help_text = "Any name of either ingredient, the factor or the effect"
    autocomplete_fields = ("a", "b")
    fieldsets = (
        ("What meets what", {"fields": ("a", "b", "factor")}),
        ("What happens", {"fields": (("rating", "mechanism"), "effect")}),
        ("How we know", {"fields": ("source", "confidence")}),
    )

    @display(description="pair", ordering="a__preferred_name")
    def pair(self, interaction):
        return f"{interaction.a} with {interaction.b or interaction.factor}"

    @display(
        description="rating",
        ordering="rating",
        label={
            Rating.INCOMPATIBLE.value: "danger",
            Rating.CAUTION.value: "warning",
            Rating.COMPATIBLE.value: "success",
        },
    )
    def verdict(self, interaction):
        return interaction.rating, interaction.get_rating_display()

    def matching(self, text):
        ingredients = matching_ingredients(text).values("pk")
        words = Q(factor__icontains=text.strip()) | Q(effect__icontains=text.strip())
        return Interaction.objects.filter(words | Q(a__in=ingredients) | Q(b__in=ingredients))
