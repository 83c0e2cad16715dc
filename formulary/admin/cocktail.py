from django.contrib import admin
from django.db.models import OuterRef, Q, Subquery
from unfold.admin import TabularInline
from unfold.decorators import display

from formulary.desk.links import link
from formulary.desk.pages import CuratedAdmin
from formulary.desk.search import matching_ingredients
from formulary.models import Cocktail, CocktailVersion

NEWEST = CocktailVersion.objects.filter(cocktail=OuterRef("pk")).order_by("-version")


class VersionsInline(TabularInline):
    """The versions of a cocktail, each with a link to its own page."""

    model = CocktailVersion
    fields = ("version", "page", "published_at")
    readonly_fields = fields
    ordering = ("-version",)
    extra = 0
    hide_title = True
    verbose_name_plural = "versions"

    @display(description="name")
    def page(self, version):
        return link(version, version.name)

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Cocktail)
class CocktailAdmin(CuratedAdmin):
    list_display = ("newest_name", "slug", "newest_version", "since")
    search_fields = ("slug", "versions__name")
    search_help_text = "Name, slug, or any name of an ingredient in it"

    def get_queryset(self, request):
        newest = {
            f"its_{field}": Subquery(NEWEST.values(field)[:1])
            for field in ("name", "version", "published_at")
        }
        return super().get_queryset(request).annotate(**newest)

    def get_inlines(self, request, obj):
        return (VersionsInline,) if obj else ()

    @display(description="name", ordering="its_name")
    def newest_name(self, cocktail):
        return cocktail.its_name or cocktail.slug

    @display(description="version", ordering="its_version")
    def newest_version(self, cocktail):
        return cocktail.its_version

    @display(description="published", ordering="its_published_at")
    def since(self, cocktail):
        return cocktail.its_published_at

    def matching(self, text):
        named = Q(slug__icontains=text.strip()) | Q(versions__name__icontains=text.strip())
        holding = Q(versions__lines__ingredient__in=matching_ingredients(text).values("pk"))
        return Cocktail.objects.filter(named | holding)

    def has_add_permission(self, request):
        """A cocktail comes with its first version."""
        return False

    def has_change_permission(self, request, obj=None):
        return False
