"""The shape of the approval matrix, for the OpenAPI description; `registry.checks.matrix_answer` fills it."""

from rest_framework import serializers

from registry.checks.answer import NOTICE
from registry.vocabulary import HAIR_LOSS, Answer, Flag, Status


class MatrixCellSerializer(serializers.Serializer):
    """One ingredient in one jurisdiction: what a check of it alone would say."""

    jurisdiction = serializers.CharField()
    answer = serializers.ChoiceField(Answer.choices)
    status = serializers.ChoiceField(Status.choices)
    flags = serializers.ListField(child=serializers.ChoiceField(Flag.choices))
    approvals = serializers.ListField(
        child=serializers.CharField(), help_text="The ids of just the records that decide it."
    )


class MatrixRowSerializer(serializers.Serializer):
    """One ingredient in every jurisdiction asked."""

    ingredient = serializers.CharField(help_text="Its slug.")
    name = serializers.CharField()
    cells = MatrixCellSerializer(many=True, help_text="In the order of `jurisdictions`.")


EXAMPLE = {
    "ingredient": "procaine",
    "name": "Procaine",
    "cells": [
        {
            "jurisdiction": "FR",
            "answer": "yes",
            "status": "authorised",
            "flags": ["indication-not-assessed", "via-form"],
            "approvals": [
                "fr-procaine-lavoisier-10-cis-63409284",
                "fr-procaine-lavoisier-20-cis-63617367",
            ],
        },
        {
            "jurisdiction": "US",
            "answer": "conditional",
            "status": "authorised-other-route",
            "flags": ["route-unspecified", "via-form"],
            "approvals": ["us-procaine-hcl-abraxis-anda-080384"],
        },
    ],
}
"""A real row of the starter set, asked as the examples of the envelope say; a test compares it with the answer."""

_COVERAGE = {"$ref": "#/components/schemas/CheckCoverage"}

ENVELOPE: dict[str, dict[str, object]] = {
    "route": {"type": "string", "example": "intradermal"},
    "on": {"type": "string", "format": "date", "example": "2026-06-01"},
    "purpose": {
        "type": "string",
        "example": HAIR_LOSS,
        "description": "That of every question that names none.",
    },
    "jurisdictions": {
        "type": "array",
        "description": "The columns, and how much of each jurisdiction has been assessed.",
        "items": {
            "type": "object",
            "required": ["code", "name", "coverage"],
            "properties": {
                "code": {"type": "string"},
                "name": {"type": "string"},
                "coverage": _COVERAGE,
            },
        },
        "example": [
            {
                "code": "FR",
                "name": "France",
                "coverage": {
                    "records": 65,
                    "ingredients_assessed": 40,
                    "ingredients_known": 226,
                    "products_assessed": 49,
                },
            },
            {
                "code": "US",
                "name": "United States",
                "coverage": {
                    "records": 93,
                    "ingredients_assessed": 57,
                    "ingredients_known": 226,
                    "products_assessed": 33,
                },
            },
        ],
    },
    "notice": {"type": "string", "example": NOTICE},
}
"""What the answer says of itself, for the description."""

TABLE = (
    "ingredient,name,route,on,edition,FR,US\r\n"
    "procaine,Procaine,intradermal,2026-06-01,1,authorised,authorised-other-route\r\n"
)
"""The same as a table."""
