"""The columns of a table, for SQL that is made from the models."""

from django.db.models import Model


def columns(model: type[Model]) -> list[str]:
    """Their names, in order."""
    return [str(field.column) for field in model._meta.concrete_fields]
