"""One line: which records reach it, which decide, and what is left as a note."""

import pytest
from msgspec.structs import replace

from registry.rules.line_verdict import decide_line
from registry.rules.values import Line
from registry.rules.verdict import decide
from registry.vocabulary import Answer, Effect, EndKind, Flag, Lifecycle, RouteScope, Status

from .build import (
    BASE,
    HYDRATE,
    INTRADERMAL,
    INTRALESIONAL,
    ORAL,
    OTHER,
    SALT,
    TOPICAL,
    UNRESOLVED,
    dossier,
    question,
    record,
)  # fmt: skip

ANY = {"route_scope": RouteScope.ANY}


def verdict(line, *records, **asked):
    return decide_line(line, question(line, **asked), dossier(*records))


def test_unstated_route_is_unknown_and_decides_only_when_hardly_anything_else_does():
    unstated = record("unstated", route_scope=RouteScope.UNSTATED)
    alone = decide(question(BASE, is_mixed=False), dossier(unstated))
    assert (alone.status, alone.answer) == (Status.UNCERTAIN, Answer.UNKNOWN)
    assert Flag.ROUTE_UNSTATED in alone.flags
    assert verdict(BASE, unstated, record("known")).status == Status.AUTHORISED
    swallowed = record("swallowed", routes=[ORAL])
    assert verdict(BASE, unstated, swallowed).status == Status.NON_INJECTABLE_ONLY
    ended = record("ended", lifecycle=Lifecycle.WITHDRAWN)
    assert verdict(BASE, unstated, ended).status == Status.UNCERTAIN


def test_suspension_above_product_level_of_unstated_route_is_a_ban():
    suspended = {"route_scope": RouteScope.UNSTATED, "lifecycle": Lifecycle.SUSPENDED}
    assert verdict(
        SALT, record(**suspended), record("salt", about=("ingredient", "salt"))
    ).status == (Status.SUSPENDED)


@pytest.mark.parametrize(
    "effect", [Effect.PROHIBITED, Effect.NOT_AUTHORISED, Effect.COMPOUNDING_CLOSED]
)
def test_ban_goes_down_to_forms_and_nowhere_else(effect):
    of_base, of_salt = record(effect=effect), record(effect=effect, about=("ingredient", "salt"))
    assert verdict(SALT, of_base).deciding
    assert verdict(OTHER, of_base).status == Status.NO_RECORD
    for line in (BASE, HYDRATE):
        left = verdict(line, of_salt)
        assert left.status == Status.NO_RECORD
        assert [note.record for note in left.notes] == [of_salt]


def test_suspension_of_a_base_goes_down_but_of_a_form_not_up():
    suspended = {"lifecycle": Lifecycle.SUSPENDED}
    assert verdict(SALT, record(**suspended)).status == Status.SUSPENDED
    assert (
        verdict(BASE, record(about=("ingredient", "salt"), **suspended)).status == Status.NO_RECORD
    )


def test_grant_goes_up_to_the_base_and_nowhere_else():
    of_salt = record(about=("ingredient", "salt"))
    found = verdict(BASE, of_salt)
    assert found.status == Status.AUTHORISED
    assert Flag.VIA_FORM in found.flags
    assert verdict(HYDRATE, of_salt).status == Status.NO_RECORD
    assert verdict(SALT, record()).status == Status.NO_RECORD
    assert verdict(BASE, record(about=("product", "salted"))).flags >= {Flag.VIA_FORM}
    assert verdict(SALT, record(about=("product", "plain"))).notes


def test_product_counts_for_its_active_substance_with_what_permits_it():
    assert verdict(BASE, record(about=("product", "plain"))).status == Status.AUTHORISED
    banned = record(about=("product", "plain"), effect=Effect.PROHIBITED)
    assert verdict(BASE, banned).status == Status.NO_RECORD
    assert verdict(BASE, banned).notes[0].record == banned
    assert verdict(Line(product="plain"), banned).status == Status.PROHIBITED
    assert verdict(BASE, record(about=("product", "cream"))).status == Status.NO_RECORD


def test_combination_counts_only_when_the_line_names_it():
    combined = record(about=("product", "combined"))
    assert verdict(BASE, combined).status == Status.IN_COMBINATION
    assert verdict(Line(product="combined"), combined).status == Status.AUTHORISED


def test_named_product_is_reached_by_bans_on_its_substances_but_by_no_grant():
    salted = Line(product="salted")
    assert verdict(salted, record(about=("ingredient", "salt"))).status == Status.NO_RECORD
    assert verdict(salted, record(effect=Effect.PROHIBITED)).status == Status.PROHIBITED
    assert (
        verdict(Line(product="cream"), record(effect=Effect.PROHIBITED)).status == Status.PROHIBITED
    )
    assert verdict(salted, record(about=("product", "plain"))).status == Status.NO_RECORD


def test_classes_reach_by_members_by_regulatory_class_and_every_injection():
    def ban(group):
        return record(about=("class", group), effect=Effect.PROHIBITED, **ANY)

    assert verdict(SALT, ban("members")).status == Status.PROHIBITED
    assert verdict(OTHER, ban("members")).status == Status.NO_RECORD
    assert verdict(Line(product="cream"), ban("cosmetics")).status == Status.PROHIBITED
    assert verdict(BASE, ban("cosmetics")).status == Status.NO_RECORD
    assert verdict(OTHER, ban("injections")).status == Status.PROHIBITED
    assert verdict(OTHER, ban("injections"), route=TOPICAL).status == Status.NO_RECORD


def test_unregistered_is_a_note_on_a_line_without_a_record_only():
    rule = record("rule", about=("class", "unregistered"), effect=Effect.NOT_AUTHORISED, **ANY)
    assert verdict(BASE, rule).status == Status.NO_RECORD
    assert [note.record.id for note in verdict(BASE, rule).notes] == ["rule"]
    assert verdict(BASE, rule, record()).notes == ()


def test_record_for_another_purpose_binds_nothing_but_a_grant_shows_a_product():
    ban = record(effect=Effect.PROHIBITED, purposes=("fat",))
    assert verdict(BASE, ban).status == Status.NO_RECORD
    assert verdict(BASE, ban, purpose="fat").status == Status.PROHIBITED
    assert verdict(BASE, record(purposes=("fat",))).status == Status.OTHER_PURPOSE
    test_dose = record(purposes=("sensitivity-test",))
    assert verdict(BASE, test_dose).status == Status.NO_RECORD
    assert verdict(BASE, test_dose).notes


def test_cosmetic_product_is_asked_as_sold_as_a_cosmetic_too():
    ban = record(effect=Effect.PROHIBITED, purposes=("sold-as-cosmetic",))
    assert verdict(Line(product="cream"), ban).status == Status.PROHIBITED
    assert verdict(Line(product="plain"), ban).status == Status.NO_RECORD


def test_latest_period_that_has_begun_speaks():
    first = record("first", number="EX 1", valid_from="2001", valid_to="2010")
    second = record("second", number="EX 1", valid_from="2012")
    later = record("later", number="EX 1", valid_from="2030", lifecycle=Lifecycle.WITHDRAWN)
    found = verdict(BASE, first, second, later)
    assert found.status == Status.AUTHORISED
    assert [finding.record.id for finding in found.deciding] == ["second"]


@pytest.mark.parametrize(
    ("stronger", "weaker", "status"),
    [
        ({"effect": Effect.PROHIBITED}, {}, Status.PROHIBITED),
        ({"lifecycle": Lifecycle.SUSPENDED}, {}, Status.SUSPENDED),
        ({"effect": Effect.PROHIBITED, "is_disputed": True}, {}, Status.CONTESTED),
        ({}, {"is_disputed": True}, Status.AUTHORISED),
        ({}, {"lifecycle": Lifecycle.UNKNOWN}, Status.AUTHORISED),
        ({"lifecycle": Lifecycle.UNKNOWN}, {"regulatory_class": "device"}, Status.UNCERTAIN),
        (
            {"regulatory_class": "device"},
            {"effect": Effect.COMPOUNDING_PERMITTED},
            Status.DEVICE_ONLY,
        ),
        (
            {"effect": Effect.COMPOUNDING_PERMITTED},
            {"effect": Effect.NOT_AUTHORISED},
            Status.COMPOUNDING_ONLY,
        ),
        (
            {"effect": Effect.NOT_AUTHORISED},
            {"effect": Effect.COMPOUNDING_CLOSED},
            Status.NOT_AUTHORISED,
        ),
        (
            {"effect": Effect.COMPOUNDING_CLOSED},
            {"routes": [INTRALESIONAL]},
            Status.COMPOUNDING_CLOSED,
        ),
        ({"routes": [INTRALESIONAL]}, {"effect": Effect.TOLERATED}, Status.OTHER_ROUTE),
        (
            {"effect": Effect.TOLERATED},
            {"effect": Effect.SPECIAL_ACCESS},
            Status.UNAPPROVED_MARKETED,
        ),
        (
            {"effect": Effect.SPECIAL_ACCESS},
            {"routes": [ORAL], "routes_excluded": (INTRADERMAL,)},
            Status.SPECIAL_ACCESS,
        ),
        (
            {"routes": [INTRALESIONAL], "routes_excluded": (INTRADERMAL,)},
            {"routes": [ORAL]},
            Status.ROUTE_EXCLUDED,
        ),
        (
            {"routes": [ORAL]},
            {"regulatory_class": "cosmetic", "routes": [TOPICAL]},
            Status.NON_INJECTABLE_ONLY,
        ),
        (
            {"regulatory_class": "cosmetic", "routes": [TOPICAL]},
            {"routes": [ORAL], "lifecycle": Lifecycle.UNKNOWN},
            Status.COSMETIC_ONLY,
        ),
        (
            {"routes": [ORAL], "lifecycle": Lifecycle.UNKNOWN},
            {"lifecycle": Lifecycle.WITHDRAWN},
            Status.UNCERTAIN,
        ),
    ],
)
def test_the_best_record_decides_except_that_a_ban_wins(stronger, weaker, status):
    found = verdict(BASE, record("b-stronger", **stronger), record("a-weaker", **weaker))
    assert found.status == status
    assert [finding.record.id for finding in found.deciding] == ["b-stronger"]


def test_suspended_product_does_not_stop_another_product():
    suspended = record("one", about=("product", "plain"), lifecycle=Lifecycle.SUSPENDED)
    assert verdict(BASE, suspended).status == Status.SUSPENDED
    assert (
        verdict(BASE, suspended, record("two", about=("product", "salted"))).status
        == Status.AUTHORISED
    )


def test_all_records_of_the_deciding_place_are_named_and_their_flags_carried():
    found = verdict(BASE, record("a", valid_from=""), record("b", purposes=("hair-loss",)))
    assert [finding.record.id for finding in found.deciding] == ["a", "b"]
    assert found.flags == {Flag.START_UNKNOWN, Flag.INDICATION_NOT_ASSESSED}


def test_indication_is_assessed_when_every_deciding_record_states_a_purpose():
    assert verdict(BASE, record(purposes=("hair-loss",))).flags == frozenset()


def test_requirement_in_force_is_a_condition_and_decides_nothing():
    duty = record("duty", effect=Effect.REQUIREMENT, about=("class", "injections"), **ANY)
    found = verdict(BASE, duty, record())
    assert found.status == Status.AUTHORISED
    assert [condition.id for condition in found.conditions] == ["duty"]
    over = record("duty", effect=Effect.REQUIREMENT, valid_to="2010-01-01", **ANY)
    assert verdict(BASE, over).conditions == ()
    assert [note.record.id for note in verdict(BASE, over).notes] == ["duty"]


def test_ban_that_has_ended_is_a_note():
    over = record(effect=Effect.PROHIBITED, valid_to="2010-01-01")
    assert verdict(BASE, over).status == Status.NO_RECORD
    assert verdict(BASE, over).notes


def test_unresolved_line_stays_unresolved_whatever_is_on_record():
    ban = record(about=("class", "injections"), effect=Effect.PROHIBITED, **ANY)
    assert verdict(UNRESOLVED, ban).status == Status.UNRESOLVED


def test_mixing_two_lines_is_compounding_at_least():
    facts = dossier(record("a"), record("b", about=("ingredient", "other")))
    mixed = decide(question(BASE, OTHER), facts)
    assert (mixed.answer, mixed.status) == (Answer.CONDITIONAL, Status.COMPOUNDING_ONLY)
    assert Flag.MIXING_IS_COMPOUNDING in mixed.flags
    assert decide(question(BASE, BASE), facts).status == Status.COMPOUNDING_ONLY
    assert decide(question(BASE, OTHER, is_mixed=False), facts).answer == Answer.YES
    assert decide(question(BASE), facts).answer == Answer.YES


@pytest.mark.parametrize("line", [OTHER, Line(product="filler")])
def test_device_in_a_mix_is_uncertain_at_least(line):
    subject = ("ingredient", "other") if line.ingredient else ("product", "filler")
    facts = dossier(record("a"), record("b", about=subject, regulatory_class="device"))
    mixed = decide(question(BASE, line), facts)
    assert mixed.status == Status.UNCERTAIN
    assert Flag.DEVICE_IN_MIX in mixed.flags
    assert decide(question(line), facts).status == Status.DEVICE_ONLY


def test_end_of_a_tolerated_product_seen_long_ago_is_uncertain():
    seen = record(effect=Effect.TOLERATED, valid_to_kind=EndKind.UNKNOWN_AFTER_EVIDENCE)
    assert verdict(BASE, seen).status == Status.UNCERTAIN
    assert verdict(BASE, seen, route=INTRADERMAL).flags == {Flag.END_UNKNOWN}


def test_question_without_lines_is_refused():
    with pytest.raises(ValueError, match="at least one line"):
        decide(replace(question(), lines=()), dossier())
