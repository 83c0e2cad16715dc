"""What is like an ingredient or product: of the same class, or holding the same substance; and on record in a place."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet

from formulary.models import Ingredient, IngredientClassMember, ProductLine
from formulary.vocabulary import Category, LineRole
from registry.facts.reader import Kindred
from registry.rules.values import Line

MOST_LOOKED_AT = 200
"""Of each kind, for all lines of a question together: the first by slug."""

_SAYS_NOTHING = frozenset({Category.OTHER, Category.VEHICLE})
"""Of these two the members have no use in common."""


@dataclass(slots=True)
class _Likeness:
    """By what something is like a line."""

    own: str
    roots: set[int] = field(default_factory=set)
    """The bases of its substances, as keys."""
    categories: set[str] = field(default_factory=set)
    classes: dict[int, str] = field(default_factory=dict)
    """The members of its classes, each with the name of the class."""

    def how(self, key: int, root: int, category: str) -> str:
        """How an ingredient is like the line; empty where it is not."""
        if root in self.roots:
            return "the same substance, or a salt or hydrate of it"
        if key in self.classes:
            return f"of the same class: {self.classes[key]}"
        return (
            f"of the same class: {Category(category).label}" if category in self.categories else ""
        )


def kindred(
    lines: Sequence[Line], approvals: QuerySet
) -> Mapping[Line, tuple[list[Kindred], bool]]:
    """For each line, what has one of the `approvals`, and whether that is all of it. Five queries."""
    like = _likeness(lines)
    roots = set().union(*(one.roots for one in like.values()))
    wanted = (
        Q(pk__in=roots)
        | Q(form_of__in=roots)
        | Q(category__in=set().union(*(one.categories for one in like.values())))
        | Q(pk__in=set().union(*(one.classes for one in like.values())))
    )
    of_products = approvals.filter(product=OuterRef("product"))
    active = ProductLine.objects.filter(role=LineRole.ACTIVE)
    on_record = Q(Exists(approvals.filter(ingredient=OuterRef("pk")))) | Q(
        Exists(active.filter(Exists(of_products), ingredient=OuterRef("pk")))
    )
    columns = ("pk", "form_of_id", "category", "slug", "preferred_name")
    rows = Ingredient.objects.filter(wanted).filter(on_record).order_by("slug")
    found = list(rows.values_list(*columns)[: MOST_LOOKED_AT + 1])
    known = {key: (form_of or key, category) for key, form_of, category, *_ in found}
    holding = list(
        active.filter(Exists(of_products), ingredient__in=list(known))
        .order_by("product__slug", "position")
        .values_list("ingredient_id", "product__slug", "product__name")[: MOST_LOOKED_AT + 1]
    )
    is_all = max(len(found), len(holding)) <= MOST_LOOKED_AT
    return {
        line: (
            [
                *_ingredients(one, found[:MOST_LOOKED_AT]),
                *_products(one, holding[:MOST_LOOKED_AT], known),
            ],
            is_all,
        )
        for line, one in like.items()
    }


def _likeness(lines: Sequence[Line]) -> dict[Line, _Likeness]:
    named = [line.product for line in lines if line.product]
    holds: dict[str, set[str]] = defaultdict(set)
    for product, ingredient in ProductLine.objects.filter(
        product__slug__in=named, role=LineRole.ACTIVE
    ).values_list("product__slug", "ingredient__slug"):
        holds[product].add(ingredient)
    of_line = {
        line: holds[line.product] if line.product else {line.ingredient or ""} for line in lines
    }
    asked = {
        slug: (key, form_of or key, category)
        for slug, key, form_of, category in Ingredient.objects.filter(
            slug__in=set().union(*of_line.values())
        ).values_list("slug", "pk", "form_of_id", "category")
    }
    classes: dict[int, dict[int, str]] = defaultdict(dict)
    keys = [key for key, *_ in asked.values()]
    own = IngredientClassMember.objects.filter(ingredient__in=keys)
    for group, name, member in IngredientClassMember.objects.filter(
        ingredient_class__in=own.order_by().values("ingredient_class")
    ).values_list("ingredient_class_id", "ingredient_class__name", "ingredient_id"):
        classes[group][member] = name
    found = {}
    for line, slugs in of_line.items():
        found[line] = one = _Likeness(own=line.ingredient or line.product or "")
        for key, root, category in (asked[slug] for slug in slugs if slug is not None):
            one.roots.add(root)
            one.categories |= {category} - _SAYS_NOTHING
            for members in classes.values():
                if key in members:
                    one.classes |= members
    return found


def _ingredients(one: _Likeness, rows: Iterable[tuple]) -> list[Kindred]:
    return [
        Kindred(Line(ingredient=slug), name, how)
        for key, form_of, category, slug, name in rows
        if slug != one.own and (how := one.how(key, form_of or key, category))
    ]


def _products(
    one: _Likeness, rows: Iterable[tuple[int, str, str]], known: Mapping[int, tuple[int, str]]
) -> list[Kindred]:
    """Each once, by the first of its substances that is like the line."""
    found: dict[str, Kindred] = {}
    for key, slug, name in rows:
        how = one.how(key, *known[key])
        if how and slug != one.own and slug not in found:
            found[slug] = Kindred(Line(product=slug), name, f"it holds what is {how}")
    return list(found.values())
