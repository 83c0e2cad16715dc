"""The parameters of the approval matrix: the question, and which ingredients."""

from typing import Any

from django import forms

from config.api.filters import (
    DayFilter,
    Filters,
    KnownFilter,
    Refused,
    SearchFilter,
    ShapeFilter,
    WordFilter,
)
from config.api.lookups import NotKnown
from formulary.vocabulary import Category
from registry.api import lookups
from registry.checks.matrix import wanted_ingredients
from registry.vocabulary import Status

_CODES = r"^[A-Z]{2,4}(-[A-Z0-9]{1,3})?(,[A-Z]{2,4}(-[A-Z0-9]{1,3})?)*$"


class _CodesField(forms.RegexField):
    """Codes of jurisdictions between commas, each known; a code said twice is one column."""

    def clean(self, value: Any) -> list[str]:
        codes = list(dict.fromkeys(super().clean(value).split(","))) if value else []
        try:
            return [lookups.JURISDICTIONS.find(code).code for code in codes]
        except NotKnown as error:
            raise Refused(error.detail, error.nearest) from error


class CodesFilter(ShapeFilter):
    """Several jurisdictions; its value is their codes."""

    field_class = _CodesField


class MatrixFilters(Filters):
    """The first three are the question; the others choose the rows."""

    route = KnownFilter(lookups.ROUTES, "The code of a route, as in intradermal.", required=True)
    on = DayFilter("The day asked about; today if left out.")
    jurisdiction = CodesFilter(
        _CODES,
        "Codes of jurisdictions, with commas between them: FR,DE,US. "
        "All that have a record of their own if left out.",
    )
    ingredient = KnownFilter(
        lookups.INGREDIENTS, "One ingredient: slug, UNII, CAS number or exact name."
    )
    vars()["class"] = KnownFilter(  # a keyword of Python
        lookups.CLASSES, "Members of this ingredient class: its slug."
    )
    category = WordFilter(Category, "The kind of substance.")
    search = SearchFilter("Words of a name in any language, or a UNII, CAS number or ATC code.")
    status = WordFilter(
        Status,
        "Only ingredients that have this status in one of the jurisdictions. It is computed for the "
        "`limit` ingredients of each page, so a page may hold fewer rows, or none; follow `next`.",
    )

    joint = ("route", "on", "jurisdiction", "ingredient", "class", "category", "search", "status")

    def together(self, queryset, asked):
        return wanted_ingredients(
            ingredient=asked["ingredient"],
            ingredient_class=asked["class"],
            category=asked["category"] or "",
            text=asked["search"] or "",
        )
