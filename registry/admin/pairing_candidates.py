"""The records that a product of a register may be, found for many products at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from formulary.models import Product
from registry.models import Approval, Pairing, RegisterEntry
from registry.presenters import ROUTE_SCOPES
from registry.vocabulary import RouteScope

Place = tuple[str, str, int]
"""A register, a number, and the product of a record."""


@dataclass(frozen=True, slots=True)
class Candidate:
    product: Product
    words: tuple[str, ...]
    """What a pharmacist tells it by: holder, routes, lines."""
    taken_by: str
    """The product of the same register that is this record already."""


def find_candidates(pairings: Iterable[Pairing]) -> list[Pairing]:
    """The same pairings, each with its `candidates`."""
    pairings = list(pairings)
    records = _records(pairings)
    taken = _taken(pairings)
    for pairing in pairings:
        pairing.candidates = [
            Candidate(
                product=approval.product,
                words=_words(approval),
                taken_by=next(
                    (
                        name
                        for name in taken[pairing.register, pairing.number, approval.product_id]
                        if name != pairing.name
                    ),
                    "",
                ),
            )
            for approval in records[pairing.authority_id, pairing.number]
        ]
    return pairings


def _records(pairings: list[Pairing]) -> dict[tuple[int, str], list[Approval]]:
    """The latest period of each record, by authority and number."""
    rows = (
        Approval.objects.live()
        .filter(
            authority__in={pairing.authority_id for pairing in pairings},
            number__in={pairing.number for pairing in pairings},
            product__isnull=False,
        )
        .select_related("product")
        .prefetch_related("product__lines__ingredient", "approval_routes__route")
        .order_by("valid_from", "pk")
    )
    latest = {(row.authority_id, row.number, row.product_id): row for row in rows}
    found: dict[tuple[int, str], list[Approval]] = defaultdict(list)
    for (authority, number, _), row in sorted(latest.items()):
        found[authority, number].append(row)
    return found


def _taken(pairings: list[Pairing]) -> dict[Place, list[str]]:
    """By what is applied, and by what is decided."""
    found: dict[Place, list[str]] = defaultdict(list)
    for model in (RegisterEntry, Pairing):
        rows = model.objects.filter(
            register__in={pairing.register for pairing in pairings},
            number__in={pairing.number for pairing in pairings},
            product__isnull=False,
        )
        for register, number, product, name in rows.values_list(
            "register", "number", "product_id", "name"
        ):
            found[register, number, product].append(name)
    return found


def _words(approval: Approval) -> tuple[str, ...]:
    listed = [str(each) for each in approval.approval_routes.all()]
    routes = (
        ", ".join(listed)
        if approval.route_scope == RouteScope.LISTED
        else ROUTE_SCOPES[RouteScope(approval.route_scope)]
    )
    lines = [str(line) for line in approval.product.lines.all()]
    return (approval.holder, routes, *lines, approval.get_lifecycle_display())
