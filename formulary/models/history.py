"""The models whose rows change only in an edition, and the models of what they said before."""

from .clinical_use import ClinicalUse, ClinicalUseIngredient
from .cocktail import Cocktail, CocktailLine, CocktailVersion
from .ingredient import Ingredient
from .ingredient_class import IngredientClass, IngredientClassMember
from .ingredient_name import IngredientName
from .interaction import Interaction
from .product import Product, ProductLine
from .protocol import Protocol
from .route import Route
from .versioned import keep_history

HISTORIES = {
    model: keep_history(model)
    for model in (
        ClinicalUse,
        ClinicalUseIngredient,
        Cocktail,
        CocktailLine,
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
}
"""Each versioned model with that of its history."""
