from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display

from formulary import names
from formulary.desk.confirmation import confirmed
from formulary.desk.forms import CuratedForm
from formulary.desk.links import change_url, list_url
from formulary.desk.pages import CuratedAdmin
from formulary.models import Ingredient
from formulary.names import Asked
from registry.actions.substance_names import decide_name, decide_outside, reopen_name
from registry.models import RegisterEntry, SubstanceName
from registry.vocabulary import NameDecision

BREAK = mark_safe("<br>")


class SubstanceNameForm(CuratedForm):
    """What the name means: an ingredient, or a substance outside the formulary."""

    def clean(self):
        cleaned = super().clean()
        is_ingredient = self.cleaned_data.get("decision") == NameDecision.INGREDIENT
        if is_ingredient and not self.cleaned_data.get("ingredient"):
            self.add_error("ingredient", "Name the ingredient.")
        if not is_ingredient and self.cleaned_data.get("ingredient"):
            self.add_error("decision", "Choose “An ingredient”, or leave the ingredient empty.")
        return cleaned

    def _post_clean(self):
        """The model's own constraints ask by whom and when, which the action writes."""
        self._validate_constraints = False
        super()._post_clean()


@admin.register(SubstanceName)
class SubstanceNameAdmin(CuratedAdmin):
    """The queue: the names that block most products first."""

    form = SubstanceNameForm
    fixed = ()
    list_display = ("printed", "blocks", "products", "meaning", "ingredient", "met_in")
    list_select_related = ("ingredient",)
    list_filter = (("decision", ChoicesDropdownFilter),)
    search_fields = ("printed", "normalised")
    search_help_text = "Name, as printed or folded"
    autocomplete_fields = ("ingredient",)
    actions = ("outside_the_formulary",)
    fieldsets = (
        (None, {"fields": ("printed", ("blocks", "products", "met_in"), "is_ambiguous")}),
        ("What it may be", {"fields": ("candidates", "entries")}),
        ("What it is", {"fields": (("decision", "ingredient"), ("decided_by", "decided_at"))}),
    )
    readonly_fields = (
        "printed",
        "blocks",
        "products",
        "met_in",
        "is_ambiguous",
        "candidates",
        "entries",
        "decided_by",
        "decided_at",
    )

    def has_add_permission(self, request):
        return False

    @display(description="decision", ordering="decision", label=True)
    def meaning(self, name):
        return name.get_decision_display()

    @display(description="registers")
    def met_in(self, name):
        return ", ".join(sorted(name.counts)) or None

    @display(description="nearest ingredients")
    def candidates(self, name):
        """Each a button that takes it, after asking."""
        found = names.resolve([Asked("ingredient", name.normalised)])[0]
        near = [found.match] if found.match else found.candidates
        return (
            format_html_join(
                BREAK,
                '<a href="{}" class="text-link underline">{}</a> {}',
                (
                    (
                        f"{change_url(name).removesuffix('change/')}is/{match.slug}/",
                        match.name,
                        match.slug,
                    )
                    for match in near
                    if match.kind == "ingredient"
                ),
            )
            or "nothing like it"
        )

    @display(description="products that name it")
    def entries(self, name):
        address = list_url(RegisterEntry, f"q={name.normalised.replace(' ', '+')}")
        return format_html('<a href="{}" class="text-link underline">in the registers</a>', address)

    def get_urls(self):
        take = self.admin_site.admin_view(self.take_candidate)
        one = path("<int:pk>/is/<slug:slug>/", take, name="registry_substancename_is")
        return [one, *super().get_urls()]

    def take_candidate(self, request, pk, slug):
        """The name is this ingredient."""
        name = get_object_or_404(SubstanceName, pk=pk)
        ingredient = get_object_or_404(Ingredient, slug=slug)
        if not self.has_change_permission(request, name):
            messages.error(request, "You may look at names, not decide them.")
            return redirect(list_url(SubstanceName))
        return confirmed(
            self,
            request,
            name,
            question=f"Is “{name.printed}” in a register the ingredient {ingredient.preferred_name}?",
            button="It is this ingredient",
            act=lambda: decide_name(name=name, by=request.user, ingredient=ingredient),
            done="“{}” is decided. The next import of its registers makes use of it.",
        )

    def save_model(self, request, name, form, change):
        if not form.changed_data:
            return
        if name.decision == NameDecision.UNDECIDED:
            reopen_name(name=name)
        else:
            decide_name(name=name, by=request.user, ingredient=name.ingredient)

    @action(description="Outside the formulary", permissions=["change"])
    def outside_the_formulary(self, request, queryset):
        count = decide_outside(names=queryset, by=request.user)
        names = "1 name is" if count == 1 else f"{count} names are"
        messages.success(request, f"{names} decided: outside the formulary.")
