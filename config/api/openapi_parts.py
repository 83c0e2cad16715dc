"""The API description of `fields=`: the parameter, and records of which any member may be left out."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import OpenApiParameter

from config.api.members import MEMBERS


def members_parameter(members: Iterable[str]) -> OpenApiParameter:
    """`fields`, with what it may name."""
    names = {"type": "array", "items": {"type": "string", "enum": [*members]}, "minItems": 1}
    return OpenApiParameter(
        MEMBERS,
        names,
        style="form",
        explode=False,
        description="Only these members of each record, with commas between them; all if left out.",
    )


def declare_parts(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A record is whole, or with `fields` a part of it: the same members, of which any may be left out."""
    schemas = result["components"]["schemas"]
    for operations in result["paths"].values():
        for operation in operations.values():
            if MEMBERS not in {
                p["name"] for p in operation.get("parameters", []) if p["in"] == "query"
            }:
                continue
            holder = operation["responses"]["200"]["content"]["application/json"]
            answer = schemas[_name(holder["schema"])]
            if "next" in answer["properties"]:  # a page
                holder, key = answer["properties"]["results"], "items"
            else:
                key = "schema"
            name = _name(holder[key])
            whole = schemas[name]
            schemas[f"{name}Part"] = {
                **whole,
                "description": f"With `{MEMBERS}`: only the members that were asked for.",
                "required": [
                    member
                    for member in whole["required"]
                    if member == "edition" and key == "schema"
                ],
                "minProperties": 1,
            }
            both = (name, f"{name}Part")
            holder[key] = {"anyOf": [{"$ref": f"#/components/schemas/{one}"} for one in both]}
    return result


def _name(reference: dict[str, str]) -> str:
    return reference["$ref"].rpartition("/")[2]
