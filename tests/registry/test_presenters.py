"""An approval as a sentence."""

import pytest

from registry.presenters import approval_sentence
from registry.rules.values import Record, Route
from registry.vocabulary import Effect, EndKind, Lifecycle, RouteScope

TOPICAL = Route("topical", "Topical", is_parenteral=False)
INTRADERMAL = Route("intradermal", "Intradermal", is_parenteral=True)


def sentence(**axes):
    return approval_sentence(
        Record(
            id="example",
            subject_kind="ingredient",
            subject="example-peptide",
            subject_name="Example peptide",
            jurisdiction="XA",
            authority="example-agency",
            authority_name="EXA",
            regulatory_class="medicine",
            pathway="EXAMPLE",
            **{
                "effect": Effect.GRANTED,
                "lifecycle": Lifecycle.VALID,
                "route_scope": RouteScope.ANY,
                "valid_from": "2023-09-29",
                **axes,
            },
        )
    )


def test_sentence_closed_door():
    closed = {
        "effect": Effect.COMPOUNDING_CLOSED,
        "route_scope": RouteScope.PARENTERAL,
        "valid_to": "2026-04-22",
        "valid_to_kind": EndKind.DATE,
    }
    assert sentence(**closed) == (
        "XA · EXA · Example peptide · injection · compounding closed, 2023-09-29 to 2026-04-22"
    )


@pytest.mark.parametrize(
    ("axes", "words"),
    [
        ({"route_scope": RouteScope.ANY}, "any route"),
        ({"route_scope": RouteScope.UNSPECIFIED}, "injection, route not stated"),
        (
            {"route_scope": RouteScope.LISTED, "routes": (TOPICAL, INTRADERMAL)},
            "topical, intradermal",
        ),
        ({"routes_excluded": (INTRADERMAL,)}, "any route but not intradermal"),
        (
            {"route_scope": RouteScope.LISTED, "routes": (Route("iv", "IV bolus", True),)},
            "IV bolus",
        ),
    ],
)
def test_sentence_routes(axes, words):
    assert sentence(**axes).split(" · ")[3] == words


@pytest.mark.parametrize(
    ("axes", "words"),
    [
        ({}, "granted, since 2023-09-29"),
        ({"purposes": ("submental-fat",)}, "granted for submental-fat, since 2023-09-29"),
        ({"lifecycle": Lifecycle.SUSPENDED}, "granted (suspended), since 2023-09-29"),
        ({"lifecycle": Lifecycle.UNKNOWN}, "granted (state not known), since 2023-09-29"),
        ({"is_disputed": True}, "granted, disputed, since 2023-09-29"),
        ({"valid_from": ""}, "granted, start not known"),
        (
            {"valid_from": "", "valid_to": "2011", "valid_to_kind": EndKind.DATE},
            "granted, unknown day to 2011",
        ),
        (
            {"valid_to_kind": EndKind.UNKNOWN_PAST},
            "granted, since 2023-09-29, has ended, day not known",
        ),
        (
            {"valid_from": "", "valid_to_kind": EndKind.UNKNOWN},
            "granted, start not known, end not known",
        ),
    ],
)
def test_sentence_statement_and_period(axes, words):
    assert sentence(**axes).split(" · ")[4] == words
