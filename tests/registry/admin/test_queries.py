"""No page costs more queries because it shows more: two rows and twenty-two, a few parts and many."""

import pytest
from django.contrib import admin
from django.utils import timezone

from formulary.desk.links import change_url, list_url
from formulary.models import (
    ClinicalUse,
    Cocktail,
    CocktailVersion,
    Ingredient,
    IngredientClass,
    Product,
    Route,
)
from registry.actions.approvals import Statement
from registry.actions.security_log import record
from registry.models import (
    ApiKey,
    Approval,
    Authority,
    ChangeSet,
    Clinic,
    Delivery,
    Document,
    Edition,
    Jurisdiction,
    Licence,
    Pairing,
    RegisterCopy,
    RegisterEntry,
    RegisterRow,
    RegisterRun,
    SecurityEvent,
    SubstanceName,
    User,
    Webhook,
)
from tests.clinics import clinic, key_of
from tests.formulary.admin.desk import desk_of, queries
from tests.licences import confirmed
from tests.publishing import edition as edition_of
from tests.publishing import publish_new
from tests.registry.clinics.watching import delivery_of, webhook_of
from tests.registry.registers import made_up

pytestmark = pytest.mark.django_db

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
FEW, MANY = 2, 22


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_list_costs_the_same_for_more_rows(model):
    _fill(model)
    desk = desk_of(is_superuser=True)
    keys = list(_rows(model).values_list("pk", flat=True)[:MANY])
    assert len(keys) == MANY

    def cost(count):
        address = list_url(model, f"pk__in={','.join(map(str, keys[-count:]))}")

        def call():
            assert desk.get(address).context["cl"].result_count == count

        return queries(call)

    assert cost(MANY) <= cost(FEW)


def _rows(model):
    """Rows that have relations to show, where only some do."""
    related = {
        Ingredient: {"form_of__isnull": False},
        Jurisdiction: {"part_of__isnull": False},
        Route: {"parent__isnull": False},
    }
    few = model._default_manager.filter(**related.get(model, {}))
    whole = few if few.count() >= MANY else model._default_manager.all()
    return whole.order_by("-pk")


def _fill(model):
    """Enough rows, of the tables in which the starter set has fewer."""
    if model in (Edition, ChangeSet):
        for number in range(MANY):
            with edition_of(f"Example {number}"):
                pass
    if model in (RegisterCopy, RegisterEntry, RegisterRow, SubstanceName):
        made_up.make_world()
        for number in range(1, MANY + 1):
            stranger = made_up.substance(f"EXAMPLE STRANGER {number}")
            known = [made_up.row(f"EX {one}") for one in range(1, number + 1)]
            made_up.load(*known, made_up.row("EX 99", substances=(made_up.PEPTIDE, stranger)))
    makers = {
        User: lambda n: User.objects.create_user(f"example-{n}"),
        SecurityEvent: lambda n: record(
            SecurityEvent.Kind.ROLES_CHANGED,
            user=User.objects.create_user(f"example-{n}"),
            by=User.objects.create_user(f"other-{n}"),
        ),
        IngredientClass: lambda n: IngredientClass.objects.create(
            slug=f"example-{n}", name=f"Example {n}", reach="members"
        ),
        RegisterRun: lambda n: RegisterRun.objects.create(
            register="xa-register", by=User.objects.create_user(f"example-{n}")
        ),
        Pairing: lambda n: Pairing.objects.create(
            register="xa-register",
            number=f"EX {n}",
            name="Example",
            authority=Authority.objects.first(),
        ),
        Cocktail: lambda n: Cocktail.objects.create(slug=f"example-{n}"),
        CocktailVersion: lambda n: version(f"example-{n}"),
        Clinic: lambda n: clinic(f"example-{n}"),
        ApiKey: lambda n: key_of(clinic(f"example-{n}")),
        Licence: lambda n: confirmed(number=f"EX {n}", of=f"example-{n}"),
        Webhook: lambda n: webhook_of(clinic(f"example-{n}")),
        Delivery: lambda n: delivery_of(webhook_of(clinic(f"example-{n}"))),
    }
    for number in range(MANY if model in makers else 0):
        makers[model](number)


def page_cost(record):
    desk = desk_of("curators")

    def call():
        assert desk.get(change_url(record)).status_code == 200

    return queries(call)


def _ingredients(count):
    return Ingredient.objects.order_by("slug")[:count]


def product(count):
    made = Product.objects.create(slug=f"example-{count}", name=f"Example {count}")
    for position, ingredient in enumerate(_ingredients(count), start=1):
        made.lines.create(position=position, ingredient=ingredient)
    return made


def named(count):
    made = Ingredient.objects.get(slug={FEW: "biotin", MANY: "procaine"}[count])
    made.names.exclude(kind="preferred").delete()
    for number in range(count):
        made.names.create(text=f"Exemplum {count} {number}")
    return made


def ingredient_class(count):
    made = IngredientClass.objects.create(slug=f"example-{count}", name="Example", reach="members")
    for ingredient in _ingredients(count):
        made.members.through.objects.create(ingredient_class=made, ingredient=ingredient)
    return made


def clinical_use(count):
    made = ClinicalUse.objects.create(
        slug=f"example-{count}", kind="caution", condition="Example", source="Example"
    )
    for ingredient in _ingredients(count):
        made.ingredients.through.objects.create(clinical_use=made, ingredient=ingredient)
    return made


def jurisdiction(count):
    code = {FEW: "XA", MANY: "XB"}[count]
    made = Jurisdiction.objects.create(code=code, name=f"Example {code}", kind="country")
    for year in range(1990, 1990 + count):
        union = Jurisdiction.objects.get(code="EU")
        made.memberships.create(union=union, valid=(f"{year}-01-01", f"{year}-06-01"))
    return made


def version(slug, number=1, lines=1):
    """A published version."""
    made, _ = Cocktail.objects.get_or_create(slug=slug)
    drawn = made.versions.create(version=number, name=slug)
    for position, ingredient in enumerate(_ingredients(lines), start=1):
        drawn.lines.create(position=position, ingredient=ingredient)
    made.versions.filter(pk=drawn.pk).update(published_at=timezone.now())
    return drawn


def cocktail(count):
    for number in range(count):
        made = version(f"example-{count}", number + 1)
    return made.cocktail


def published(count):
    return version(f"example-{count}", lines=count)


def approval(count):
    known = Approval.objects.live().filter(effect="prohibited").first()
    known.pk, known.record, known.route_scope = None, f"xa-example-{count}", "listed"
    statement = Statement(
        row=known,
        routes=Route.objects.all()[:count],
        documents=Document.objects.all()[:count],
    )
    return publish_new(statement=statement)


def edition(count):
    """One with a few jurisdictions, or the starter set's with many."""
    return Edition.objects.get(number=1) if count == MANY else approval(count).published_in


@pytest.mark.parametrize(
    "make",
    [
        product,
        named,
        ingredient_class,
        clinical_use,
        jurisdiction,
        cocktail,
        published,
        approval,
        edition,
    ],
)
def test_page_costs_the_same_for_more_parts(make):
    few, many = page_cost(make(FEW)), page_cost(make(MANY))
    assert many <= few
