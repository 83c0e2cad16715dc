"""One record, one status: the tables of docs/verdict.md, row by row."""

import datetime as dt

import pytest

from registry.rules.force import is_in_force
from registry.rules.record_status import outcome
from registry.vocabulary import (
    GENERAL_KNOWLEDGE,
    Effect,
    EndKind,
    Flag,
    Lifecycle,
    RouteScope,
    Status,
)

from .build import INTRADERMAL, INTRALESIONAL, INTRAVENOUS, ORAL, PAPER, TODAY, TOPICAL, record


def status(found, route=INTRADERMAL, on=TODAY, **how):
    return outcome(found, route, on, **how).status


@pytest.mark.parametrize(
    ("values", "route", "expected"),
    [
        ({}, INTRADERMAL, Status.AUTHORISED),
        ({"routes": [INTRALESIONAL]}, INTRADERMAL, Status.OTHER_ROUTE),
        ({"routes": [ORAL, INTRAVENOUS]}, INTRADERMAL, Status.OTHER_ROUTE),
        ({"routes": [ORAL]}, INTRADERMAL, Status.NON_INJECTABLE_ONLY),
        ({"routes": [ORAL]}, TOPICAL, Status.OTHER_ROUTE),
        ({"route_scope": RouteScope.UNSPECIFIED}, INTRADERMAL, Status.OTHER_ROUTE),
        (
            {"routes": [INTRALESIONAL], "routes_excluded": (INTRADERMAL,)},
            INTRADERMAL,
            Status.ROUTE_EXCLUDED,
        ),
        ({"route_scope": RouteScope.UNSTATED}, INTRADERMAL, Status.UNCERTAIN),
        ({"route_scope": RouteScope.UNSTATED}, TOPICAL, Status.UNCERTAIN),
        (
            {"route_scope": RouteScope.UNSTATED, "routes_excluded": (INTRADERMAL,)},
            INTRADERMAL,
            Status.ROUTE_EXCLUDED,
        ),
        (
            {"route_scope": RouteScope.UNSTATED, "regulatory_class": "device"},
            INTRADERMAL,
            Status.UNCERTAIN,
        ),
        (
            {"route_scope": RouteScope.UNSTATED, "regulatory_class": "cosmetic"},
            INTRADERMAL,
            Status.COSMETIC_ONLY,
        ),
        (
            {"route_scope": RouteScope.UNSTATED, "regulatory_class": "cosmetic"},
            TOPICAL,
            Status.UNCERTAIN,
        ),
        (
            {"route_scope": RouteScope.UNSTATED, "regulatory_class": "practice"},
            INTRADERMAL,
            None,
        ),
        ({"route_scope": RouteScope.UNSTATED, "effect": Effect.TOLERATED}, INTRADERMAL, None),
        ({"route_scope": RouteScope.UNSTATED, "effect": Effect.PROHIBITED}, INTRADERMAL, None),
        ({"regulatory_class": "biologic"}, INTRADERMAL, Status.AUTHORISED),
        ({"regulatory_class": "device"}, INTRADERMAL, Status.DEVICE_ONLY),
        ({"regulatory_class": "device"}, INTRAVENOUS, None),
        ({"regulatory_class": "cosmetic", "routes": [TOPICAL]}, INTRADERMAL, Status.COSMETIC_ONLY),
        ({"regulatory_class": "cosmetic", "routes": [TOPICAL]}, TOPICAL, Status.AUTHORISED),
        ({"regulatory_class": "cosmetic"}, INTRADERMAL, Status.COSMETIC_ONLY),
        ({"regulatory_class": "supplement", "routes": [ORAL]}, ORAL, Status.AUTHORISED),
        ({"regulatory_class": "supplement", "routes": [ORAL]}, TOPICAL, None),
        ({"regulatory_class": "practice"}, INTRADERMAL, None),
        ({"effect": Effect.TOLERATED}, INTRADERMAL, Status.UNAPPROVED_MARKETED),
        ({"effect": Effect.SPECIAL_ACCESS}, INTRADERMAL, Status.SPECIAL_ACCESS),
        ({"effect": Effect.COMPOUNDING_PERMITTED}, INTRADERMAL, Status.COMPOUNDING_ONLY),
        ({"effect": Effect.COMPOUNDING_CLOSED}, INTRADERMAL, Status.COMPOUNDING_CLOSED),
        ({"effect": Effect.NOT_AUTHORISED}, INTRADERMAL, Status.NOT_AUTHORISED),
        ({"effect": Effect.PROHIBITED}, INTRADERMAL, Status.PROHIBITED),
        ({"effect": Effect.PROHIBITED}, INTRALESIONAL, None),
        (
            {"effect": Effect.PROHIBITED, "route_scope": RouteScope.PARENTERAL},
            INTRALESIONAL,
            Status.PROHIBITED,
        ),
        ({"effect": Effect.PROHIBITED, "route_scope": RouteScope.PARENTERAL}, TOPICAL, None),
        ({"effect": Effect.PROHIBITED, "route_scope": RouteScope.ANY}, TOPICAL, Status.PROHIBITED),
        ({"effect": Effect.REQUIREMENT}, INTRADERMAL, None),
        ({"effect": Effect.RULE_SUSPENDED}, INTRADERMAL, None),
        ({"lifecycle": Lifecycle.PENDING}, INTRADERMAL, None),
        ({"lifecycle": Lifecycle.REJECTED}, INTRADERMAL, None),
        ({"is_disputed": True}, INTRADERMAL, Status.CONTESTED),
        ({"is_disputed": True, "effect": Effect.PROHIBITED}, INTRADERMAL, Status.CONTESTED),
        ({"is_disputed": True}, INTRALESIONAL, Status.OTHER_ROUTE),
    ],
)
def test_status_by_route(values, route, expected):
    assert status(record(**values), route) == expected


@pytest.mark.parametrize(
    ("regulatory_class", "route", "expected"),
    [
        ("cosmetic", INTRADERMAL, Status.COSMETIC_ONLY),
        ("cosmetic", TOPICAL, None),
        ("medicine", INTRADERMAL, None),
    ],
)
def test_status_of_a_class_is_a_classification(regulatory_class, route, expected):
    found = record(
        about=("class", "members"), regulatory_class=regulatory_class, routes=[TOPICAL, INTRADERMAL]
    )
    assert status(found, route) == expected


def test_status_of_another_purpose_and_of_a_combination():
    assert status(record(), is_other_purpose=True) == Status.OTHER_PURPOSE
    assert status(record(), is_in_combination=True) == Status.IN_COMBINATION
    elsewhere = outcome(
        record(), INTRALESIONAL, TODAY, is_other_purpose=True, is_in_combination=True
    )
    assert elsewhere.status == Status.OTHER_ROUTE
    assert elsewhere.flags == {Flag.OTHER_PURPOSE, Flag.IN_COMBINATION}


@pytest.mark.parametrize(
    ("values", "on", "expected"),
    [
        ({"valid_from": "2020-06-15"}, "2020-06-14", None),
        ({"valid_from": "2020-06-15"}, "2020-06-15", Status.AUTHORISED),
        ({"valid_to": "2020-06-15"}, "2020-06-14", Status.AUTHORISED),
        ({"valid_to": "2020-06-15"}, "2020-06-15", Status.WITHDRAWN),
        ({"valid_from": "2020"}, "2019-12-31", None),
        ({"valid_from": "2020"}, "2020-01-01", Status.UNCERTAIN),
        ({"valid_from": "2020"}, "2020-12-31", Status.UNCERTAIN),
        ({"valid_from": "2020"}, "2021-01-01", Status.AUTHORISED),
        ({"valid_to": "2020-02"}, "2020-01-31", Status.AUTHORISED),
        ({"valid_to": "2020-02"}, "2020-02-29", Status.UNCERTAIN),
        ({"valid_to": "2020-02"}, "2020-03-01", Status.WITHDRAWN),
        ({"valid_to_kind": EndKind.UNKNOWN_PAST}, "2020-06-15", Status.WITHDRAWN),
        ({"valid_to_kind": EndKind.UNKNOWN}, "2019-01-01", Status.AUTHORISED),
        ({"valid_to_kind": EndKind.UNKNOWN}, "2019-01-02", Status.UNCERTAIN),
        ({"valid_to_kind": EndKind.UNKNOWN, "documents": ()}, "2019-01-01", Status.UNCERTAIN),
        ({"lifecycle": Lifecycle.SUSPENDED}, "2020-06-15", Status.SUSPENDED),
        ({"lifecycle": Lifecycle.REVOKED}, "2020-06-15", Status.SUSPENDED),
        (
            {"lifecycle": Lifecycle.SUSPENDED, "valid_to": "2020-06-15"},
            "2020-06-15",
            Status.WITHDRAWN,
        ),
        ({"lifecycle": Lifecycle.WITHDRAWN}, "2020-06-15", Status.WITHDRAWN),
        ({"lifecycle": Lifecycle.EXPIRED}, "2020-06-15", Status.WITHDRAWN),
        ({"lifecycle": Lifecycle.UNKNOWN}, "2020-06-15", Status.UNCERTAIN),
    ],
)
def test_status_of_a_permission_by_time(values, on, expected):
    assert status(record(**values), on=dt.date.fromisoformat(on)) == expected


@pytest.mark.parametrize(
    ("values", "on", "expected"),
    [
        ({"valid_from": "2020"}, "2019-12-31", None),
        ({"valid_from": "2020"}, "2020-01-01", Status.PROHIBITED),
        ({"valid_to": "2020-06-15"}, "2020-06-14", Status.PROHIBITED),
        ({"valid_to": "2020-06-15"}, "2020-06-15", None),
        ({"valid_to": "2020"}, "2020-12-31", Status.PROHIBITED),
        ({"valid_to": "2020"}, "2021-01-01", None),
        ({"valid_to_kind": EndKind.UNKNOWN}, "2099-01-01", Status.PROHIBITED),
        ({"valid_to_kind": EndKind.UNKNOWN_AFTER_EVIDENCE}, "2099-01-01", Status.PROHIBITED),
        ({"valid_to_kind": EndKind.UNKNOWN_PAST}, "2018-12-31", Status.PROHIBITED),
        ({"valid_to_kind": EndKind.UNKNOWN_PAST}, "2019-01-01", None),
        ({"lifecycle": Lifecycle.UNKNOWN}, "2020-06-15", Status.PROHIBITED),
        ({"lifecycle": Lifecycle.WITHDRAWN}, "2020-06-15", Status.PROHIBITED),
    ],
)
def test_status_of_a_ban_by_time(values, on, expected):
    found = record(effect=Effect.PROHIBITED, **values)
    assert status(found, on=dt.date.fromisoformat(on)) == expected
    assert is_in_force(found, dt.date.fromisoformat(on)) == (expected is not None)


def test_flags_of_unknown_days():
    assert outcome(record(valid_from=""), INTRADERMAL, TODAY).flags == {Flag.START_UNKNOWN}
    ban = record(effect=Effect.PROHIBITED, valid_to_kind=EndKind.UNKNOWN)
    assert outcome(ban, INTRADERMAL, TODAY).flags == {Flag.END_UNKNOWN}


def test_uncertainty_about_another_route_is_elsewhere():
    unknown = record(lifecycle=Lifecycle.UNKNOWN)
    assert not outcome(unknown, INTRADERMAL, TODAY).is_elsewhere
    assert outcome(unknown, INTRALESIONAL, TODAY).is_elsewhere


@pytest.mark.parametrize(
    ("values", "expected", "is_elsewhere"),
    [
        ({}, Status.UNCERTAIN, True),
        ({"lifecycle": Lifecycle.UNKNOWN}, Status.UNCERTAIN, True),
        ({"valid_to_kind": EndKind.UNKNOWN}, Status.UNCERTAIN, True),
        ({"confidence": GENERAL_KNOWLEDGE}, Status.UNCERTAIN, True),
        ({"lifecycle": Lifecycle.SUSPENDED}, Status.SUSPENDED, False),
        ({"lifecycle": Lifecycle.WITHDRAWN}, Status.WITHDRAWN, False),
        ({"valid_to": "2020-01-01"}, Status.WITHDRAWN, False),
        ({"valid_from": "2099-01-01"}, None, False),
        ({"lifecycle": Lifecycle.REJECTED}, None, False),
    ],
)
def test_grant_of_unstated_route_is_uncertain_as_long_as_it_is_in_force(
    values, expected, is_elsewhere
):
    found = outcome(record(route_scope=RouteScope.UNSTATED, **values), INTRADERMAL, TODAY)
    assert (found.status, found.is_elsewhere) == (expected, is_elsewhere)
    assert (Flag.ROUTE_UNSTATED in found.flags) == (expected is not None)


def test_flags_of_an_unstated_route_keep_what_else_is_known():
    found = outcome(
        record(route_scope=RouteScope.UNSTATED),
        INTRADERMAL,
        TODAY,
        is_other_purpose=True,
        is_in_combination=True,
    )
    assert found.flags == {Flag.ROUTE_UNSTATED, Flag.OTHER_PURPOSE, Flag.IN_COMBINATION}


def test_general_knowledge_decides_nothing_milder_than_uncertain():
    remembered = record(confidence=GENERAL_KNOWLEDGE, documents=())
    assert status(remembered) == Status.UNCERTAIN
    assert outcome(remembered, INTRALESIONAL, TODAY).is_elsewhere
    ban = record(confidence=GENERAL_KNOWLEDGE, effect=Effect.PROHIBITED, documents=(PAPER,))
    assert status(ban) == Status.PROHIBITED
