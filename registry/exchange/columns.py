"""A column of a file, and where the model keeps it. What a column accepts is taken from the model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, cast

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models

from formulary.models.fields import NormalisedField
from formulary.rules.names import normalise
from registry.exchange.cells import Cell, Items, Number, Text, Whole, Word, YesNo


def _named(value: Any) -> Sequence[str]:
    """The keys that a cell refers to."""
    return value if isinstance(value, tuple) else (value,) if value else ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the kind of its cells, and the path by which a query finds its value.

    `path` is empty where the value stands in rows of their own (names, members). `refers_to` is the table
    of which the cell holds a natural key, or keys; `named` takes them out of a value. An optional column may
    be missing: then what it says of the rows stays as it is, and the export leaves it out where it is empty.
    """

    name: str
    cell: Cell
    path: str = ""
    refers_to: str = ""
    required: bool = False
    is_optional: bool = False
    validators: Sequence[Callable[[Any], None]] = ()
    named: Callable[[Any], Sequence[str]] = field(default=_named)

    def read(self, text: str) -> Any:
        """The value of a cell. Raises ValueError, saying what was expected."""
        if not text:
            if self.required:
                raise ValueError("expected a value: this column is never empty")
            return self.cell.blank
        if "\0" in text:
            raise ValueError("expected text without the character NUL")
        value = self.cell.read(text)
        for item in value if isinstance(self.cell, Items) else (value,):
            self._validate(item)
        return value

    def write(self, value: Any) -> str:
        """The cell of a value, as the export writes it."""
        return self.cell.write(value)

    def stored(self, value: Any) -> Any:
        """The value of what a query found."""
        if value is None:
            return self.cell.blank
        return tuple(value) if isinstance(value, list) else value

    @property
    def attribute(self) -> str:
        """The attribute of the model that is written; empty if it is not one of its own."""
        field, *rest = self.path.split("__")
        return f"{field}_id" if self.refers_to and len(rest) == 1 else "" if rest else field

    def _validate(self, value: Any) -> None:
        for validator in self.validators:
            try:
                validator(value)
            except ValidationError as error:
                raise ValueError(" ".join(error.messages)) from error


def columns(
    model: type[models.Model], names: str, *, is_optional: bool = False, **kept_as: str
) -> tuple[Column, ...]:
    """Plain columns in this order; `kept_as` names the fields that are not called like their column."""
    found = (_column(model, name, kept_as.get(name, name)) for name in names.split())
    return tuple(replace(column, is_optional=is_optional) for column in found)


def reference(name: str, table: str, path: str, *, required: bool = True) -> Column:
    """A column that holds the natural key of a row of `table`."""
    return Column(name, Text(), path, refers_to=table, required=required)


def references(name: str, table: str) -> Column:
    """A column that lists natural keys of `table`; they stand in rows of their own."""
    return Column(name, Items(Text()), refers_to=table)


def _column(model: type[models.Model], name: str, attribute: str) -> Column:
    found = cast("models.Field[Any, Any]", model._meta.get_field(attribute))
    required = not found.blank or isinstance(found, models.BooleanField)
    base = found.base_field if isinstance(found, ArrayField) else found
    cell = Items(_cell(base)) if isinstance(found, ArrayField) else _cell(base)
    validators = list(base.validators)
    for other in model._meta.get_fields():
        if isinstance(other, NormalisedField) and other.source == attribute:
            validators += [partial(_folds_within, other.max_length or 0)]
    return Column(name, cell, attribute, required=required, validators=validators)


def _folds_within(length: int, text: str) -> None:
    """Refuse a name of which no letter or digit is left, or too much, in its normalised form."""
    if not normalise(text):
        raise ValidationError("A name needs at least one letter or digit.")
    if len(normalise(text)) > length:
        raise ValidationError(f"Its normalised form is longer than {length} characters.")


def _cell(found: models.Field) -> Cell:
    if found.choices:
        return Word([str(word) for word, _ in found.flatchoices])
    if isinstance(found, models.BooleanField):
        return YesNo()
    if isinstance(found, models.IntegerField):
        return Whole()
    if isinstance(found, models.DecimalField):
        return Number()
    return Text()
