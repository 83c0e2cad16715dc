"""Writes to approvals. Rows are append-only: a correction is a new row in a new edition."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from formulary.models import Route
from registry.errors import AlreadySuperseded
from registry.models import (
    Approval,
    ApprovalDocument,
    ApprovalRoute,
    Document,
    Edition,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """An approval that is to be written: the row, and what it lists."""

    row: Approval
    routes: Sequence[Route] = field(default_factory=tuple)
    routes_excluded: Sequence[Route] = field(default_factory=tuple)
    documents: Sequence[Document] = field(default_factory=tuple)


def supersede(*, edition: Edition, rows: Iterable[Approval]) -> None:
    """Close the editions of live rows. Raises AlreadySuperseded if somebody else was first."""
    records = {row.pk: row.record for row in rows}
    concerned = Approval.objects.filter(pk__in=records)
    if concerned.live().update(superseded_in=edition) != len(records):
        closed = concerned.filter(superseded_in=edition).values_list("pk", flat=True)
        raise AlreadySuperseded(next(records[pk] for pk in records if pk not in set(closed)))


def write(*, edition: Edition, statements: Sequence[Statement]) -> None:
    """Insert statements into an open edition, with their routes and documents."""
    rows = [statement.row for statement in statements]
    for row in rows:
        row.published_in = edition
    Approval.objects.bulk_create(rows)
    ApprovalRoute.objects.bulk_create(
        ApprovalRoute(
            approval=statement.row, route=route, is_excluded=is_excluded, position=position
        )
        for statement in statements
        for is_excluded, routes in ((False, statement.routes), (True, statement.routes_excluded))
        for position, route in enumerate(routes)
    )
    ApprovalDocument.objects.bulk_create(
        ApprovalDocument(approval=statement.row, document=document, position=position)
        for statement in statements
        for position, document in enumerate(statement.documents)
    )
