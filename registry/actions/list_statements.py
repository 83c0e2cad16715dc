"""The approvals that the plan of an official list writes."""

from formulary.models import Ingredient
from registry.actions.approvals import Statement
from registry.models import Approval, Pathway, RegisterCopy, RegisterRow
from registry.vocabulary import EndKind, PlannedStep, RouteScope


def statements_of(copy: RegisterCopy, rows: list[RegisterRow]) -> list[Statement]:
    """What the rows of the plan write."""
    pathways = {pathway.code: pathway for pathway in Pathway.objects.all()}
    return [
        _correction(copy, row, row.approval, pathways)
        if row.step == PlannedStep.CORRECTION and row.approval
        else _new(copy, row, pathways)
        for row in rows
    ]


def _new(copy: RegisterCopy, row: RegisterRow, pathways: dict[str, Pathway]) -> Statement:
    assert copy.document  # noqa: S101  written above, in the same transaction
    approval = Approval(
        record=row.slug,
        ingredient=_ingredient_of(row),
        jurisdiction=copy.jurisdiction,
        authority=copy.authority,
        regulatory_class=row.regulatory_class,
        pathway=pathways[row.pathway],
        effect=row.effect,
        lifecycle=row.lifecycle,
        number=row.number,
        route_scope=row.route_scope,
        purposes=row.purposes,
        is_union_wide=copy.is_union_wide,
        valid_from=row.valid_from,
        valid_to_kind=EndKind.OPEN,
        paraphrase=row.remark,
    )
    return Statement(row=approval, documents=[copy.document])


def _ingredient_of(row: RegisterRow) -> Ingredient:
    (line,) = row.lines or []
    return Ingredient.objects.get(pk=line["ingredient"])


def _correction(
    copy: RegisterCopy, row: RegisterRow, of: Approval, pathways: dict[str, Pathway]
) -> Statement:
    assert copy.document  # noqa: S101  written above, in the same transaction
    live = Approval.objects.for_api().get(pk=of.pk)
    for name, (_, value) in row.changes.items():
        setattr(live, name, pathways[value] if name == "pathway" else value)
    if "valid_to" in row.changes:
        live.valid_to_kind = EndKind.DATE
        live.paraphrase += (
            f" Not in the copy of {copy.published_on} any more; it was in the copy of "
            f"{row.last_seen_on}. The day of the change is not in the list."
        )
    is_listed = live.route_scope == RouteScope.LISTED
    links = live.approval_routes.all()
    documents = [link.document for link in live.approval_documents.all()]
    statement = Statement(
        row=live,
        routes=[link.route for link in links if is_listed and not link.is_excluded],
        routes_excluded=[link.route for link in links if link.is_excluded],
        documents=list(dict.fromkeys([*documents, copy.document])),
    )
    live.pk, live.superseded_in = None, None
    return statement
