"""What narrows a list of the desk: the part of its address that a saved filter keeps."""

from django.db.models import Model
from django.http import QueryDict

_NARROWS_NOTHING = ("p", "all", "e", "_popup", "_to_field")
"""The page, and how a list is shown in a window that picks a record."""


def narrowing(asked: QueryDict) -> str:
    """The part of a list's query that narrows or orders it."""
    kept = asked.copy()
    for name, value in asked.items():
        if name in _NARROWS_NOTHING or not value:
            del kept[name]
    return kept.urlencode()


def key_of(model: type[Model]) -> str:
    """How the list of a model is named in a saved filter."""
    return model._meta.label_lower
