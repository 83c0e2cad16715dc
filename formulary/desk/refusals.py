"""What to say when the database refuses a row that no form could judge, or an action says no."""

from collections.abc import Iterable

from django.db import IntegrityError
from django.db.models import Model


def in_words(error: Exception, models: Iterable[type[Model]]) -> str:
    """The words of a trigger or an action; for a constraint of `models`, its own message."""
    if not isinstance(error, IntegrityError):
        return str(error)
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None)
    for model in models:
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return str(constraint.get_violation_error_message())
    words = getattr(diagnosis, "message_primary", None) or str(error)
    return f"The database refused this: {words}"
