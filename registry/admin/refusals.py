"""What the desk says when an action or the database refuses."""

from django.db import DatabaseError

from formulary.desk.refusals import in_words
from registry.actions.change_sets import MODELS


def words_of(error: Exception) -> str:
    """The sentence of an action's error, or what a constraint or trigger says."""
    return in_words(error, MODELS) if isinstance(error, DatabaseError) else str(error)
