"""The desk's front page: what there is, what needs a pharmacist. Settings name `dashboard`."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max, Q
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone

from formulary.desk.links import list_url
from formulary.models import Ingredient, Product
from registry.models import Approval, Edition, SecurityEvent, User
from registry.vocabulary import GENERAL_KNOWLEDGE


@dataclass(frozen=True, slots=True)
class Tile:
    """A count that leads to its list."""

    title: str
    count: int
    address: str


def icon(request: HttpRequest) -> str:
    """The address of the icon that a browser's tab shows."""
    return static("registry/admin/icon.svg")


def dashboard(request: HttpRequest, context: dict) -> dict:
    """Add the tiles that this person may follow: one query for each table."""
    may = request.user.has_perm
    context["holdings"] = context["to_do"] = ()
    if may("registry.view_approval") and may("formulary.view_ingredient"):
        approvals = _approvals()
        context["holdings"] = [
            Tile("Ingredients", Ingredient.objects.count(), list_url(Ingredient)),
            Tile("Products", Product.objects.count(), list_url(Product)),
            Tile("Approvals", approvals["live"], list_url(Approval)),
            Tile("Edition in force", _newest_edition(), list_url(Edition)),
        ]
        context["to_do"] = _to_do(approvals)
    elif may("registry.view_securityevent"):
        context["holdings"] = _people()
    return context


def _people() -> list[Tile]:
    """What an operator looks after."""
    lately = SecurityEvent.objects.since(timezone.now() - dt.timedelta(days=1))
    found = lately.aggregate(
        failures=Count("pk", filter=Q(kind__in=SecurityEvent.FAILURES)),
        lockouts=Count("pk", filter=Q(kind=SecurityEvent.Kind.LOCKED_OUT)),
    )
    log = list_url(SecurityEvent)
    return [
        Tile("Accounts", User.objects.filter(is_staff=True).count(), list_url(User)),
        Tile("Failed log-ins since yesterday", found["failures"], f"{log}?what=failures"),
        Tile("Lockouts since yesterday", found["lockouts"], f"{log}?what=lockouts"),
    ]


def _approvals() -> dict[str, int]:
    return Approval.objects.live().aggregate(
        live=Count("pk"),
        unproven=Count("pk", filter=Q(confidence=GENERAL_KNOWLEDGE)),
        disputed=Count("pk", filter=Q(is_disputed=True)),
        overdue=Count("pk", filter=Q(review_due_on__lte=timezone.localdate())),
    )


def _to_do(approvals: dict[str, int]) -> list[Tile]:
    unverified = Product.objects.filter(is_verified=False).count()
    return [
        Tile(
            "Approvals due for review", approvals["overdue"], list_url(Approval, "attention=review")
        ),
        Tile(
            "Approvals on general knowledge",
            approvals["unproven"],
            list_url(Approval, "attention=unproven"),
        ),
        Tile("Disputed approvals", approvals["disputed"], list_url(Approval, "attention=disputed")),
        Tile(
            "Products never seen in a source", unverified, list_url(Product, "is_verified__exact=0")
        ),
    ]


def _newest_edition() -> int:
    return Edition.objects.sealed().aggregate(number=Max("number"))["number"] or 0
