"""Filters that refuse what they do not understand, and say what they take."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet, TextChoices
from django.utils.functional import cached_property
from django_filters import Filter
from django_filters.rest_framework import DjangoFilterBackend, FilterSet
from drf_spectacular.drainage import set_override
from rest_framework.request import Request

from config.api.lookups import Lookup, NotKnown
from config.api.problems import BadInput, Fault
from formulary.rules.names import normalise
from formulary.rules.spelling import nearest


class Refused(forms.ValidationError):
    """A value that a filter cannot take, with those that may be meant."""

    def __init__(self, detail: str, nearest: Iterable[str] = ()):
        self.nearest = nearest
        super().__init__(detail)


class Filters(FilterSet):
    """The parameters of a list. Each narrows it by itself, but for those in `joint`, which `together` applies.

    The library's own way, a copy of every filter and a form made of them, would cost each request more than its
    queries. Here the filters of the class are asked as they are: none of them changes while it works.
    """

    joint: tuple[str, ...] = ()

    def __init__(self, data: Mapping[str, str], queryset: QuerySet, *, request: Request):
        self.data, self.queryset, self.request = data, queryset, request

    @cached_property
    def asked(self) -> dict[str, Any]:
        """The values by parameter; None where it was not sent. Raises BadInput that names all that are wrong."""
        faults: list[Fault] = []
        asked = {
            name: self._read(name, filter_, faults) for name, filter_ in self.base_filters.items()
        }
        if faults:
            raise BadInput.many(faults)
        return asked

    def _read(self, name: str, filter_: Filter, faults: list[Fault]) -> Any:
        text = self.data.get(name)
        if text is None and not filter_.field.required:
            return None
        try:
            return filter_.field.clean(text)
        except forms.ValidationError as refused:
            faults += (
                Fault(name, text, " ".join(error.messages), getattr(error, "nearest", ()))
                for error in refused.error_list
            )

    @property
    def qs(self) -> QuerySet:
        """The rows that are asked for."""
        queryset = self.together(self.queryset, self.asked)
        for name, value in self.asked.items():
            if value is None or name in self.joint:
                continue
            filter_ = self.base_filters[name]
            if method := filter_.method:
                apply = method if callable(method) else getattr(self, method)
                queryset = apply(queryset, name, value)
            else:
                queryset = filter_.filter(queryset, value)
        return queryset

    def together(self, queryset: QuerySet, asked: dict[str, Any]) -> QuerySet:
        """Apply the joint parameters; what was not asked is None."""
        return queryset


class StrictFilterBackend(DjangoFilterBackend):
    """A wrong value of a filter is a problem document: it never filters nothing, nor everything."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        return view.filterset_class(request.query_params, queryset, request=request).qs


def holding(*fields: str) -> Callable[[QuerySet, str, str], QuerySet]:
    """The method of a search in the texts of a row, whatever the case."""

    def search(queryset: QuerySet, _: str, value: str) -> QuerySet:
        within = (Q(**{f"{field}__icontains": value}) for field in fields)
        return queryset.filter(reduce(or_, within))

    return search


class _Filter(Filter):
    """A filter with its description and the schema of its value."""

    schema: dict[str, object] = {"type": "string", "minLength": 1}

    def __init__(self, description: str, **kwargs: Any):
        super().__init__(**kwargs)
        set_override(self, "field", {**self.schema, "description": description})


class TextFilter(_Filter):
    """Any text."""

    field_class = forms.CharField


class ShapeFilter(_Filter):
    """A code of a known shape."""

    field_class = forms.RegexField

    def __init__(self, pattern: str, description: str, **kwargs: Any):
        self.schema = {"type": "string", "pattern": pattern}
        messages = {"invalid": f"Its shape is {pattern}."}
        super().__init__(description, regex=pattern, error_messages=messages, **kwargs)


class _NameField(forms.CharField):
    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text and not normalise(text):
            raise Refused("A search needs at least one letter or digit.")
        return text


class SearchFilter(TextFilter):
    """A text with at least one letter or digit."""

    field_class = _NameField


class _WordField(forms.Field):
    def __init__(self, *, words: list[str], **kwargs: Any):
        self.words = words
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str | None:
        if value is None or value in self.words:
            return value
        raise Refused(
            "Use one of the words of this list.", nearest(value, self.words) or self.words
        )


class WordFilter(_Filter):
    """A word of a closed list."""

    field_class = _WordField

    def __init__(self, words: type[TextChoices], description: str, **kwargs: Any):
        self.schema = {"type": "string", "enum": list(words.values)}
        super().__init__(description, words=list(words.values), **kwargs)


class _DayField(forms.Field):
    def clean(self, value: Any) -> dt.date | None:
        if value is None:
            return None
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                raise ValueError(value)
            return dt.date.fromisoformat(value)
        except ValueError as error:
            raise Refused("Give a day of the calendar as YYYY-MM-DD.") from error


class DayFilter(_Filter):
    """A day."""

    field_class = _DayField
    schema = {"type": "string", "format": "date"}


class _NumberField(forms.Field):
    def __init__(self, *, least: int, most: int, **kwargs: Any):
        self.least, self.most = least, most
        super().__init__(**kwargs)

    def clean(self, value: Any) -> int | None:
        if value is None:
            return None
        if value.isascii() and value.isdecimal() and self.least <= int(value[:9]) <= self.most:
            return int(value)
        raise Refused(f"Give a whole number from {self.least} to {self.most}.")


class NumberFilter(_Filter):
    """A whole number between two others."""

    field_class = _NumberField

    def __init__(self, least: int, most: int, description: str, **kwargs: Any):
        self.schema = {"type": "integer", "minimum": least, "maximum": most}
        super().__init__(description, least=least, most=most, **kwargs)


class _TruthField(forms.Field):
    def clean(self, value: Any) -> bool | None:
        if value not in (None, "true", "false"):
            raise Refused("Use true or false.", ["true", "false"])
        return None if value is None else value == "true"


class TruthFilter(_Filter):
    """True or false."""

    field_class = _TruthField
    schema = {"type": "boolean"}


class _KnownField(forms.Field):
    def __init__(self, *, lookup: Lookup, **kwargs: Any):
        self.lookup = lookup
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Model | None:
        if value is None and self.required:
            raise Refused("Give this parameter: nothing can be answered without it.")
        try:
            return None if value is None else self.lookup.find(value)
        except NotKnown as error:
            raise Refused(error.detail, error.nearest) from error


class KnownFilter(_Filter):
    """The name of a row; its value is the row."""

    field_class = _KnownField

    def __init__(self, lookup: Lookup, description: str, **kwargs: Any):
        super().__init__(description, lookup=lookup, **kwargs)
