"""Plans of a made-up register: what each row comes to, and what is written about it."""

import pytest

from formulary.models import Ingredient, IngredientName, Product
from formulary.vocabulary import LineRole, RegulatoryClass
from registry.actions.accounts import importer
from registry.actions.substance_names import decide_name
from registry.errors import AdapterMistaken, DateMissing
from registry.models import Approval, Edition, RegisterCopy, RegisterEntry, SubstanceName
from registry.registers.authorisation import Rejected
from registry.vocabulary import RouteScope

from .made_up import (
    OTHER,
    PEPTIDE,
    STRANGE,
    changes,
    load,
    make_world,
    outcomes,
    plan,
    row,
    status,
    substance,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world():
    make_world()


def decide(name, ingredient=None):
    found = SubstanceName.objects.get(normalised=name)
    target = Ingredient.objects.get(slug=ingredient) if ingredient else None
    return decide_name(name=found, by=importer(), ingredient=target)


def test_plan_writes_nothing_but_itself_and_the_queue():
    before = Approval.objects.count(), Product.objects.count(), Edition.objects.count()
    copy = plan(row(), row("EX 2", substances=(STRANGE,)))
    assert outcomes(copy) == {"EX 1": "created", "EX 2": "outside"}
    assert copy.counts == {"read": 2, "created": 1, "outside": 1, "unchanged": 0}
    assert (Approval.objects.count(), Product.objects.count(), Edition.objects.count()) == before
    assert not RegisterEntry.objects.filter(register="xa-register").exists()


def test_plan_remembers_where_it_comes_from():
    copy = plan(row(), day="2020-01")
    assert (copy.register, copy.published_on, copy.read_by) == (
        "xa-register",
        "2020-01",
        importer(),
    )
    assert len(copy.sha256) == 64
    assert copy.files
    assert copy.base == Edition.objects.order_by("-number").first()


def test_product_of_which_one_substance_is_undecided_waits():
    copy = load(row(substances=(PEPTIDE, STRANGE)))
    assert outcomes(copy) == {"EX 1": "waiting"}
    assert "EXAMPLE STRANGER" in copy.rows.get().reason
    assert status() == "no-record"
    assert RegisterEntry.objects.get().state == "waiting"


def test_unknown_role_is_feared_as_active():
    unknown = STRANGE._replace(role=LineRole.UNKNOWN)
    assert outcomes(plan(row(substances=(PEPTIDE, unknown)))) == {"EX 1": "waiting"}


def test_undecided_excipient_does_not_matter():
    excipient = STRANGE._replace(role=LineRole.EXCIPIENT)
    load(row(substances=(PEPTIDE, excipient)))
    assert status() == "authorised"


def test_substance_decided_outside_makes_a_combination():
    plan(row(substances=(PEPTIDE, STRANGE)))
    decide("example stranger")
    load(row(substances=(PEPTIDE, STRANGE)))
    assert Product.objects.get(slug="xa-ex-1").has_other_actives
    assert status() == "authorised-in-combination"
    assert status("xa-ex-1", kind="product") == "authorised"


def test_decision_frees_what_waited_in_an_applied_copy():
    load(row(substances=(substance("PEPTIDUM"), OTHER)))
    decide("peptidum", "example-peptide")
    copy = load(row(substances=(substance("PEPTIDUM"), OTHER)), day="2020-01-01")
    assert outcomes(copy) == {"EX 1": "created"}
    assert status() == "authorised-in-combination"
    assert not Product.objects.get(slug="xa-ex-1").has_other_actives


def test_names_are_tried_in_order():
    both = PEPTIDE._replace(names=("No such name", "Example  PEPTIDE", "Example other"))
    load(row(substances=(both,)))
    assert status("example-peptide") == "authorised"
    assert status("example-other") == "no-record"


def test_name_of_two_ingredients_waits_for_a_person():
    other = Ingredient.objects.get(slug="example-other")
    IngredientName.objects.create(ingredient=other, text="Example peptide")
    copy = plan(row(substances=(PEPTIDE,)))
    assert outcomes(copy) == {"EX 1": "outside"}
    assert SubstanceName.objects.get(normalised="example peptide").is_ambiguous
    decide("example peptide", "example-peptide")
    assert outcomes(plan(row(substances=(PEPTIDE,)))) == {"EX 1": "created"}


def test_identifier_matches_and_a_contradiction_waits():
    # The CAS number of biotin, which the starter set has.
    named = substance("WHATEVER", identifier="58-85-5")
    assert outcomes(plan(row(substances=(named,)))) == {"EX 1": "created"}
    torn = OTHER._replace(identifier="58-85-5")
    assert outcomes(plan(row(substances=(torn,)))) == {"EX 1": "outside"}


def test_queue_counts_products_by_register_and_forgets_what_is_gone():
    load(row(substances=(PEPTIDE, STRANGE)), row("EX 2", substances=(STRANGE,)))
    plan(row("FX 1", substances=(PEPTIDE, STRANGE)), name="xa-second")
    name = SubstanceName.objects.get(normalised="example stranger")
    assert (name.blocks, name.products) == (2, 3)
    plan(row(), name="xa-second")
    name.refresh_from_db()
    assert (name.blocks, name.products, name.counts) == (1, 2, {"xa-register": [1, 2]})


def test_unknown_route_maps_to_nothing_and_is_counted():
    copy = load(row(routes=("Into the skin", "Sideways")), row("EX 2", routes=("SIDEWAYS",)))
    assert copy.unknown_routes == {"sideways": 2}
    assert outcomes(copy) == {"EX 1": "created", "EX 2": "created"}
    assert list(Approval.objects.get(record="xa-ex-1").routes.values_list("code", flat=True)) == [
        "intradermal"
    ]
    unknown = Approval.objects.get(record="xa-ex-2")
    assert (unknown.route_scope, unknown.routes.count()) == ("unstated", 0)
    assert "states no route (and as printed: sideways)" in unknown.paraphrase


def test_unspecified_route_covers_nothing():
    load(row(route_scope=RouteScope.UNSPECIFIED, routes=()))
    assert status() == "authorised-other-route"


def test_unstated_route_waits_for_nobody_and_answers_unknown():
    copy = load(row(route_scope=RouteScope.UNSTATED, routes=()))
    assert outcomes(copy) == {"EX 1": "created"}
    assert status() == "uncertain"


@pytest.mark.parametrize("held", ["listed", "unspecified"])
def test_unstated_route_is_silence_about_what_is_held(held):
    first = row() if held == "listed" else row(route_scope=RouteScope.UNSPECIFIED, routes=())
    load(first)
    assert Approval.objects.live().get(record="xa-ex-1").route_scope == held
    load(row(route_scope=RouteScope.UNSTATED, routes=()), day="2021-05-01")
    assert Approval.objects.live().get(record="xa-ex-1").route_scope == held


@pytest.mark.parametrize(
    "spelling", ["EXAMPLE LABORATORIES", "Example-Laboratories.", "Éxample  Laboratories"]
)
def test_another_spelling_of_the_holder_is_no_change(spelling):
    load(row())
    copy = plan(row(holder=spelling), day="2020-02-01")
    assert (outcomes(copy), changes(copy)) == ({"EX 1": "unchanged"}, {})


def test_listing_without_a_statement_is_a_product_and_no_approval():
    bulk = row(effect=None, pathway="", regulatory_class=RegulatoryClass.BULK_SUBSTANCE, routes=())
    copy = load(bulk)
    assert outcomes(copy) == {"EX 1": "created"}
    assert Product.objects.get(slug="xa-ex-1").regulatory_class == "bulk-substance"
    assert not Approval.objects.filter(number="EX 1").exists()
    assert status() == "no-record"
    assert outcomes(plan(bulk)) == {}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"valid_from": "03/02/2001"}, "valid from “03/02/2001”: expected"),
        ({"product": "—"}, "product “—”: expected a name"),
        ({"number": ""}, "number “”: expected"),
        ({"valid_to": "2000-01-01", "valid_to_kind": "date"}, "expected a day after the start"),
        ({"valid_to": "2002", "valid_to_kind": "open"}, "expected a date exactly when"),
        ({"route_scope": RouteScope.PARENTERAL, "routes": ()}, "a grant is never for"),
        ({"holder": "Ex\0ample"}, "without the character NUL"),
        ({"substances": (substance("—"),)}, "substance “—”: expected a name"),
    ],
)
def test_row_that_the_registry_could_not_hold_is_rejected(values, words):
    copy = plan(row("EX 2"), row(file="example.txt", line=7, **values))
    bad = copy.rows.get(outcome="rejected")
    assert (bad.file, bad.line) == ("example.txt", 7)
    assert words in bad.reason
    assert copy.counts["created"] == 1


def test_rejected_row_of_the_adapter_is_kept_with_its_place():
    copy = plan(row(), Rejected("example.txt", 12, "date", "31/31/2001", "a day as DD/MM/YYYY"))
    bad = copy.rows.get(outcome="rejected")
    assert (bad.line, bad.reason) == (12, "date “31/31/2001”: expected a day as DD/MM/YYYY")
    assert copy.counts["rejected"] == 1


def test_number_that_stands_twice_is_rejected_once():
    copy = plan(row(line=1), row(line=2), row("EX 2"))
    assert [r.line for r in copy.rows.filter(outcome="rejected")] == [2]
    assert copy.counts["read"] == 2


def test_one_number_of_two_products_is_two_records():
    load(row(), row(product="Peptal with other", substances=(PEPTIDE, OTHER)))
    found = Approval.objects.filter(number="EX 1").values_list("record", flat=True)
    assert set(found) == {
        "xa-ex-1-peptal-1-7253058e",
        "xa-ex-1-peptal-with-other-2ab8ee13",
    }


def test_second_plan_of_the_same_file_replaces_the_first():
    first = plan(row())
    second = plan(row())
    assert not RegisterCopy.objects.filter(pk=first.pk).exists()
    assert second.rows.count() == 1


def test_name_of_a_product_that_changed_is_a_change():
    load(row())
    copy = load(row(product="Peptal Neo"), day="2020-02-01")
    assert changes(copy) == {"product": ["Peptal 1 %", "Peptal Neo"]}
    assert Product.objects.get(slug="xa-ex-1").name == "Peptal Neo"


def test_change_of_what_is_outside_is_told_field_by_field():
    load(row(substances=(STRANGE,)))
    copy = plan(row(substances=(STRANGE,), holder="Second Laboratories"), day="2020-02-01")
    assert outcomes(copy) == {"EX 1": "changed"}
    assert changes(copy) == {"holder": ["Example Laboratories", "Second Laboratories"]}


def test_date_must_be_known():
    with pytest.raises(DateMissing, match="Name the day of the copy"):
        plan(row(), day="")


def test_adapter_with_a_route_that_does_not_exist_is_refused():
    with pytest.raises(AdapterMistaken, match="intradermic"):
        plan(row(), routes={"into the skin": "intradermic"})


def test_adapter_with_a_pathway_that_does_not_exist_is_refused():
    with pytest.raises(AdapterMistaken, match="XA_UNKNOWN"):
        plan(row(pathway="XA_UNKNOWN"))
