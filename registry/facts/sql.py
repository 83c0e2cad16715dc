"""The reader of facts that asks the database: any date, any edition, a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Q

from formulary import names
from formulary.models import (
    CocktailVersion,
    Ingredient,
    IngredientClass,
    IngredientName,
    Product,
    ProductLine,
    Route,
)
from formulary.models import Interaction as InteractionRow
from formulary.names import Asked, Resolution
from formulary.rules.mixing import Interaction
from formulary.rules.spelling import nearest
from formulary.vocabulary import LineRole
from registry.facts import absence, records
from registry.facts.kindred import kindred
from registry.facts.places_on_record import PlacesOnRecord
from registry.facts.reader import Absence, Kindred, Place, PlaceCoverage, Unknown
from registry.models import (
    Approval,
    Coverage,
    Edition,
    Jurisdiction,
    NameMeaning,
)
from registry.rules import values
from registry.vocabulary import JurisdictionKind


class SqlFacts:
    """Facts of the newest edition that is to be seen: inside `as_of`, of the edition named there."""

    at_once = 200

    def __init__(self) -> None:
        asked = Edition.objects.sealed().order_by("-number").first()
        if asked is None:
            raise Unknown("edition", None, [])
        self.edition: int = asked.number
        self._ingredients_known = asked.ingredients
        self._reach: dict[Place, tuple[list[int], list[int]]] = {}

    def place(self, code: str, on: dt.date) -> Place:
        """The jurisdiction on that day, then its country, then its unions in the order filed."""
        places = PlacesOnRecord(on)
        place = places.find(code)
        self._reach[place] = places.ids_of(place), places.unions_above(place)
        return place

    def _keys(self, place: Place) -> tuple[list[int], list[int]]:
        """The keys of a place and of all it inherits from, and of the unions among these; who found it may be another."""
        if place not in self._reach:
            codes = (place.code, *place.inherits)
            rows = {row.code: row for row in Jurisdiction.objects.filter(code__in=codes)}
            unions = [c for c in place.inherits if rows[c].kind == JurisdictionKind.UNION]
            self._reach[place] = [rows[c].pk for c in codes], [rows[c].pk for c in unions]
        return self._reach[place]

    def route(self, code: str) -> values.Route:
        """The route of that code."""
        routes = {row.code: row for row in Route.objects.all()}
        if code not in routes:
            raise Unknown("route", code, nearest(code, routes))
        return records.route(routes[code])

    def resolve(self, asked: Sequence[Asked], *, offer: bool = True) -> list[Resolution]:
        """What each text names; candidates for what nothing has as its exact name."""
        return names.resolve(asked, offer=offer)

    def dossier(self, place: Place, lines: Sequence[values.Line]) -> values.Dossier:
        """Everything on record that may bear on the lines in this place."""
        named = {line.product for line in lines if line.product}
        asked = {line.ingredient for line in lines if line.ingredient}
        spoken_of = [
            *Ingredient.objects.filter(slug__in=asked).values_list("pk", flat=True),
            *ProductLine.objects.filter(product__slug__in=named).values_list(
                "ingredient_id", flat=True
            ),
        ]
        family = list(Ingredient.objects.family_of(spoken_of).select_related("form_of"))
        kin = self._kin_of_asked(family, asked)
        products = self._products(place, kin, named)
        groups = self._groups(place)
        rows = (
            Approval.objects.live()
            .filter(self._reaching(place))
            .filter(
                Q(ingredient__in=[row.pk for row in family])
                | Q(product__in=list(products))
                | Q(ingredient_class__in=list(groups))
            )
            .for_api()
        )
        return values.Dossier(
            records=tuple(records.record(row) for row in rows),
            substances={row.slug: records.substance(row) for row in family},
            products={product.slug: product for product in products.values()},
            groups={group.slug: group for group in groups.values()},
        )

    def cocktail(self, reference: str) -> list[Asked]:
        """The lines of a published version, named “slug@version”, in their order."""
        slug, _, number = reference.partition("@")
        published = CocktailVersion.objects.published()
        version = (
            published.filter(cocktail__slug=slug, version=number).for_api().first()
            if number.isascii() and number.isdecimal() and len(number) < 9
            else None
        )
        if version is None:
            known = [f"{s}@{v}" for s, v in published.values_list("cocktail__slug", "version")]
            raise Unknown("cocktail", reference, nearest(reference, known))
        return [
            Asked("ingredient", line.ingredient.slug)
            if line.ingredient
            else Asked("product", line.product.slug)
            for line in version.lines.all()
        ]

    def interactions(self, dossier: values.Dossier) -> list[Interaction]:
        """The recorded interactions of the substances of a dossier."""
        slugs = list(dossier.substances)
        rows = InteractionRow.objects.filter(
            Q(a__slug__in=slugs) & (Q(b__isnull=True) | Q(b__slug__in=slugs))
        ).for_api()
        return [records.interaction(row) for row in rows]

    def absences(
        self, place: Place, dossier: values.Dossier, lines: Sequence[values.Line]
    ) -> list[list[Absence]]:
        """For each line that names an ingredient: the complete registers here in which it is not found."""
        asked = {line.ingredient for line in lines if line.ingredient}
        kin = {slug: dossier.kin_of(slug) for slug in asked}
        (here, *above), unions = self._keys(place)
        found = absence.not_found(
            place=here,
            above=above,
            unions=unions,
            names=self._names_of(kin),
        )
        return [found.get(line.ingredient or "", []) for line in lines]

    @staticmethod
    def _names_of(kin: dict[str, list[str]]) -> dict[str, list[str]]:
        """All names under which each may stand in a register, those that a person decided included."""
        slugs = set().union(*kin.values())
        known = defaultdict(list)
        for model in (IngredientName, NameMeaning):
            for slug, name in model.objects.filter(ingredient__slug__in=slugs).values_list(
                "ingredient__slug", "normalised"
            ):
                known[slug].append(name)
        return {
            slug: [name for one in family for name in known[one]] for slug, family in kin.items()
        }

    def kindred(
        self, place: Place, lines: Sequence[values.Line]
    ) -> Mapping[values.Line, tuple[Sequence[Kindred], bool]]:
        """What is like each line and on record in this place, up to a bound, and whether that is all of it."""
        return kindred(lines, Approval.objects.live().filter(self._reaching(place)))

    def coverage(self, place: Place) -> PlaceCoverage:
        """The counts made when the newest edition that touched this place was published."""
        counted = (
            Coverage.objects.filter(jurisdiction__code=place.code).order_by("-edition").first()
        )
        known = self._ingredients_known
        if counted is None:
            return PlaceCoverage(0, 0, known, 0)
        return PlaceCoverage(counted.approvals, counted.ingredients, known, counted.products)

    def _reaching(self, place: Place) -> Q:
        """A union's record reaches its members only where it is union-wide."""
        here, unions = self._keys(place)
        return Q(jurisdiction__in=here) & (~Q(jurisdiction__in=unions) | Q(is_union_wide=True))

    @staticmethod
    def _kin_of_asked(family: list[Ingredient], asked: set[str]) -> list[int]:
        """The asked ingredients, their bases and the forms of either: what a product may hold."""
        bases = {row.form_of_id for row in family if row.slug in asked and row.form_of_id}
        roots = bases | {row.pk for row in family if row.slug in asked}
        return [row.pk for row in family if row.pk in roots or row.form_of_id in roots]

    def _products(self, place: Place, kin: list[int], named: set[str]) -> dict[int, values.Product]:
        """The named products, and those with a record here in which a relative is active."""
        spoken_of = (
            Approval.objects.live()
            .filter(product__lines__ingredient__in=kin, product__lines__role=LineRole.ACTIVE)
            .filter(self._reaching(place))
            .order_by()
            .values_list("product", flat=True)
            .distinct()
        )
        wanted = Product.objects.filter(
            Q(slug__in=named) | Q(pk__in=list(spoken_of))
        ).prefetch_related("lines__ingredient")
        return {row.pk: records.product(row) for row in wanted}

    def _groups(self, place: Place) -> dict[int, values.Group]:
        """The classes of which somebody speaks here."""
        wanted = IngredientClass.objects.filter(
            pk__in=Approval.objects.live()
            .filter(self._reaching(place))
            .filter(ingredient_class__isnull=False)
            .values("ingredient_class")
        ).prefetch_related("members")
        return {row.pk: records.group(row) for row in wanted}
