"""The API description (OpenAPI 3.1), true to what the API does."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from config.api.openapi_parts import members_parameter
from config.api.views import ReadOnlyViewSet

PROBLEM = {
    "type": "object",
    "description": "What is wrong, as RFC 9457 has it.",
    "required": ["type", "title", "status", "detail", "instance", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri-reference"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
    },
    "examples": [
        {
            "type": "about:blank",
            "title": "Bad Request",
            "status": 400,
            "detail": "route: There is no route “intradermic”.",
            "instance": "/api/v1/approvals/",
            "errors": [
                {
                    "field": "route",
                    "value": "intradermic",
                    "detail": "There is no route “intradermic”.",
                    "nearest": ["intradermal"],
                }
            ],
        }
    ],
}
FAULT = {
    "type": "object",
    "description": "One field of the request that is wrong.",
    "required": ["field", "value", "detail", "nearest"],
    "properties": {
        "field": {"type": "string"},
        "value": {"description": "As it was sent; long ones are cut."},
        "detail": {"type": "string"},
        "nearest": {
            "type": "array",
            "items": {"type": "string"},
            "description": "What may be meant, best first.",
        },
    },
}

CLOCK = [
    OpenApiParameter(
        "edition",
        {"type": "integer", "minimum": 1, "maximum": 999_999_999},
        description="What was known at this edition; the newest if left out.",
    ),
    OpenApiParameter(
        "known_at",
        {"type": "string", "format": "date-time"},
        description="In place of an edition: what had been published by this moment.",
    ),
]


def _answer(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}


ETAG = {
    "description": "Changes with the edition, the day and the code. Send it back as `If-None-Match`.",
    "schema": {"type": "string", "pattern": '^(W/)?"[0-9a-f]{32}"$'},
}

TABLE = "text/csv"
OF_TABLES = {
    "Edition": {
        "description": "Of a table: the edition that it was made from.",
        "schema": {"type": "string", "pattern": "^[0-9]+$"},
    },
    "Link": {
        "description": "Of a table: the page after it and the one before, "
        '`<…>; rel="next", <…>; rel="prev"`.',
        "schema": {"type": "string"},
    },
}

COMPONENTS = {
    "headers": {"ETag": ETAG, **OF_TABLES},
    "schemas": {"Problem": PROBLEM, "Fault": FAULT},
    "responses": {
        "NotModified": {
            "description": "You have this answer already: it is the one with your `ETag`."
        },
        "BadInput": _answer("A parameter or value is wrong; each is named with the nearest valid."),
        "NothingHere": _answer("No record has this key."),
        "KeyRefused": _answer("The key that was sent does not work, or one is needed here."),
        "TooMany": _answer("The limit is used up: `Retry-After` says for how many seconds."),
        "NotAcceptable": _answer("`Accept` rules out every form that the answer has."),
        "UnsupportedMediaType": _answer("The body is to be JSON."),
        "OtherProblem": _answer("Anything else, such as a method that is not allowed here (405)."),
    },
}


class Schema(AutoSchema):
    """Says what each operation is in a few words."""

    def get_summary(self) -> str | None:
        if isinstance(self.view, ReadOnlyViewSet):
            names = self.view.queryset.model._meta
            if self._is_list_view():
                return f"List {names.verbose_name_plural}"
            return f"One {names.verbose_name}"
        return super().get_summary()

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        """Lists and records are marked, and not sent again to whoever has them."""
        operation = super().get_operation(*args, **kwargs)
        if operation and isinstance(self.view, ReadOnlyViewSet):
            answer = operation["responses"]["200"]
            answer["headers"] = {"ETag": {"$ref": "#/components/headers/ETag"}}
            if TABLE in answer.get("content", {}) and self.view.has_parts:
                answer["headers"] |= {
                    name: {"$ref": f"#/components/headers/{name}"} for name in OF_TABLES
                }
                answer["content"][TABLE] = {"schema": {"type": "string"}}
            operation["responses"]["304"] = {"$ref": "#/components/responses/NotModified"}
        return operation

    def get_override_parameters(self) -> list[Any]:
        if not isinstance(self.view, ReadOnlyViewSet):
            return []
        return (
            [*CLOCK, members_parameter(self.view.all_members())] if self.view.has_parts else CLOCK
        )


def declare_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Every operation may answer with a problem document."""
    for operations in result["paths"].values():
        for operation in operations.values():
            places = {parameter["in"] for parameter in operation.get("parameters", [])}
            problems = {
                "400": "BadInput",
                "401": "KeyRefused",
                "406": "NotAcceptable",
                "429": "TooMany",
                "default": "OtherProblem",
            }
            if "path" in places:
                problems["404"] = "NothingHere"
            if "requestBody" in operation:
                problems["415"] = "UnsupportedMediaType"
            for code, name in sorted(problems.items()):
                operation["responses"].setdefault(code, {"$ref": f"#/components/responses/{name}"})
    for kind, components in COMPONENTS.items():
        result["components"].setdefault(kind, {}).update(components)
    return result
