"""The parameters of the list of approvals."""

from django.db.models import Q
from django.utils import timezone

from config.api.filters import (
    DayFilter,
    Filters,
    KnownFilter,
    SearchFilter,
    ShapeFilter,
    TextFilter,
    TruthFilter,
    WordFilter,
    holding,
)
from config.api.problems import BadInput
from formulary.rules.spelling import nearest
from formulary.vocabulary import RegulatoryClass
from registry.api import bearing, lookups
from registry.api.bearing import Connection
from registry.models import Approval
from registry.vocabulary import HAIR_LOSS, SOLD_AS_COSMETIC, Effect, Lifecycle


class ApprovalFilters(Filters):
    """Each parameter narrows the list."""

    jurisdiction = KnownFilter(
        lookups.JURISDICTIONS,
        "A code, as in FR, AE-DU or EU. Records of its country and those union-wide records that "
        "reach it are included: a ban of a union would otherwise be hidden.",
    )
    inherited = TruthFilter(
        "`false`: only records of the jurisdiction itself. Needs `jurisdiction`.",
    )
    ingredient = KnownFilter(
        lookups.INGREDIENTS,
        "Slug, UNII, CAS number or exact name in any language. Whatever bears on it is included, with "
        "its `connection`: records about it, bans on its base, grants to its forms, its classes, rules "
        "about every injection, and products of which it is an active substance.",
    )
    product = KnownFilter(
        lookups.PRODUCTS,
        "Slug or exact name. Its own records, and the bans and rules that reach it or what is in it.",
    )
    connection = WordFilter(
        Connection,
        "How a record comes to the `ingredient` or `product`, one of which it needs.",
    )
    route = KnownFilter(
        lookups.ROUTES,
        "The code of a route. Only records that cover exactly this route; a record of another route, "
        "or of an injection without a stated route, does not.",
        method="covering",
    )
    on = DayFilter(
        "Records in force on this day, partial dates read as widely as they can be. Without it, every "
        "period is listed, and memberships of unions are those of today.",
        method="in_force",
    )
    authority = KnownFilter(lookups.AUTHORITIES, "The slug of an authority, as in ansm.")
    pathway = KnownFilter(lookups.PATHWAYS, "The code of a pathway, as in US_NDA.")
    effect = WordFilter(Effect, "What the statement does.")
    lifecycle = WordFilter(Lifecycle, "The state between `valid_from` and `valid_to`.")
    regulatory_class = WordFilter(RegulatoryClass, "What the subject is in law, there.")
    number = TextFilter("The number, with its scheme or without.", method="by_number")
    purpose = ShapeFilter(
        r"^[a-z0-9]+(-[a-z0-9]+)*$",
        f"Records limited to this purpose, or to none; as in {HAIR_LOSS}.",
        method="for_purpose",
    )
    search = SearchFilter(
        "Part of the paraphrase, holder, number or id.",
        method=holding("paraphrase", "holder", "number", "record"),
    )
    vars()["class"] = KnownFilter(  # a keyword of Python
        lookups.CLASSES,
        "Records about this ingredient class: its slug.",
        field_name="ingredient_class",
    )

    joint = ("jurisdiction", "inherited", "ingredient", "product", "connection")

    def together(self, queryset, asked):
        self._refuse_what_does_not_go_together(asked)
        if asked["jurisdiction"]:
            queryset = self._in_place(queryset, asked)
        if asked["ingredient"]:
            queryset = bearing.bearing_on_ingredient(queryset, asked["ingredient"])
        if asked["product"]:
            queryset = bearing.bearing_on_product(queryset, asked["product"])
        if asked["connection"]:
            queryset = queryset.filter(connection=asked["connection"])
        return queryset

    def _refuse_what_does_not_go_together(self, asked):
        if asked["ingredient"] and asked["product"]:
            raise BadInput(
                "product", self.data["product"], "Ask for an ingredient or a product, not for both."
            )
        if asked["connection"] and not (asked["ingredient"] or asked["product"]):
            raise BadInput(
                "connection",
                asked["connection"],
                "It needs an ingredient or a product.",
                ["ingredient", "product"],
            )
        if asked["inherited"] is not None and not asked["jurisdiction"]:
            raise BadInput(
                "inherited", self.data["inherited"], "It needs a jurisdiction.", ["jurisdiction"]
            )

    def _in_place(self, queryset, asked):
        place = asked["jurisdiction"]
        if asked["inherited"] is False:
            return queryset.filter(jurisdiction=place)
        return bearing.reaching(queryset, place, asked["on"] or timezone.localdate())

    @staticmethod
    def covering(queryset, _, value):
        """A rule about every injection says nothing of a route that is none."""
        if not value.is_parenteral:
            queryset = queryset.exclude(bearing.EVERY_INJECTION)
        return queryset.covering(value)

    @staticmethod
    def in_force(queryset, _, value):
        return queryset.in_force(value)

    @staticmethod
    def by_number(queryset, _, value):
        return queryset.filter(Q(number__iexact=value) | Q(number__iendswith=f" {value}"))

    @staticmethod
    def for_purpose(queryset, _, value):
        known = {word for words in _purposes() for word in words} | {HAIR_LOSS, SOLD_AS_COSMETIC}
        if value not in known:
            raise BadInput(
                "purpose", value, "No record is limited to such a purpose.", nearest(value, known)
            )
        return queryset.filter(Q(purposes=[]) | Q(purposes__contains=[value]))


def _purposes():
    """The purposes to which records are limited."""
    return Approval.objects.exclude(purposes=[]).values_list("purposes", flat=True).distinct()
