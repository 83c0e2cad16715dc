"""Deciding what a name in a register means. The decision holds for every later import."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone

from formulary.models import Ingredient
from registry.models import SubstanceName, User
from registry.vocabulary import NameDecision


@transaction.atomic
def decide_name(*, name: SubstanceName, by: User, ingredient: Ingredient | None) -> SubstanceName:
    """The name is this ingredient, or with None a substance outside the formulary.

    Products change with the next import of the register, which is planned and read like any other.
    """
    name = SubstanceName.objects.select_for_update().get(pk=name.pk)
    name.decision = NameDecision.INGREDIENT if ingredient else NameDecision.OUTSIDE
    name.ingredient = ingredient
    name.decided_by, name.decided_at = by, timezone.now()
    name.save()
    return name


@transaction.atomic
def decide_outside(*, names: Iterable[SubstanceName], by: User) -> int:
    """None of the names is an ingredient here. Returns how many were still undecided."""
    return SubstanceName.objects.filter(
        pk__in=[name.pk for name in names], decision=NameDecision.UNDECIDED
    ).update(decision=NameDecision.OUTSIDE, decided_by=by, decided_at=timezone.now())


@transaction.atomic
def reopen_name(*, name: SubstanceName) -> SubstanceName:
    """Put a name back into the queue."""
    name = SubstanceName.objects.select_for_update().get(pk=name.pk)
    name.decision, name.ingredient = NameDecision.UNDECIDED, None
    name.decided_by = name.decided_at = None
    name.save()
    return name


_TAKE_UP = (
    """
    DELETE FROM registry_namemeaning m WHERE NOT EXISTS (
        SELECT 1 FROM registry_substancename s
        WHERE s.normalised = m.normalised AND s.decision = 'ingredient')
    """,
    """
    UPDATE registry_namemeaning m SET ingredient_id = s.ingredient_id
    FROM registry_substancename s
    WHERE s.normalised = m.normalised AND s.decision = 'ingredient'
      AND s.ingredient_id <> m.ingredient_id
    """,
    """
    INSERT INTO registry_namemeaning (normalised, ingredient_id)
    SELECT s.normalised, s.ingredient_id FROM registry_substancename s
    WHERE s.decision = 'ingredient' AND NOT EXISTS (
        SELECT 1 FROM registry_namemeaning m WHERE m.normalised = s.normalised)
    """,
)


def take_up_meanings() -> None:
    """Have the open edition know what names mean by now. Earlier editions know what they knew."""
    with connection.cursor() as cursor:
        for statement in _TAKE_UP:
            cursor.execute(statement)
