"""From rows of the database to the plain values of the rules."""

from collections.abc import Iterable

from formulary import models as formulary
from formulary.rules.mixing import Interaction
from formulary.vocabulary import LineRole
from registry import models as registry
from registry.rules import values
from registry.vocabulary import Effect, EndKind, Lifecycle, RouteScope


def route(row: formulary.Route) -> values.Route:
    return values.Route(row.code, row.name, row.is_parenteral)


def substance(row: formulary.Ingredient) -> values.Substance:
    """The row comes with `form_of`."""
    return values.Substance(row.slug, row.preferred_name, row.form_of.slug if row.form_of else None)


def product(row: formulary.Product) -> values.Product:
    """The row comes with `lines__ingredient`."""
    lines = [(line.role, line.ingredient.slug) for line in row.lines.all()]
    return product_of(row.slug, row.name, row.regulatory_class, row.has_other_actives, lines)


def product_of(
    slug: str,
    name: str,
    regulatory_class: str,
    has_other_actives: bool,
    lines: Iterable[tuple[str, str]],
) -> values.Product:
    """The lines are the role and the slug of each ingredient."""
    by_role: dict[str, set[str]] = {role: set() for role in LineRole.values}
    for role, ingredient in lines:
        by_role[role].add(ingredient)
    return values.Product(
        slug=slug,
        name=name,
        regulatory_class=regulatory_class,
        actives=frozenset(by_role[LineRole.ACTIVE]),
        of_unknown_role=frozenset(by_role[LineRole.UNKNOWN]),
        excipients=frozenset(by_role[LineRole.EXCIPIENT]),
        has_other_actives=has_other_actives,
    )


def group(row: formulary.IngredientClass) -> values.Group:
    """The row comes with `members`."""
    return values.Group(
        slug=row.slug,
        name=row.name,
        reach=row.reach,
        regulatory_class=row.regulatory_class,
        members=frozenset(member.slug for member in row.members.all()),
    )


def record(row: registry.Approval) -> values.Record:
    """The row comes from `for_api()`."""
    kind, subject, name = _subject(row)
    routes = [(link.is_excluded, route(link.route)) for link in row.approval_routes.all()]
    return values.Record(
        id=row.record,
        subject_kind=kind,
        subject=subject,
        subject_name=name,
        jurisdiction=row.jurisdiction.code,
        authority=row.authority.slug,
        authority_name=str(row.authority),
        regulatory_class=row.regulatory_class,
        pathway=row.pathway.code,
        effect=Effect(row.effect),
        lifecycle=Lifecycle(row.lifecycle),
        number=row.number,
        holder=row.holder,
        route_scope=RouteScope(row.route_scope),
        routes=tuple(listed for is_excluded, listed in routes if not is_excluded),
        routes_excluded=tuple(listed for is_excluded, listed in routes if is_excluded),
        purposes=tuple(row.purposes),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        valid_to_kind=EndKind(row.valid_to_kind),
        documents=tuple(document(link.document) for link in row.approval_documents.all()),
        is_disputed=row.is_disputed,
        is_union_wide=row.is_union_wide,
        paraphrase=row.paraphrase,
        confidence=row.confidence,
        review_due_on=row.review_due_on,
    )


def _subject(row: registry.Approval) -> tuple[values.SubjectKind, str, str]:
    if row.ingredient:
        return "ingredient", row.ingredient.slug, row.ingredient.preferred_name
    if row.product:
        return "product", row.product.slug, row.product.name
    assert row.ingredient_class  # noqa: S101 (by constraint: exactly one subject)
    return "class", row.ingredient_class.slug, row.ingredient_class.name


def document(row: registry.Document) -> values.Evidence:
    return values.Evidence(
        slug=row.slug,
        title=row.title,
        url=row.url,
        published_on=row.published_on,
        retrieved_on=row.retrieved_on,
        review_due_on=row.review_due_on,
    )


def interaction(row: formulary.Interaction) -> Interaction:
    """The row comes with `a` and `b`."""
    return Interaction(
        a=row.a.slug,
        b=row.b.slug if row.b else None,
        factor=row.factor,
        rating=row.rating,
        mechanism=row.mechanism,
        effect=row.effect,
        source=row.source,
        confidence=row.confidence,
    )
