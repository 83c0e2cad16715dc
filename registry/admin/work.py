"""What waits for a person at the desk, counted: few queries, always the same number, and every count leads to its list."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from formulary.desk.links import list_url
from formulary.models import Product
from registry.models import (
    Approval,
    ChangeSet,
    Pairing,
    RegisterRun,
    SecurityEvent,
    SubstanceName,
    User,
)
from registry.models.register_run import STOPPED
from registry.vocabulary import ChangeSetState, NameDecision, PairingDecision

from .approval_filters import SOON, attention


@dataclass(frozen=True, slots=True)
class Tile:
    """A count that leads to its list."""

    title: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class Card:
    """Tiles that belong together. `done` is said where all of them are nought."""

    title: str
    tiles: tuple[Tile, ...]
    done: str

    @property
    def is_done(self) -> bool:
        return not any(tile.count for tile in self.tiles)


def cards_for(user: User) -> list[Card]:
    """The cards of what this person may open, the most pressing first. Cards without a tile are left out."""
    found = [
        Card("Review", tuple(_review(user)), "Nothing waits for a review."),
        Card("What needs a pharmacist", tuple(_pharmacist(user)), "Nothing needs a look today."),
        Card("Registers", tuple(_registers(user)), "Nothing waits here."),
        Card("People", tuple(_people(user)), "No log-in has failed since yesterday."),
    ]
    return [card for card in found if card.tiles]


def _review(user: User) -> Iterator[Tile]:
    if not user.has_perm("registry.view_changeset"):
        return
    counts = ChangeSet.objects.aggregate(
        waiting=Count("pk", filter=Q(state=ChangeSetState.SUBMITTED)),
        mine=Count("pk", filter=Q(pk__in=ChangeSet.objects.waiting_for(user).values("pk"))),
        proposed=Count(
            "pk", filter=Q(pk__in=ChangeSet.objects.undecided().filter(proposed_by=user).values("pk"))
        ),
    )  # fmt: skip
    if user.has_perm("registry.publish_changeset"):
        yield Tile("You may decide about", counts["mine"], list_url(ChangeSet, "turn=mine"))
    submitted = list_url(ChangeSet, "state__exact=submitted")
    yield Tile("Waiting for review", counts["waiting"], submitted)
    if user.has_perm("registry.add_changeset"):
        proposed = list_url(ChangeSet, "turn=proposed")
        yield Tile("Proposed by you and undecided", counts["proposed"], proposed)


def _pharmacist(user: User) -> Iterator[Tile]:
    if user.has_perm("registry.view_approval"):
        titles = {
            "review": "Approvals due for review",
            "ending": f"Approvals that end within {SOON.days} days",
            "disputed": "Disputed approvals",
            "unproven": "Approvals on general knowledge, without evidence",
        }
        meanings = attention(timezone.localdate())
        counts = Approval.objects.live().aggregate(
            **{word: Count("pk", filter=meanings[word]) for word in titles}
        )
        for word, title in titles.items():
            yield Tile(title, counts[word], list_url(Approval, f"attention={word}"))
    if user.has_perm("formulary.view_product"):
        count = Product.objects.filter(is_verified=False).count()
        yield Tile(
            "Products never seen in a source", count, list_url(Product, "is_verified__exact=0")
        )


def _registers(user: User) -> Iterator[Tile]:
    if user.has_perm("registry.view_registerrun"):
        count = RegisterRun.objects.filter(state__in=STOPPED).count()
        stopped = list_url(RegisterRun, f"state__in={','.join(STOPPED)}")
        yield Tile("Imports that were interrupted or failed", count, stopped)
    if user.has_perm("registry.view_substancename"):
        count = SubstanceName.objects.filter(decision=NameDecision.UNDECIDED).count()
        undecided = list_url(SubstanceName, "decision__exact=undecided")
        yield Tile("Names that no ingredient has", count, undecided)
    if user.has_perm("registry.view_pairing"):
        count = Pairing.objects.filter(decision=PairingDecision.UNDECIDED).count()
        yield Tile("Products to tell apart", count, list_url(Pairing, "decision__exact=undecided"))


def _people(user: User) -> Iterator[Tile]:
    if not user.has_perm("registry.view_securityevent"):
        return
    lately = SecurityEvent.objects.since(timezone.now() - dt.timedelta(days=1))
    found = lately.aggregate(
        failures=Count("pk", filter=Q(kind__in=SecurityEvent.FAILURES)),
        lockouts=Count("pk", filter=Q(kind=SecurityEvent.Kind.LOCKED_OUT)),
    )
    log = list_url(SecurityEvent)
    yield Tile("Failed log-ins since yesterday", found["failures"], f"{log}?what=failures")
    yield Tile("Lockouts since yesterday", found["lockouts"], f"{log}?what=lockouts")
