"""The five files about what is injected: substances, their groups, products and routes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from formulary.models import (
    Ingredient,
    IngredientClass,
    IngredientClassMember,
    IngredientName,
    Product,
    ProductLine,
    Route,
)
from formulary.vocabulary import NameKind
from registry.exchange.cells import Items, Mark, Name, TaggedName
from registry.exchange.columns import Column, columns, reference, references
from registry.exchange.table import Ids, Parts, Table, Values, listed

ROUTES = Table(
    name="routes",
    model=Route,
    key=["code"],
    columns=[
        *columns(Route, "code name parenteral", parenteral="is_parenteral"),
        reference("parent", "routes", "parent__code", required=False),
        *columns(Route, "edqm fda_ncit snomed ema_rms note"),
    ],
)


SINGLE = {
    NameKind.PREFERRED: "preferred_name",
    NameKind.INN: "inn",
    NameKind.INCI: "inci_name",
}
"""The names of which an ingredient has one each, and their columns."""


def _collect_names(rows: Sequence[Sequence[Any]], values: Values) -> Values:
    single = {kind: Name(lang, text) for kind, lang, text in rows if kind != NameKind.SYNONYM}
    return {
        **{column: single.get(kind) for kind, column in SINGLE.items()},
        "names": tuple(Name(lang, text) for kind, lang, text in rows if kind == NameKind.SYNONYM),
    }


def _spread_names(values: Values, ids: Ids) -> Iterator[dict[str, Any]]:
    for kind, column in SINGLE.items():
        if name := values[column]:
            yield {"kind": kind, "language": name.language, "text": name.text}
    for name in values["names"]:
        yield {"kind": NameKind.SYNONYM, "language": name.language, "text": name.text}


(PREFERRED_NAME,) = columns(Ingredient, "preferred_name")
(NAME,) = columns(IngredientName, "text")


def _validate_name(name: Name, of: Column = NAME) -> None:
    for validator in of.validators:
        validator(name.text)


def _validate_preferred_name(name: Name) -> None:
    _validate_name(name, PREFERRED_NAME)
    _validate_name(name)


INGREDIENTS = Table(
    name="ingredients",
    model=Ingredient,
    key=["slug"],
    columns=[
        *columns(Ingredient, "slug"),
        replace(PREFERRED_NAME, cell=TaggedName(), validators=[_validate_preferred_name]),
        *columns(Ingredient, "category"),
        reference("form_of", "ingredients", "form_of__slug", required=False),
        Column("inn", TaggedName(), validators=[_validate_name]),
        Column("inci_name", TaggedName(), validators=[_validate_name]),
        *columns(Ingredient, "unii cas pubchem_cid atc_codes molecular_formula"),
        Column("names", Items(TaggedName()), validators=[_validate_name]),
        *columns(
            Ingredient,
            "mechanism caution eu_cosmetics_annex source verified",
            verified="is_verified",
        ),
    ],
    parts=[
        Parts(
            model=IngredientName,
            owner="ingredient",
            paths=["kind", "language", "text"],
            columns=["preferred_name", "inn", "inci_name", "names"],
            collect=_collect_names,
            spread=_spread_names,
        )
    ],
    attributes=lambda values, ids: {"preferred_name": values["preferred_name"].text},
    vacated={"form_of_id": None, "unii": "", "cas": ""},
)

CLASSES = Table(
    name="classes",
    model=IngredientClass,
    key=["slug"],
    columns=[
        *columns(IngredientClass, "slug name definition reach"),
        references("ingredients", "ingredients"),
        *columns(IngredientClass, "regulatory_class"),
    ],
    parts=[
        listed(
            IngredientClassMember,
            "ingredient_class",
            "ingredients",
            "ingredient__slug",
            "ingredients",
        )
    ],
)

PRODUCTS = Table(
    name="products",
    model=Product,
    key=["slug"],
    columns=[
        *columns(
            Product,
            "slug name holder regulatory_class country dose_form label_text source verified",
            verified="is_verified",
        ),
        Column("has_other_actives", Mark(), "has_other_actives", is_optional=True),
    ],
)

PRODUCT_LINES = Table(
    name="product_lines",
    model=ProductLine,
    key=["product", "position"],
    columns=[
        reference("product", "products", "product__slug"),
        *columns(ProductLine, "position"),
        reference("ingredient", "ingredients", "ingredient__slug"),
        *columns(ProductLine, "role strength strength_value strength_unit per_value per_unit"),
    ],
)
