"""The desk's front page: what there is, what waits for a person, what has been assessed. Settings name `dashboard`."""

from dataclasses import dataclass

from django.db.models import Max
from django.http import HttpRequest
from django.templatetags.static import static

from formulary.desk.links import change_url, list_url
from formulary.models import Ingredient, Product
from registry.accounts.origin import user_of
from registry.models import Approval, Coverage, Edition, Jurisdiction, User

from .work import Tile, cards_for


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """How much of one jurisdiction had been assessed when an edition last touched it."""

    name: str
    approvals: Tile
    ingredients: Tile
    products: Tile
    share: float
    edition: Tile


def icon(request: HttpRequest) -> str:
    """The address of the icon that a browser's tab shows."""
    return static("registry/admin/icon.svg")


def stylesheet(request: HttpRequest) -> str:
    """The address of what every page of the desk lacks in the theme's stylesheet."""
    return static("registry/admin/desk.css")


def dashboard(request: HttpRequest, context: dict) -> dict:
    """Add what this person may follow: a query for each table, however much there is."""
    user = user_of(request)
    context["holdings"] = _holdings(user)
    context["cards"] = cards_for(user)
    if user.has_perms(["registry.view_coverage", "registry.view_approval"]):
        known = Ingredient.objects.count()
        context |= {"coverage": _coverage(known), "known": known, "uncovered": _uncovered()}
    return context


def _holdings(user: User) -> list[Tile]:
    holdings = []
    for title, model in (("Ingredients", Ingredient), ("Products", Product), ("Accounts", User)):
        if user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"):
            holdings.append(Tile(title, model._default_manager.count(), list_url(model)))
    if user.has_perm("registry.view_approval"):
        live = Approval.objects.live().count()
        holdings.append(Tile("Approvals", live, list_url(Approval)))
    if user.has_perm("registry.view_edition"):
        number = Edition.objects.sealed().aggregate(number=Max("number"))["number"] or 0
        holdings.append(Tile("Edition in force", number, list_url(Edition)))
    return holdings


def _coverage(known: int) -> list[CoverageRow]:
    """By jurisdiction, what answers of a check say of it; those without a record are counted elsewhere."""
    rows = Coverage.objects.newest().filter(approvals__gt=0)
    rows = rows.select_related("jurisdiction", "edition")
    return sorted((_row(row, known) for row in rows), key=lambda row: row.name)


def _row(counted: Coverage, known: int) -> CoverageRow:
    place, edition = counted.jurisdiction, counted.edition
    assessed = f"assessed={place.code}"
    approvals = list_url(Approval, f"jurisdiction__id__exact={place.pk}")
    return CoverageRow(
        name=place.name,
        approvals=Tile("Records", counted.approvals, approvals),
        ingredients=Tile("Ingredients", counted.ingredients, list_url(Ingredient, assessed)),
        products=Tile("Products", counted.products, list_url(Product, assessed)),
        share=100 * counted.ingredients / known if known else 0,
        edition=Tile("Edition", edition.number, change_url(edition)),
    )


def _uncovered() -> Tile:
    spoken = Approval.objects.live().order_by().values("jurisdiction")
    count = Jurisdiction.objects.exclude(pk__in=spoken).count()
    return Tile("Jurisdictions without a record", count, list_url(Jurisdiction, "records=none"))
