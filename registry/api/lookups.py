"""From the value of a parameter to the jurisdiction, authority, ingredient... that it names."""

from django.db.models import Model

from config.api.lookups import ByCode, NotKnown
from formulary.models import Ingredient, IngredientClass, Product, Route
from registry.facts.names import resolve
from registry.facts.reader import Asked, Kind
from registry.models import Authority, Jurisdiction, Pathway
from registry.vocabulary import JurisdictionKind

_NEAR = 3


class ByName:
    """An ingredient or a product as a check takes it: by slug, identifier or exact name."""

    def __init__(self, kind: Kind, model: type[Model]):
        self._kind, self._model = kind, model

    def find(self, text: str) -> Model:
        [found] = resolve([Asked(self._kind, text)])
        if found.match is None:
            raise NotKnown(
                f"“{text}” is not the slug, identifier or exact name of one {self._kind}.",
                self._offered(found.candidates),
            )
        return self._model.objects.get(slug=found.match.slug)

    def nearest(self, text: str) -> list[str]:
        [found] = resolve([Asked(self._kind, text)])
        return [found.match.slug] if found.match else self._offered(found.candidates)

    def _offered(self, candidates) -> list[str]:
        return [match.slug for match in candidates if match.kind == self._kind][:_NEAR]


INGREDIENTS = ByName("ingredient", Ingredient)
PRODUCTS = ByName("product", Product)
CLASSES = ByCode(IngredientClass.objects.all)
ROUTES = ByCode(Route.objects.all, "code")
JURISDICTIONS = ByCode(Jurisdiction.objects.all, "code")
UNIONS = ByCode(lambda: Jurisdiction.objects.filter(kind=JurisdictionKind.UNION), "code")
AUTHORITIES = ByCode(Authority.objects.all)
PATHWAYS = ByCode(Pathway.objects.all, "code")
