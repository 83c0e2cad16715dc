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
from registry.exchange.cells import Items, Mark, Name, TaggedName, Text
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


def _collect_names(rows: Sequence[Sequence[Any]], values: Values) -> Values:
    single = {kind: text for kind, _, text in rows if kind != NameKind.SYNONYM}
    return {
        "inn": single.get(NameKind.INN, ""),
        "inci_name": single.get(NameKind.INCI, ""),
        "names": tuple(Name(lang, text) for kind, lang, text in rows if kind == NameKind.SYNONYM),
    }


def _spread_names(values: Values, ids: Ids) -> Iterator[dict[str, Any]]:
    for kind, column in (
        (NameKind.PREFERRED, "preferred_name"),
        (NameKind.INN, "inn"),
        (NameKind.INCI, "inci_name"),
    ):
        if values[column]:
            yield {"kind": kind, "text": values[column]}
    for name in values["names"]:
        yield {"kind": NameKind.SYNONYM, "language": name.language, "text": name.text}


def _validate_name(name: Name) -> None:
    for validator in NAME.validators:
        validator(name.text)


(PREFERRED_NAME,) = columns(Ingredient, "preferred_name")
(NAME,) = columns(IngredientName, "text")

INGREDIENTS = Table(
    name="ingredients",
    model=Ingredient,
    key=["slug"],
    columns=[
        *columns(Ingredient, "slug"),
        replace(PREFERRED_NAME, validators=[*PREFERRED_NAME.validators, *NAME.validators]),
        *columns(Ingredient, "category"),
        reference("form_of", "ingredients", "form_of__slug", required=False),
        Column("inn", Text(), validators=NAME.validators),
        Column("inci_name", Text(), validators=NAME.validators),
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
