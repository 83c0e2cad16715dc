"""Made-up worlds on top of the starter set, and random questions about all there is."""

import datetime as dt
import random

from django.utils import timezone

from formulary.models import (
    Ingredient,
    IngredientClass,
    IngredientClassMember,
    IngredientName,
    Interaction,
    Product,
    ProductLine,
    Route,
)
from formulary.names import Asked
from formulary.vocabulary import Category, LineRole, NameKind, Rating, Reach, RegulatoryClass
from registry.actions.accounts import importer
from registry.checks.question import CheckQuestion
from registry.models import (
    Approval,
    ApprovalDocument,
    ApprovalRoute,
    Authority,
    Document,
    Jurisdiction,
    Membership,
    Pathway,
    RegisterCopy,
    RegisterEntry,
)
from registry.vocabulary import (
    GENERAL_KNOWLEDGE,
    CopyState,
    Effect,
    EndKind,
    EntryState,
    JurisdictionKind,
    Lifecycle,
    RouteScope,
)
from tests.publishing import edition

DAYS = [dt.date(year, month, 15) for year in range(2008, 2018) for month in (1, 6)]


def make_world(seed):
    """A union with two members and a part of one, a family of substances, products, classes and records."""
    chance = random.Random(seed)  # noqa: S311 (chance for tests)
    places = _places()
    substances = _substances(chance)
    products = [_product(chance, number, substances) for number in range(8)]
    groups = [_group(chance, number, substances) for number in range(4)]
    authority = Authority.objects.create(
        slug="example-authority", name="Example authority", jurisdiction=places[0]
    )
    with edition() as opened:
        for number in range(60):
            _record(chance, opened, number, authority, places, [*substances, *products, *groups])
    for a, b in ((0, 1), (2, 3)):
        Interaction.objects.create(
            a=substances[a], b=substances[b], rating=chance.choice(Rating.values),
            effect="Example", source="Example", confidence="retrieved",
        )  # fmt: skip
    _register(chance, opened, authority, chance.choice(places), substances)
    return places


def _places():
    union, one, two = (
        Jurisdiction.objects.create(code=code, name=f"Example {code}", kind=kind)
        for code, kind in (
            ("XU", JurisdictionKind.UNION),
            ("XA", JurisdictionKind.COUNTRY),
            ("XB", JurisdictionKind.COUNTRY),
        )
    )
    part = Jurisdiction.objects.create(
        code="XA-1", name="Example part", kind=JurisdictionKind.SUBDIVISION, part_of=one
    )
    Membership.objects.create(member=one, union=union, valid=(dt.date(2009, 1, 1), None))
    Membership.objects.create(member=two, union=union, valid=(None, dt.date(2014, 1, 1)))
    return [union, one, two, part]


def _substances(chance):
    made = []
    for number in range(10):
        made.append(
            Ingredient.objects.create(
                slug=f"example-substance-{number}",
                preferred_name=f"Example substance {number}",
                category=chance.choice(Category.values),
                form_of=made[number % 2] if 2 <= number < 6 else None,
                source="Example",
            )
        )
        names = (
            (f"Example substance {number}", NameKind.PREFERRED),
            ("Example shared", NameKind.SYNONYM),
        )
        for text, kind in names[: 2 if number > 7 else 1]:
            IngredientName.objects.create(ingredient=made[-1], text=text, kind=kind)
    return made


def _product(chance, number, substances):
    product = Product.objects.create(
        slug=f"example-product-{number}",
        name=f"Example product {number // 2}",
        regulatory_class=chance.choice(RegulatoryClass.values),
        has_other_actives=chance.random() < 0.2,
    )
    for position, substance in enumerate(chance.sample(substances, chance.randint(1, 3))):
        ProductLine.objects.create(
            product=product, position=position, ingredient=substance,
            role=chance.choice(LineRole.values),
        )  # fmt: skip
    return product


def _group(chance, number, substances):
    reach = Reach.values[number % len(Reach.values)]
    group = IngredientClass.objects.create(
        slug=f"example-class-{number}",
        name=f"Example class {number}",
        definition="Example",
        reach=reach,
        regulatory_class=chance.choice(RegulatoryClass.values)
        if reach == Reach.REGULATORY_CLASS
        else "",
    )
    if reach == Reach.MEMBERS:
        for member in chance.sample(substances, 3):
            IngredientClassMember.objects.create(ingredient_class=group, ingredient=member)
    return group


def _record(chance, edition, number, authority, places, subjects):
    subject = chance.choice(subjects)
    field = {Ingredient: "ingredient", Product: "product", IngredientClass: "ingredient_class"}
    effect = chance.choice(Effect.values)
    scopes = [
        s for s in RouteScope.values if (effect, s) != (Effect.GRANTED, RouteScope.PARENTERAL)
    ]
    end = chance.choice(EndKind.values)
    row = Approval.objects.create(
        record=f"example-{number}",
        published_in=edition,
        jurisdiction=(place := chance.choice(places)),
        is_union_wide=place.kind == JurisdictionKind.UNION and chance.random() < 0.5,
        authority=authority,
        pathway=chance.choice(list(Pathway.objects.all()[:5])),
        regulatory_class=chance.choice(RegulatoryClass.values),
        effect=effect,
        lifecycle=chance.choice(Lifecycle.values),
        number=chance.choice(["", "EX 1", "EX 2"]),
        route_scope=chance.choice(scopes),
        purposes=chance.choice([[], ["hair-loss"], ["pain"], ["sensitivity-test"]]),
        valid_from=chance.choice(["", "2009", "2010-06", "2012-02-29"]),
        valid_to=chance.choice(["2013", "2014-05", "2015-01-01"]) if end == EndKind.DATE else "",
        valid_to_kind=end,
        is_disputed=chance.random() < 0.1,
        paraphrase="Example",
        confidence=chance.choice(["retrieved", "retrieved", GENERAL_KNOWLEDGE]),
        **{field[type(subject)]: subject},
    )
    for position, route in enumerate(chance.sample(list(Route.objects.all()[:12]), 3)):
        is_listed = row.route_scope == RouteScope.LISTED and position < 2
        if is_listed or chance.random() < 0.3:
            ApprovalRoute.objects.create(
                approval=row, route=route, is_excluded=not is_listed, position=position
            )
    for document in chance.sample(list(Document.objects.all()[:20]), chance.randint(1, 2)):
        ApprovalDocument.objects.create(approval=row, document=document)


def _register(chance, edition, authority, place, substances):
    copy = RegisterCopy.objects.create(
        register="example-register",
        title="Example register",
        authority=authority,
        jurisdiction=place,
        is_union_wide=place.kind == JurisdictionKind.UNION and chance.random() < 0.5,
        sha256="0" * 64,
        published_on="2016-01-31",
        is_complete=True,
        state=CopyState.APPLIED,
        read_by=importer(),
        base=edition,
        edition=edition,
        applied_at=timezone.now(),
        applied_by=importer(),
        counts={"rejected": 3},
    )
    for substance in chance.sample(substances, 4):
        RegisterEntry.objects.create(
            register=copy.register, number=substance.slug, names=[substance.preferred_name.lower()],
            state=EntryState.OUTSIDE, first_seen=copy, read_in=copy,
        )  # fmt: skip


def questions(seed, places, many):
    """Random questions: any place, route, day and purpose, lines by slug, code and name, known and unknown."""
    chance = random.Random(seed)  # noqa: S311 (chance for tests)
    routes = list(Route.objects.values_list("code", flat=True)[:20])
    asked = [
        *(Asked("ingredient", slug) for slug in Ingredient.objects.values_list("slug", flat=True)),
        *(Asked("product", slug) for slug in Product.objects.values_list("slug", flat=True)),
        *(Asked("product", name) for name in Product.objects.values_list("name", flat=True)),
    ]
    for column in ("unii", "cas"):
        codes = Ingredient.objects.exclude(**{column: ""}).values_list(column, flat=True)[:20]
        asked += [Asked("ingredient", code.lower()) for code in codes]
    texts = list(IngredientName.objects.values_list("text", flat=True))
    asked += [Asked("ingredient", text.upper()) for text in chance.sample(texts, 150)]
    asked += [
        Asked("ingredient", "example shared"),
        Asked("ingredient", "nothing of this name"),
    ] * 5
    for _ in range(many):
        yield CheckQuestion(
            jurisdiction=chance.choice(places),
            route=chance.choice(routes),
            on=chance.choice(DAYS),
            purpose=chance.choice(["hair-loss", "pain"]),
            is_mixed=chance.choice([None, True, False]),
            lines=chance.sample(asked, chance.randint(1, 4)),
            explain=chance.random() < 0.3,
            alternatives=chance.random() < 0.1,
        )
