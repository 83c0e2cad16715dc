"""The six files about what authorities say."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from registry.exchange.cells import Day, Items, Stay, Text, Word
from registry.exchange.cells import Membership as MembershipCell
from registry.exchange.columns import Column, columns, reference, references
from registry.exchange.table import Ids, Parts, Table, Values, listed
from registry.models import (
    Approval,
    ApprovalDocument,
    ApprovalRoute,
    Authority,
    Document,
    Jurisdiction,
    Membership,
    Notice,
    Pathway,
)

SUBJECTS = {
    "ingredient": ("ingredient", "ingredients"),
    "product": ("product", "products"),
    "class": ("ingredient_class", "classes"),
}
"""For each word of `subject_type`: the attribute of the approval, and the table of its slugs."""


def _collect_stays(rows: Sequence[Sequence[Any]], values: Values) -> Values:
    return {"member_of": tuple(Stay(code, days.lower, days.upper) for code, days in rows)}


def _spread_stays(values: Values, ids: Ids) -> list[dict[str, Any]]:
    return [
        {"union_id": ids["jurisdictions"][(stay.union,)], "valid": DateRange(stay.start, stay.end)}
        for stay in values["member_of"]
    ]


JURISDICTIONS = Table(
    name="jurisdictions",
    model=Jurisdiction,
    key=["code"],
    columns=[
        *columns(Jurisdiction, "code name kind"),
        reference("part_of", "jurisdictions", "part_of__code", required=False),
        Column(
            "member_of",
            Items(MembershipCell()),
            refers_to="jurisdictions",
            named=lambda stays: [stay.union for stay in stays],
        ),
        *columns(Jurisdiction, "note source"),
    ],
    parts=[
        Parts(
            model=Membership,
            owner="member",
            paths=["union__code", "valid"],
            columns=["member_of"],
            collect=_collect_stays,
            spread=_spread_stays,
        )
    ],
)

AUTHORITIES = Table(
    name="authorities",
    model=Authority,
    key=["slug"],
    columns=[
        *columns(Authority, "slug name abbreviation"),
        reference("jurisdiction", "jurisdictions", "jurisdiction__code"),
        *columns(Authority, "website register_name register_url open_data confidence"),
    ],
)

PATHWAYS = Table(
    name="pathways",
    model=Pathway,
    key=["code"],
    columns=[
        *columns(Pathway, "code name regulatory_class"),
        reference("jurisdiction", "jurisdictions", "jurisdiction__code", required=False),
        *columns(Pathway, "union_wide note", union_wide="is_union_wide"),
    ],
)

DOCUMENTS = Table(
    name="documents",
    model=Document,
    key=["slug"],
    columns=[
        *columns(Document, "slug title publisher url published_on retrieved_on kind note"),
        Column("review_due_on", Day(), "review_due_on", is_optional=True),
        *columns(Document, "sha256", is_optional=True),
    ],
)

NOTICES = Table(
    name="notices",
    model=Notice,
    key=["slug"],
    columns=[
        *columns(Notice, "slug"),
        reference("authority", "authorities", "authority__slug", required=False),
        *columns(Notice, "published_on kind title subjects url confidence"),
    ],
)


def _subject(found: dict[str, Any]) -> Values:
    for word, (attribute, _) in SUBJECTS.items():
        if found[f"{attribute}__slug"] is not None:
            return {"subject_type": word, "subject": found[f"{attribute}__slug"]}
    return {"subject_type": "", "subject": ""}


def _subject_attributes(values: Values, ids: Ids) -> dict[str, Any]:
    attribute, table = SUBJECTS[values["subject_type"]]
    return {f"{attribute}_id": ids[table][(values["subject"],)]}


def _points_at(values: Values) -> list[tuple[str, str]]:
    if not values.get("subject_type") or not values.get("subject"):
        return []
    return [(SUBJECTS[values["subject_type"]][1], values["subject"])]


def _collect_routes(rows: Sequence[Sequence[Any]], values: Values) -> Values:
    return {
        "routes": tuple(code for code, is_excluded in rows if not is_excluded),
        "routes_excluded": tuple(code for code, is_excluded in rows if is_excluded),
    }


APPROVALS = Table(
    name="approvals",
    model=Approval,
    key=["id"],
    columns=[
        *columns(Approval, "id", id="record"),
        Column("subject_type", Word(list(SUBJECTS)), required=True),
        Column("subject", Text(), required=True),
        reference("jurisdiction", "jurisdictions", "jurisdiction__code"),
        reference("authority", "authorities", "authority__slug"),
        *columns(Approval, "regulatory_class"),
        reference("pathway", "pathways", "pathway__code"),
        *columns(Approval, "effect lifecycle number holder route_scope"),
        references("routes", "routes"),
        references("routes_excluded", "routes"),
        *columns(
            Approval,
            "purposes union_wide valid_from valid_to valid_to_kind",
            union_wide="is_union_wide",
        ),
        references("documents", "documents"),
        *columns(Approval, "disputed paraphrase confidence", disputed="is_disputed"),
        Column("review_due_on", Day(), "review_due_on", is_optional=True),
    ],
    parts=[
        Parts(
            model=ApprovalRoute,
            owner="approval",
            paths=["route__code", "is_excluded"],
            columns=["routes", "routes_excluded"],
            collect=_collect_routes,
            spread=lambda values, ids: (),
        ),
        listed(ApprovalDocument, "approval", "documents", "document__slug", "documents"),
    ],
    rows=lambda: Approval.objects.live(),
    also=[f"{attribute}__slug" for attribute, _ in SUBJECTS.values()],
    derive=_subject,
    attributes=_subject_attributes,
    reads=[table for _, table in SUBJECTS.values()],
    points_at=_points_at,
    is_append_only=True,
)
