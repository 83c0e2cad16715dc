"""What is injected: one noun a file, its queryset beside it."""

from .clinical_use import ClinicalUse, ClinicalUseIngredient
from .cocktail import Cocktail, CocktailLine, CocktailVersion
from .history import HISTORIES
from .ingredient import Ingredient
from .ingredient_class import IngredientClass, IngredientClassMember
from .ingredient_name import IngredientName
from .interaction import Interaction
from .names_version import NamesVersion
from .product import Product, ProductLine
from .protocol import Protocol
from .route import Route
from .spelling import Spelling
from .unii_name import UniiName

__all__ = [
    "HISTORIES",
    "ClinicalUse",
    "ClinicalUseIngredient",
    "Cocktail",
    "CocktailLine",
    "CocktailVersion",
    "Ingredient",
    "IngredientClass",
    "IngredientClassMember",
    "IngredientName",
    "Interaction",
    "NamesVersion",
    "Product",
    "ProductLine",
    "Protocol",
    "Route",
    "Spelling",
    "UniiName",
]
