from django.contrib import admin
from django.db.models import OuterRef, Q, Subquery
from django.http import Http404
from django.shortcuts import redirect
from unfold.admin import TabularInline
from unfold.decorators import action, display

from formulary.actions.cocktails import draft_version
from formulary.desk.confirmation import confirmed
from formulary.desk.forms import CuratedForm
from formulary.desk.links import change_url, link
from formulary.desk.pages import CuratedAdmin
from formulary.desk.search import matching_ingredients
from formulary.models import Cocktail, CocktailVersion

NEWEST = CocktailVersion.objects.filter(cocktail=OuterRef("pk")).order_by("-version")


class CocktailForm(CuratedForm):
    once = ("slug",)


class VersionsInline(TabularInline):
    """The versions of a cocktail, each with a link to its own page, where it is edited."""

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
    form = CocktailForm
    list_display = ("newest_name", "slug", "newest_version", "state")
    search_fields = ("slug", "versions__name")
    search_help_text = "Name, slug, or any name of an ingredient in it"
    actions_detail = ("new_version",)

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

    @display(description="state", label={"published": "success", "draft": "warning"})
    def state(self, cocktail):
        return ("published", "Published") if cocktail.its_published_at else ("draft", "Draft")

    def matching(self, text):
        named = Q(slug__icontains=text.strip()) | Q(versions__name__icontains=text.strip())
        holding = Q(versions__lines__ingredient__in=matching_ingredients(text).values("pk"))
        return Cocktail.objects.filter(named | holding)

    def has_new_version_permission(self, request, obj=None):
        return request.user.has_perm("formulary.add_cocktailversion")

    @action(
        description="New version",
        url_path="new-version",
        permissions=["new_version"],
        icon="add",
    )
    def new_version(self, request, object_id):
        cocktail = self.get_object(request, object_id)
        if cocktail is None:
            raise Http404
        return confirmed(
            self,
            request,
            cocktail,
            question="This makes a draft that begins as a copy of the newest version.",
            button="Make a new version",
            act=lambda: draft_version(cocktail=cocktail),
            done="{} is a draft: edit it, then publish it.",
        )

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change:
            draft_version(cocktail=obj)

    def response_add(self, request, obj, post_url_continue=None):
        """Go on to the first version, where the name and the lines are written."""
        return redirect(change_url(obj.versions.get()))
