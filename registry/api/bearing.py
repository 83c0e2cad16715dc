"""Which approvals bear on an ingredient or a product, and how each comes to it.

It follows the verdict's rules of reach, but shows records of every route, day and state and decides
nothing: that is what a check is for. Bans go down from a base to its forms, grants go up from a form to its
base, and nothing else moves.
"""

import datetime as dt
from functools import lru_cache, reduce
from operator import or_

from django.db.models import Case, Q, QuerySet, TextChoices, Value, When

from formulary.models import Ingredient, IngredientClassMember, Product, ProductLine
from formulary.vocabulary import LineRole, Reach
from registry.as_of import Settled, settled
from registry.facts.places_on_record import PlacesOnRecord
from registry.models import Jurisdiction
from registry.rules.record_status import FORBIDDING
from registry.vocabulary import Effect, Lifecycle


class Connection(TextChoices):
    """How an approval comes to the ingredient or product asked."""

    ITSELF = "itself", "About it"
    BASE = "base", "A ban on the base of which it, or a substance in it, is a form"
    FORM = "form", "A grant to a salt or hydrate of it"
    SUBSTANCE = "substance", "A ban or rule about a substance in the product"
    PRODUCT = "product", "About a product of which it, or a form of it, is an active substance"
    CLASS = "class", "About a class that it belongs to"
    EVERY_INJECTION = "every-injection", "About whatever is injected"


_BANS = Q(effect__in=FORBIDDING) | Q(lifecycle__in=[Lifecycle.SUSPENDED, Lifecycle.REVOKED])
_RULES = Q(effect__in=[Effect.REQUIREMENT, Effect.RULE_SUSPENDED])
EVERY_INJECTION = Q(ingredient_class__reach=Reach.EVERY_INJECTION)


def reaching(approvals: QuerySet, place: Jurisdiction, on: dt.date) -> QuerySet:
    """Of `place`, and of its country and unions on that day: a union's only where they are union-wide."""
    at = settled()
    places = _kept(at, on) if at else PlacesOnRecord(on)
    found = places.find(place.code)
    unions = places.unions_above(found)
    own = [key for key in places.ids_of(found) if key not in unions]
    # One value, where there is but one, lets an index give the rows in their order.
    of_these = Q(jurisdiction__in=own) if len(own) > 1 else Q(jurisdiction=place)
    if unions:
        of_these |= Q(jurisdiction__in=unions, is_union_wide=True)
    return approvals.filter(of_these)


@lru_cache(maxsize=64)
def _kept(_: Settled, on: dt.date) -> PlacesOnRecord:
    """What an edition says of a day does not change."""
    return PlacesOnRecord(on)


def bearing_on_ingredient(approvals: QuerySet, asked: Ingredient) -> QuerySet:
    """With a `connection` to the ingredient."""
    forms = Ingredient.objects.filter(form_of=asked).values("pk")
    active = ProductLine.objects.filter(
        Q(ingredient=asked) | Q(ingredient__in=forms), role=LineRole.ACTIVE
    )
    base = [asked.form_of_id] if asked.form_of_id else []
    return _connected(
        approvals,
        {
            Connection.ITSELF: Q(ingredient=asked),
            Connection.BASE: Q(ingredient__in=base) & _BANS,
            Connection.FORM: Q(ingredient__in=forms, effect=Effect.GRANTED),
            Connection.PRODUCT: Q(product__in=active.values("product")),
            Connection.CLASS: _of_class([asked.pk]) | (_of_class(base) & _BANS),
            Connection.EVERY_INJECTION: EVERY_INJECTION,
        },
    )


def bearing_on_product(approvals: QuerySet, asked: Product) -> QuerySet:
    """With a `connection` to the product: what opens a substance opens no product, and is left out."""
    within = ProductLine.objects.filter(
        product=asked, role__in=[LineRole.ACTIVE, LineRole.UNKNOWN]
    ).values("ingredient")
    bases = Ingredient.objects.filter(forms__in=within).values("pk")
    of_its_kind = Q(
        ingredient_class__reach=Reach.REGULATORY_CLASS,
        ingredient_class__regulatory_class=asked.regulatory_class,
    )
    return _connected(
        approvals,
        {
            Connection.ITSELF: Q(product=asked),
            Connection.SUBSTANCE: Q(ingredient__in=within) & (_BANS | _RULES),
            Connection.BASE: Q(ingredient__in=bases) & _BANS,
            Connection.CLASS: of_its_kind
            | (_of_class(within) & (_BANS | _RULES))
            | (_of_class(bases) & _BANS),
            Connection.EVERY_INJECTION: EVERY_INJECTION,
        },
    )


def _of_class(members) -> Q:
    holding = IngredientClassMember.objects.filter(ingredient__in=members)
    return Q(ingredient_class__in=holding.values("ingredient_class"))


def _connected(approvals: QuerySet, ways: dict[Connection, Q]) -> QuerySet:
    """Those that come by one of the ways, with the first of them as `connection`."""
    cases = [When(condition, then=Value(way.value)) for way, condition in ways.items()]
    return approvals.filter(reduce(or_, ways.values())).annotate(connection=Case(*cases))
