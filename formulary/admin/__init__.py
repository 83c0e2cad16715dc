"""The desk's pages about what is injected, a noun a file."""

from .clinical_use import ClinicalUseAdmin
from .cocktail import CocktailAdmin
from .cocktail_version import CocktailVersionAdmin
from .ingredient import IngredientAdmin
from .ingredient_class import IngredientClassAdmin
from .interaction import InteractionAdmin
from .product import ProductAdmin
from .protocol import ProtocolAdmin
from .route import RouteAdmin

__all__ = [
    "ClinicalUseAdmin",
    "CocktailAdmin",
    "CocktailVersionAdmin",
    "IngredientAdmin",
    "IngredientClassAdmin",
    "InteractionAdmin",
    "ProductAdmin",
    "ProtocolAdmin",
    "RouteAdmin",
]
