"""Pages by key: each begins after the last row of the one before, however many rows come or go."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from config.api.problems import BadInput

_DIRECTIONS = {">": False, "<": True}


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: after a key or, walking backward, before it."""

    key: str
    is_backward: bool

    def encode(self) -> str:
        text = f"{'<' if self.is_backward else '>'}{self.key}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        """Raises ValueError for what `encode` never gives."""
        try:
            padded = text.encode("ascii") + b"=" * (-len(text) % 4)
            plain = base64.urlsafe_b64decode(padded).decode()
        except binascii.Error as error:
            raise ValueError(text) from error
        if plain[:1] not in _DIRECTIONS or not plain[1:].isprintable():
            raise ValueError(text)
        cursor = cls(plain[1:], _DIRECTIONS[plain[0]])
        if not cursor.key or cursor.encode() != text:
            raise ValueError(text)
        return cursor


class KeysetPagination(BasePagination):
    """Pages in the order of the view's `page_key`, a unique column. Nothing is counted or skipped over."""

    parameters = ("cursor", "limit")
    default_limit = 50
    max_limit = 200
    envelope_schema: dict[str, dict[str, object]] = {
        "edition": {
            "type": "integer",
            "minimum": 0,
            "example": 1,
            "description": "The edition that this answer was made from.",
        },
    }

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """The rows of the page, in order."""
        self._request, self._view = request, view
        limit = self._limit(request.query_params.get("limit"))
        field = queryset.model._meta.get_field(view.page_key)
        cursor = self._cursor(request.query_params.get("cursor"), field)
        backward = cursor is not None and cursor.is_backward
        if cursor:
            lookup = "lt" if backward else "gt"
            queryset = queryset.filter(**{f"{field.name}__{lookup}": field.to_python(cursor.key)})
        rows = list(queryset.order_by(f"-{field.name}" if backward else field.name)[: limit + 1])
        has_more = len(rows) > limit
        rows = rows[:limit]
        if backward:
            rows.reverse()
        keys = [str(getattr(row, field.name)) for row in rows]
        self._next = keys[-1] if keys and (has_more or backward) else None
        self._previous = keys[0] if keys and (has_more if backward else cursor) else None
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        """The envelope of a list."""
        return Response(
            {
                "next": self._link(self._next, is_backward=False),
                "previous": self._link(self._previous, is_backward=True),
                **self._view.envelope(),
                "results": data,
            }
        )

    def _link(self, key: str | None, *, is_backward: bool) -> str | None:
        if key is None:
            return None
        url = self._request.build_absolute_uri()
        wanted = {**self._view.pinned(), "cursor": Cursor(key, is_backward).encode()}
        for name, value in wanted.items():
            url = replace_query_param(url, name, value)
        return url

    def _limit(self, text: str | None) -> int:
        if text is None:
            return self.default_limit
        if text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= self.max_limit:
            return int(text)
        raise BadInput("limit", text, f"Give a whole number from 1 to {self.max_limit}.")

    def _cursor(self, text: str | None, field: Field) -> Cursor | None:
        if text is None:
            return None
        try:
            cursor = Cursor.decode(text)
            field.to_python(cursor.key)
        except (ValueError, ValidationError) as error:
            raise BadInput(
                "cursor", text, "Take the cursor from “next” or “previous” of a page of this list."
            ) from error
        return cursor

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """For the API description."""
        return [
            {
                "name": "limit",
                "in": "query",
                "description": "How many rows a page has at most.",
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": self.max_limit,
                    "default": self.default_limit,
                },
            },
            {
                "name": "cursor",
                "in": "query",
                "description": "Where the page begins; taken from `next` or `previous`.",
                "schema": {"type": "string", "minLength": 1},
            },
        ]

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        """For the API description."""
        link = {"type": ["string", "null"], "format": "uri", "example": None}
        return {
            "type": "object",
            "required": ["next", "previous", *self.envelope_schema, "results"],
            "properties": {
                "next": {**link, "description": "The next page; null on the last."},
                "previous": {**link, "description": "The page before; null on the first."},
                **self.envelope_schema,
                "results": schema,
            },
        }
