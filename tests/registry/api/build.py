"""Approvals that the tests add to the starter set, in a country that does not exist."""

from formulary.models import Ingredient, Route
from registry.actions.approvals import Statement, write
from registry.models import Approval, Authority, Document, Jurisdiction, Pathway
from registry.vocabulary import Effect, JurisdictionKind, Lifecycle, RouteScope
from tests.publishing import edition


def statement(record, **values):
    """A statement of the authority of XA about procaine, by the intradermal route."""
    place, _ = Jurisdiction.objects.get_or_create(
        code="XA", defaults={"name": "Example country", "kind": JurisdictionKind.COUNTRY}
    )
    authority, _ = Authority.objects.get_or_create(
        slug="example-authority",
        defaults={"name": "Example authority", "jurisdiction": place, "confidence": "made up"},
    )
    pathway, _ = Pathway.objects.get_or_create(code="XA_EXAMPLE", defaults={"name": "Example"})
    document, _ = Document.objects.get_or_create(
        slug="example-document", defaults={"title": "Example document", "kind": "page"}
    )
    if not {"ingredient", "product", "ingredient_class"} & set(values):
        values["ingredient"] = Ingredient.objects.get(slug="procaine")
    row = Approval(
        **{
            "record": record,
            "jurisdiction": place,
            "authority": authority,
            "pathway": pathway,
            "regulatory_class": "medicine",
            "effect": Effect.GRANTED,
            "lifecycle": Lifecycle.VALID,
            "route_scope": RouteScope.LISTED,
            "paraphrase": "Made up for a test.",
        }
        | values
    )
    routes = [Route.objects.get(code="intradermal")] if row.route_scope == "listed" else []
    return Statement(row=row, routes=routes, documents=[document])


def publish(*statements):
    """As one edition."""
    with edition() as opened:
        write(edition=opened, statements=statements)
    return opened.number
