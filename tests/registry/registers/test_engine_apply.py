"""Applying plans: periods, what people curated, and every reason to refuse."""

import pytest

from formulary.models import Ingredient, IngredientName, Product
from registry.actions.approvals import Statement
from registry.errors import AlreadyApplied, BaseMoved, OlderCopy, PlanFailed, TooManyGone
from registry.models import Approval, Document, Edition, RegisterEntry
from registry.registers.authorisation import Rejected
from registry.vocabulary import EndKind, Lifecycle, RouteScope
from tests.publishing import publish_copy, publish_correction

from .made_up import (
    OTHER,
    PEPTIDE,
    STRANGE,
    changes,
    entry,
    load,
    make_world,
    outcomes,
    periods,
    plan,
    row,
    status,
    substance,
)

pytestmark = pytest.mark.django_db

MANY = [row(f"EX {number}") for number in range(1, 41)]


@pytest.fixture(autouse=True)
def world():
    make_world()


def correct(record, **values):
    """A person corrects the live row of a record."""
    live = Approval.objects.live().for_api().get(record=record)
    routes = [link.route for link in live.approval_routes.all()]
    documents = [link.document for link in live.approval_documents.all()]
    of = Approval(pk=live.pk, record=live.record)
    for field, value in values.items():
        setattr(live, field, value)
    statement = Statement(row=live, routes=routes, documents=documents)
    return publish_correction(of=of, statement=statement)


def test_apply_writes_record_product_lines_and_evidence():
    copy = load(row(holder="Example Laboratories", remark="marketed"))
    record = Approval.objects.live().for_api().get(record="xa-ex-1")
    assert (record.number, record.holder, record.valid_from) == (
        "EX 1",
        "Example Laboratories",
        "2001-02-03",
    )
    assert (record.effect, record.lifecycle, record.pathway.code) == (
        "granted",
        "valid",
        "XA_NATIONAL",
    )
    assert record.published_in == copy.edition
    assert "intradermal; marketed in the copy of 2020-01-01" in record.paraphrase
    document = record.documents.get()
    assert (document.kind, document.published_on) == ("register", "2020-01-01")
    assert copy.sha256 in document.note
    assert copy.sha256 in copy.edition.change_set.reason
    line = record.product.lines.get()
    assert (line.ingredient.slug, line.role, line.position) == ("example-peptide", "active", 1)
    assert record.product.is_verified
    assert entry().record == "xa-ex-1"
    assert status() == "authorised"


def test_same_file_twice_changes_nothing_and_makes_no_edition():
    load(*MANY, row("EX 99", substances=(STRANGE,)))
    before = Edition.objects.count(), Approval.objects.count(), RegisterEntry.objects.count()
    copy = load(*MANY, row("EX 99", substances=(STRANGE,)))
    assert copy.edition is None
    assert copy.counts == {"read": 41, "unchanged": 41}
    assert (
        Edition.objects.count(),
        Approval.objects.count(),
        RegisterEntry.objects.count(),
    ) == before


def test_state_that_changed_between_copies_is_a_period_of_its_own():
    load(row())
    copy = load(row(lifecycle=Lifecycle.SUSPENDED), day="2021-05-01")
    assert changes(copy) == {"lifecycle": ["valid", "suspended"]}
    assert periods() == [
        ("xa-ex-1", "valid", "2001-02-03", "2020-01-02"),
        ("xa-ex-1-between-copies-2021-05-01", "unknown", "2020-01-02", "2021-05-01"),
        ("xa-ex-1-since-2021-05-01", "suspended", "2021-05-01", ""),
    ]
    assert [status(on=day) for day in ("2020-01-01", "2020-06-15", "2021-05-01")] == [
        "authorised",
        "uncertain",
        "suspended",
    ]


def test_third_state_follows_the_second():
    load(row())
    load(row(lifecycle=Lifecycle.SUSPENDED), day="2021-05-01")
    load(row(), day="2022-06-01")
    assert periods()[2:] == [
        ("xa-ex-1-since-2021-05-01", "suspended", "2021-05-01", "2021-05-02"),
        ("xa-ex-1-between-copies-2022-06-01", "unknown", "2021-05-02", "2022-06-01"),
        ("xa-ex-1-since-2022-06-01", "valid", "2022-06-01", ""),
    ]
    assert status(on="2022-06-15") == "authorised"


def test_route_that_is_new_in_a_copy_was_not_granted_before():
    load(row(routes=("under the skin",)))
    load(row(routes=("under the skin", "into the skin")), day="2021-05-01")
    assert status(on="2019-01-01") == "authorised-other-route"
    assert status(on="2021-06-01") == "authorised"


def test_day_of_the_change_in_the_register_is_used():
    load(row())
    withdrawn = {"lifecycle": Lifecycle.WITHDRAWN, "valid_to_kind": EndKind.DATE}
    load(row(valid_to="2020-11-30", **withdrawn), day="2021-05-01")
    assert periods() == [
        ("xa-ex-1", "valid", "2001-02-03", "2020-11-30"),
        ("xa-ex-1-since-2020-11-30", "withdrawn", "2020-11-30", ""),
    ]


def test_holder_that_changed_is_a_correction_in_place():
    load(row())
    load(row(holder="Second Laboratories"), day="2021-05-01")
    assert periods() == [("xa-ex-1", "valid", "2001-02-03", "")]
    record = Approval.objects.live().get(record="xa-ex-1")
    assert record.holder == "Second Laboratories"
    assert Approval.objects.filter(record="xa-ex-1").count() == 2
    assert record.documents.count() == 2


def test_blank_never_clears_a_field():
    load(row())
    copy = load(
        row(holder="", valid_from="", routes=(), route_scope=RouteScope.LISTED), day="2021-05-01"
    )
    record = Approval.objects.live().get(record="xa-ex-1")
    assert (record.holder, record.valid_from) == ("Example Laboratories", "2001-02-03")
    assert record.routes.count() == 1
    assert not copy.edition.published_approvals.exists()


def test_what_people_curated_stays():
    load(row())
    correct("xa-ex-1", purposes=["hair-loss"], holder="Example Labs", is_disputed=True)
    copy = load(row(remark="marketed"), day="2021-05-01")
    assert not copy.edition.published_approvals.exists()
    load(row(holder="Second Laboratories"), day="2021-06-01")
    record = Approval.objects.live().get(record="xa-ex-1")
    assert (record.holder, record.purposes, record.is_disputed) == (
        "Second Laboratories",
        ["hair-loss"],
        True,
    )


def test_record_entered_by_hand_is_that_record():
    load(row())
    by_hand = Approval.objects.live().get(record="xa-ex-1")
    RegisterEntry.objects.all().delete()
    copy = load(row(holder="Second Laboratories"), day="2021-05-01")
    assert changes(copy) == {"holder": ["Example Laboratories", "Second Laboratories"]}
    assert Approval.objects.live().filter(number="EX 1").count() == 1
    assert entry().product == by_hand.product
    assert not entry().is_made_here


def test_older_copy_than_the_evidence_of_a_record_says_nothing_of_it():
    load(row(), day="2020-01-01")
    RegisterEntry.objects.all().delete()
    Document.objects.filter(slug="xa-register-2020-01-01").update(published_on="2022-01-01")
    copy = load(row(lifecycle=Lifecycle.SUSPENDED), day="2021-05-01")
    assert outcomes(copy) == {"EX 1": "unchanged"}
    assert "newer document, of 2022-01-01" in copy.rows.get().reason
    later = load(row(lifecycle=Lifecycle.SUSPENDED), day="2023-05-01")
    assert changes(later) == {"lifecycle": ["valid", "suspended"]}


def test_several_records_of_one_number_wait_unless_the_name_tells():
    load(row(product="Peptal A"), row(product="Peptal B"))
    RegisterEntry.objects.all().delete()
    copy = plan(row(product="Peptal A"), row(product="Peptal C"), day="2021-05-01")
    found = {r.name: r.outcome for r in copy.rows.all()}
    assert found == {"Peptal A": "unchanged", "Peptal C": "waiting"}


def test_one_record_of_a_number_with_several_products_is_none_of_them_by_number_alone():
    load(row(product="Peptal A"))
    RegisterEntry.objects.all().delete()
    copy = plan(row(product="Peptal B"), row(product="Peptal C"), day="2021-05-01")
    assert {r.outcome for r in copy.rows.all()} == {"waiting"}
    assert copy.counts["waiting"] == 2


def test_gone_from_a_complete_copy_ends_as_withdrawn():
    load(*MANY)
    copy = load(*MANY[1:], day="2021-05-01")
    assert outcomes(copy) == {"EX 1": "gone"}
    assert periods() == [
        ("xa-ex-1", "valid", "2001-02-03", "2020-01-02"),
        ("xa-ex-1-between-copies-2021-05-01", "unknown", "2020-01-02", "2021-05-01"),
        ("xa-ex-1-since-2021-05-01", "withdrawn", "2021-05-01", ""),
    ]
    last = Approval.objects.live().get(record="xa-ex-1-since-2021-05-01")
    assert "read from its absence" in last.paraphrase
    assert entry().gone_in == copy
    assert outcomes(plan(*MANY[1:], day="2021-06-01")) == {}


def test_gone_and_back_again_is_one_record_more():
    load(*MANY)
    load(*MANY[1:], day="2021-05-01")
    copy = load(*MANY, day="2022-05-01")
    assert changes(copy) == {"lifecycle": ["withdrawn", "valid"]}
    assert entry().gone_in is None
    assert periods()[-1] == ("xa-ex-1-since-2022-05-01", "valid", "2022-05-01", "")


def test_nothing_is_gone_from_a_copy_that_is_not_complete():
    load(*MANY)
    assert outcomes(plan(*MANY[1:], day="2021-05-01", is_complete=False)) == {}


def test_what_stands_in_a_row_that_could_not_be_read_is_not_gone():
    load(row("EX 4711"), *MANY)
    bad = Rejected("example.txt", 1, "", "4711 | Peptal | stray", "8 fields, not 9")
    assert outcomes(plan(bad, *MANY, day="2021-05-01")) == {"": "rejected"}


def test_too_many_gone_is_refused_without_a_reason():
    load(*MANY)
    copy = plan(*MANY[:30], day="2021-05-01")
    with pytest.raises(TooManyGone, match="10 of the 40"):
        publish_copy(copy)
    copy.refresh_from_db()
    assert (copy.state, copy.change_set) == ("planned", None)
    copy = publish_copy(copy, override_reason="They left the market")
    assert copy.override_reason == "They left the market"
    assert "They left the market" in copy.edition.change_set.reason


def test_older_copy_is_refused_and_only_adds_with_a_reason():
    load(row(), day="2021-05-01")
    older = [row(lifecycle=Lifecycle.SUSPENDED), row("EX 2")]
    copy = plan(*older, day="2020-01-01")
    with pytest.raises(OlderCopy, match="older than xa-register of 2021-05-01"):
        publish_copy(copy)
    load(*older, day="2020-01-01", override_reason="It has what was forgotten")
    assert periods() == [("xa-ex-1", "valid", "2001-02-03", "")]
    assert entry().lifecycle == "valid"
    assert len(periods("EX 2")) == 1


def test_plan_is_applied_once():
    copy = load(row())
    with pytest.raises(AlreadyApplied):
        publish_copy(copy)
    copy.refresh_from_db()
    assert copy.state == "applied"


def test_plan_is_refused_when_another_copy_was_applied():
    first, second = plan(row(), day="2020-01-01"), plan(row(), day="2020-02-01", name="xa-register")
    second.refresh_from_db()
    load(row("EX 3"), day="2020-03-01")
    with pytest.raises(BaseMoved):
        publish_copy(second)
    assert first.pk != second.pk


def test_plan_is_refused_when_an_approval_of_the_authority_was_edited():
    load(row())
    copy = plan(row(holder="Second Laboratories"), day="2021-05-01")
    correct("xa-ex-1", paraphrase="Example")
    with pytest.raises(BaseMoved, match="new plan"):
        publish_copy(copy)


def test_plan_is_refused_even_if_the_edited_approval_is_not_in_it():
    load(row())
    copy = plan(row(), row("EX 2"), day="2021-05-01")
    correct("xa-ex-1", paraphrase="Example")
    with pytest.raises(BaseMoved):
        publish_copy(copy)


def test_failing_apply_leaves_nothing_behind():
    copy = plan(row())
    Product.objects.create(slug="xa-ex-1", name="In the way")
    before = Edition.objects.count(), Document.objects.count()
    with pytest.raises(PlanFailed, match="nothing has changed"):
        publish_copy(copy)
    assert (Edition.objects.count(), Document.objects.count()) == before
    assert not RegisterEntry.objects.exists()
    copy.refresh_from_db()
    assert copy.state == "refused"


def test_composition_that_grew_is_never_a_single_substance_again():
    load(row())
    load(row(substances=(PEPTIDE, STRANGE)), day="2021-05-01")
    assert status(on="2021-06-01") == "authorised-in-combination"
    load(row(substances=(PEPTIDE, OTHER)), day="2021-06-01")
    product = Product.objects.get(slug="xa-ex-1")
    assert [line.ingredient.slug for line in product.lines.all()] == [
        "example-peptide",
        "example-other",
    ]
    assert not product.has_other_actives
    assert status(on="2021-07-01") == "authorised-in-combination"


def test_product_entered_by_hand_keeps_its_lines_and_is_marked():
    load(row())
    RegisterEntry.objects.update(is_made_here=False)
    load(row(substances=(PEPTIDE, STRANGE)), day="2021-05-01")
    product = Product.objects.get(slug="xa-ex-1")
    assert product.lines.count() == 1
    assert product.has_other_actives
    assert status(on="2021-06-01") == "authorised-in-combination"


@pytest.mark.parametrize(
    ("said", "is_marked"),
    [
        ((PEPTIDE,), False),
        ((PEPTIDE, OTHER), True),
        ((OTHER,), True),
        ((PEPTIDE, substance("EXAMPLE OTHER", role="excipient")), False),
        ((substance("EXAMPLE PEPTIDE ACETATE"),), False),
    ],
)
def test_hand_made_product_that_lacks_a_substance_of_the_register_is_marked(said, is_marked):
    acetate = Ingredient.objects.create(
        slug="example-peptide-acetate",
        preferred_name="Example peptide acetate",
        category="peptide",
        form_of=Ingredient.objects.get(slug="example-peptide"),
    )
    IngredientName.objects.create(
        ingredient=acetate, text="Example peptide acetate", kind="preferred"
    )
    load(row())
    RegisterEntry.objects.all().delete()
    load(row(substances=said), day="2021-05-01")
    product = Product.objects.get(slug="xa-ex-1")
    assert product.has_other_actives == is_marked
    assert [line.ingredient.slug for line in product.lines.all()] == ["example-peptide"]
    expected = "authorised-in-combination" if is_marked else "authorised"
    assert status(on="2021-06-01") == expected
