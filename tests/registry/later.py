"""Further editions at random: whatever an edition can do to any versioned kind, for tests of what must not change."""

import datetime as dt

from django.utils import timezone

from formulary.models import (
    ClinicalUse,
    ClinicalUseIngredient,
    Cocktail,
    CocktailVersion,
    Ingredient,
    IngredientClass,
    IngredientClassMember,
    IngredientName,
    Interaction,
    Product,
    ProductLine,
    Protocol,
    Route,
)
from registry.actions.accounts import importer
from registry.actions.approvals import Statement, supersede, write
from registry.actions.substance_names import decide_name, reopen_name
from registry.models import (
    Approval,
    Authority,
    Document,
    Jurisdiction,
    Membership,
    Notice,
    Pathway,
    RegisterCopy,
    SubstanceName,
)
from tests.publishing import edition
from tests.registry.registers import made_up

TEXTS = {
    Authority: "name",
    ClinicalUse: "rationale",
    Document: "title",
    Ingredient: "mechanism",
    IngredientClass: "name",
    Interaction: "effect",
    Jurisdiction: "name",
    Notice: "title",
    Pathway: "name",
    Product: "name",
    Protocol: "outcome",
    Route: "name",
}
"""What is rewritten of each kind."""
PARTS = (ClinicalUseIngredient, IngredientClassMember, Interaction, Membership, ProductLine)
"""What may be deleted without taking anything along."""


def publish_one(random, number):
    """One more edition, of several acts at random; or a copy of a register, which is one by itself."""
    if random.random() < 0.15:
        copy_of_a_register(random, number)
        return
    with edition(f"Example {number}") as opened:
        for act in random.sample(ACTS, 4):
            act(random, opened)


def rewrite(random, opened):
    for model in random.sample(list(TEXTS), 4):
        rows = list(model.objects.order_by("pk"))
        for row in random.sample(rows, min(len(rows), 8)):
            setattr(row, TEXTS[model], f"Example {opened.number}")
            row.save()


def delete_parts(random, opened):
    model = random.choice(PARTS)
    rows = list(model.objects.order_by("pk").values_list("pk", flat=True))
    model.objects.filter(pk__in=random.sample(rows, len(rows) // 10)).delete()


def rename(random, opened):
    synonyms = list(IngredientName.objects.filter(kind="synonym").order_by("pk"))
    for name in random.sample(synonyms, 20):
        name.delete()
    for ingredient in random.sample(list(Ingredient.objects.order_by("pk")), 10):
        IngredientName.objects.create(ingredient=ingredient, text=f"Procain {opened.number}")


def recompose(random, opened):
    products = random.sample(list(Product.objects.order_by("pk")), 5)
    ProductLine.objects.filter(product__in=products).delete()
    for product in products:
        ProductLine.objects.create(
            product=product, position=1, ingredient=random.choice(Ingredient.objects.order_by("pk"))
        )
    Product.objects.create(slug=f"example-{opened.number}", name="Kenalog of example")


def regroup(random, opened):
    group = random.choice(IngredientClass.objects.filter(reach="members").order_by("pk"))
    outside = Ingredient.objects.exclude(classes=group).order_by("pk")
    IngredientClassMember.objects.create(
        ingredient_class=group, ingredient=random.choice(outside), position=99
    )


def reroute(random, opened):
    route = random.choice(Route.objects.filter(code__in=("intradermal", "subcutaneous")))
    Route.objects.filter(pk=route.pk).update(is_parenteral=random.random() < 0.5)


def move_places(random, opened):
    for place in random.sample(list(Jurisdiction.objects.filter(kind="country").order_by("pk")), 3):
        Membership.objects.create(
            member=place,
            union=Jurisdiction.objects.get(code="EAEU"),
            valid=(dt.date(1900, 1, 1), dt.date(1900, 1, opened.number + 1)),
            position=99,
        )


def mix_again(random, opened):
    cocktail = random.choice(Cocktail.objects.order_by("pk"))
    version = CocktailVersion.objects.create(
        cocktail=cocktail, version=100 + opened.number, name="Example"
    )
    version.lines.create(position=1, ingredient=random.choice(Ingredient.objects.order_by("pk")))
    CocktailVersion.objects.filter(pk=version.pk).update(published_at=timezone.now())


def correct_approvals(random, opened):
    rows = random.sample(list(Approval.objects.live().for_api()), 12)
    statements = [_again(row, opened) for row in rows[:8]]
    supersede(edition=opened, rows=[Approval(pk=row.pk, record=row.record) for row in rows])
    write(edition=opened, statements=statements)


def _again(row, opened):
    """The statement of a row, with another holder and due for another review."""
    links = list(row.approval_routes.all())
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in ("id", "published_in", "superseded_in") and not field.generated
    }
    values |= {"holder": f"Example {opened.number}", "review_due_on": dt.date(2026, 7, 1)}
    return Statement(
        row=Approval(**values),
        routes=[link.route for link in links if not link.is_excluded],
        routes_excluded=[link.route for link in links if link.is_excluded],
        documents=[link.document for link in row.approval_documents.all()],
    )


def decide_names(random, opened):
    """What names of registers mean is decided beside the editions: anew, otherwise, or not any more."""
    for name in SubstanceName.objects.order_by("pk"):
        if name.ingredient_id and random.random() < 0.5:
            reopen_name(name=name)
        else:
            ingredient = random.choice(Ingredient.objects.order_by("pk"))
            decide_name(name=name, by=importer(), ingredient=ingredient)


def copy_of_a_register(random, number):
    numbers = random.sample(range(1, 9), 5)
    rows = [made_up.row(f"EX {one}", holder=f"Example {number}") for one in numbers]
    follows = RegisterCopy.objects.applied().first()
    day = f"{2021 + number}-01-01" if follows else "2020-01-01"
    made_up.load(*rows, day=day, override_reason="Example")


ACTS = (
    rewrite,
    delete_parts,
    rename,
    recompose,
    regroup,
    reroute,
    move_places,
    mix_again,
    correct_approvals,
    decide_names,
)
