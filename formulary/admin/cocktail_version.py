from django.contrib import admin
from django.db.models import Q
from django.http import Http404
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import action, display

from formulary.actions.cocktails import publish_version
from formulary.desk.confirmation import confirmed
from formulary.desk.forms import CuratedForm
from formulary.desk.pages import CuratedAdmin
from formulary.desk.parts import PartForm, PartsInline
from formulary.desk.search import matching_ingredients, matching_products
from formulary.models import CocktailLine, CocktailVersion


def is_published(version) -> bool:
    """Whether a version never changes again. No version (a new page) is not published."""
    return isinstance(version, CocktailVersion) and version.published_at is not None


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


class CocktailLineInline(PartsInline):
    model = CocktailLine
    form = CocktailLineForm
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

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not is_published(obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not is_published(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not is_published(obj)


@admin.register(CocktailVersion)
class CocktailVersionAdmin(CuratedAdmin):
    """Versions are made from their cocktail (“New version”), edited as drafts, then published."""

    form = CuratedForm
    inlines = (CocktailLineInline,)
    fixed = ()
    list_display = ("name", "version", "cocktail", "state", "published_at")
    list_select_related = ("cocktail",)
    list_filter = (
        ("published_at", admin.EmptyFieldListFilter),
        ("cocktail", AutocompleteSelectFilter),
    )
    date_hierarchy = "published_at"
    search_fields = ("name", "cocktail__slug", "description")
    search_help_text = "Name, or any name of an ingredient or product in it"
    readonly_fields = ("cocktail", "version", "published_at")
    fieldsets = (
        (None, {"fields": (("cocktail", "version", "published_at"), "name", "description")}),
        ("How we know", {"fields": ("source",)}),
    )
    actions_detail = ("publish",)

    @display(description="state", label={"published": "success", "draft": "warning"})
    def state(self, version):
        return ("published", "Published") if version.published_at else ("draft", "Draft")

    def matching(self, text):
        named = Q(name__icontains=text.strip()) | Q(cocktail__slug__icontains=text.strip())
        by_ingredient = Q(lines__ingredient__in=matching_ingredients(text).values("pk"))
        by_product = Q(lines__product__in=matching_products(text).values("pk"))
        return CocktailVersion.objects.filter(named | by_ingredient | by_product)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not is_published(obj)

    def has_publish_permission(self, request, obj=None):
        return request.user.has_perm("formulary.change_cocktailversion")

    def get_actions_detail(self, request, object_id):
        """The button is on drafts only; pressed on an old page, the action says why it refuses."""
        version = self.get_object(request, object_id)
        is_draft = version is not None and version.published_at is None
        return super().get_actions_detail(request, object_id) if is_draft else []

    @action(
        description="Publish this version",
        permissions=["publish"],
        icon="publish",
    )
    def publish(self, request, object_id):
        version = self.get_object(request, object_id)
        if version is None:
            raise Http404
        return confirmed(
            self,
            request,
            version,
            question="Once published, neither this version nor its lines can ever be changed.",
            button="Publish",
            act=lambda: publish_version(version=version),
            done="{} is published.",
        )
