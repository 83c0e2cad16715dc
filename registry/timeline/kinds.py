"""The kinds of record that editions change: whose rows are theirs, and under which key they are known."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Model

from formulary.models import (
    ClinicalUse,
    ClinicalUseIngredient,
    Cocktail,
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
from registry.exchange.table import Table
from registry.exchange.tables import TABLES
from registry.models import (
    Approval,
    Authority,
    Document,
    Jurisdiction,
    Membership,
    Notice,
    Pathway,
)
from registry.vocabulary import ChangedKind


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record.

    `tables` are its files of the exchange format. `parts` are the models of rows that belong to it, each with the
    column that says to which. A published version of a cocktail never changes, and its lines come with it.
    """

    word: ChangedKind
    model: type[Model]
    tables: Sequence[str]
    key: str = "slug"
    parts: Sequence[tuple[type[Model], str]] = ()

    @property
    def table(self) -> Table:
        """The file of its own row."""
        return TABLES[self.tables[0]]

    @property
    def permission(self) -> str:
        """Which whoever reads of it has."""
        return f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"


KINDS: dict[ChangedKind, Kind] = {
    kind.word: kind
    for kind in (
        Kind(ChangedKind.ROUTE, Route, ["routes"], key="code"),
        Kind(
            ChangedKind.JURISDICTION,
            Jurisdiction,
            ["jurisdictions"],
            key="code",
            parts=[(Membership, "member_id")],
        ),
        Kind(ChangedKind.AUTHORITY, Authority, ["authorities"]),
        Kind(ChangedKind.PATHWAY, Pathway, ["pathways"], key="code"),
        Kind(ChangedKind.DOCUMENT, Document, ["documents"]),
        Kind(
            ChangedKind.INGREDIENT,
            Ingredient,
            ["ingredients"],
            parts=[(IngredientName, "ingredient_id")],
        ),
        Kind(
            ChangedKind.INGREDIENT_CLASS,
            IngredientClass,
            ["classes"],
            parts=[(IngredientClassMember, "ingredient_class_id")],
        ),
        Kind(
            ChangedKind.PRODUCT,
            Product,
            ["products", "product_lines"],
            parts=[(ProductLine, "product_id")],
        ),
        Kind(ChangedKind.APPROVAL, Approval, ["approvals"], key="record"),
        Kind(ChangedKind.NOTICE, Notice, ["notices"]),
        Kind(ChangedKind.INTERACTION, Interaction, ["interactions"], key="id"),
        Kind(
            ChangedKind.CLINICAL_USE,
            ClinicalUse,
            ["clinical_uses"],
            parts=[(ClinicalUseIngredient, "clinical_use_id")],
        ),
        Kind(
            ChangedKind.COCKTAIL,
            Cocktail,
            ["cocktails", "cocktail_lines"],
            parts=[(CocktailVersion, "cocktail_id")],
        ),
        Kind(ChangedKind.PROTOCOL, Protocol, ["protocols"]),
    )
}
"""In the order in which an edition lists them: what is referred to comes first."""


def kind_of_word(word: str) -> Kind | None:
    """The kind that a word of an address names."""
    return KINDS.get(ChangedKind(word)) if word in ChangedKind.values else None


def kind_of_table(name: str) -> Kind:
    """The kind that a file of the exchange format belongs to."""
    return next(kind for kind in KINDS.values() if name in kind.tables)
