"""Writes to the order of the parts of a record: its names, lines or members."""

from collections.abc import Sequence
from itertools import pairwise

from django.db import transaction
from django.db.models import Case, F, Model, Value, When
from django.db.models import PositiveIntegerField as Position

OUT_OF_THE_WAY = 1_000_000
"""Added to all positions before they are given anew, because no two may be equal meanwhile."""


@transaction.atomic
def arrange(*, parts: Sequence[Model]) -> None:
    """Number the parts of one record from 1 in this order. What is in order stays as it is."""
    positions = [part.position for part in parts]  # type: ignore[attr-defined]
    if all(one < next_ for one, next_ in pairwise(positions)):
        return
    rows = type(parts[0])._default_manager.filter(pk__in=[part.pk for part in parts])
    rows.update(position=F("position") + OUT_OF_THE_WAY)
    places = (When(pk=part.pk, then=Value(place)) for place, part in enumerate(parts, start=1))
    rows.update(position=Case(*places, output_field=Position()))
