"""Products of a register whose number may be several records: they wait, a person says which, and every later plan knows."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from formulary.models import Ingredient, IngredientName, Product
from registry.actions.accounts import importer
from registry.actions.approvals import Statement
from registry.actions.pairings import decide_pairing, reopen_pairing
from registry.actions.registers import plan_register
from registry.errors import DecisionCarriedOut, NoSuchRecord, RecordTaken
from registry.models import Approval, Authority, Jurisdiction, Pairing, Pathway, RegisterEntry
from registry.registers.adapters import adapter_of
from registry.registers.source import Source
from registry.vocabulary import GENERAL_KNOWLEDGE
from tests.publishing import publish_copy, publish_new

from .made_up import load, make_world, outcomes, plan, row
from .workbook_samples import SAMPLES

pytestmark = pytest.mark.django_db

TWO = (row(product="Peptal Forte"), row(product="Peptal Mite"))


@pytest.fixture(autouse=True)
def world():
    make_world()


def hold(*products, number="EX 1", authority="example-agency", place="XA", pathway="XA_NATIONAL"):
    """Records that people entered, under one number."""
    for product in products:
        name = product.replace("-", " ").capitalize()
        approval = Approval(
            record=f"xa-{product}",
            product=Product.objects.create(
                slug=product, name=name, regulatory_class="medicine", source="Example"
            ),
            authority=Authority.objects.get(slug=authority),
            jurisdiction=Jurisdiction.objects.get(code=place),
            pathway=Pathway.objects.get(code=pathway),
            regulatory_class="medicine",
            effect="granted",
            lifecycle="valid",
            number=number,
            route_scope="any",
            valid_from="2001",
            valid_to_kind="open",
            paraphrase="Example",
            confidence=GENERAL_KNOWLEDGE,
        )
        publish_new(statement=Statement(row=approval))


def pairing(name):
    return Pairing.objects.get(name=name)


def decide(name, product=None):
    target = Product.objects.get(slug=product) if product else None
    return decide_pairing(pairing=pairing(name), by=importer(), product=target)


def found(copy):
    """Outcome and product by the name in the register."""
    return {r.name: (r.outcome, r.product.slug if r.product else None) for r in copy.rows.all()}


def test_what_may_be_several_records_is_queued_with_what_the_register_says():
    hold("example-a", "example-b")
    copy = plan(*TWO)
    assert found(copy) == {each.product: ("waiting", None) for each in TWO}
    assert "Products to tell apart" in copy.rows.first().reason
    queued = pairing("Peptal Forte")
    assert (queued.register, queued.number, queued.decision) == ("xa-register", "EX 1", "undecided")
    assert (queued.holder, queued.routes) == ("Example Laboratories", ["intradermal"])
    assert queued.substances[0]["name"] == "EXAMPLE PEPTIDE"
    plan(*TWO)
    assert Pairing.objects.count() == 2
    plan(TWO[0], row("EX 2", product="Peptal Mite"))
    assert [p.name for p in Pairing.objects.all()] == ["Peptal Forte"], "the other waits no more"


def test_decision_makes_it_that_record_in_this_plan_and_in_all_later_ones():
    hold("example-a", "example-b")
    plan(*TWO)
    decide("Peptal Forte", "example-a")
    decide("Peptal Mite", "example-b")
    copy = load(*TWO)
    assert found(copy) == {
        "Peptal Forte": ("changed", "example-a"),
        "Peptal Mite": ("changed", "example-b"),
    }
    held = Approval.objects.live().filter(number="EX 1").values_list("product__slug", flat=True)
    assert set(held) == {"example-a", "example-b"}, "no third record"
    assert outcomes(load(*TWO, day="2020-02-01")) == {}
    entry = RegisterEntry.objects.get(name="Peptal Forte")
    assert (entry.product.slug, entry.is_made_here) == ("example-a", False)
    assert entry.record.startswith("xa-example-a")


def test_new_product_is_created_beside_the_records_that_are_here():
    hold("example-a", "example-b")
    plan(*TWO)
    decide("Peptal Forte")
    copy = load(*TWO)
    assert found(copy) == {"Peptal Forte": ("created", None), "Peptal Mite": ("waiting", None)}
    made = RegisterEntry.objects.get(name="Peptal Forte").product
    assert (made.name, made.slug in ("example-a", "example-b")) == ("Peptal Forte", False)
    assert Approval.objects.live().filter(number="EX 1").count() == 3


def test_record_that_one_product_is_cannot_be_the_other():
    """Of two products and one record, the one that is not it is new."""
    hold("example-a")
    plan(*TWO)
    decide("Peptal Forte", "example-a")
    with pytest.raises(RecordTaken, match="already"):
        decide("Peptal Mite", "example-a")
    copy = load(*TWO)
    assert found(copy) == {
        "Peptal Forte": ("changed", "example-a"),
        "Peptal Mite": ("created", None),
    }


def test_decision_goes_before_a_likeness_of_names():
    hold("peptal-mite", "example-b")
    plan(*TWO)
    assert [p.name for p in Pairing.objects.all()] == ["Peptal Forte"], "the namesake is paired"
    decide("Peptal Forte", "peptal-mite")
    copy = plan(*TWO)
    assert found(copy) == {
        "Peptal Forte": ("changed", "peptal-mite"),
        "Peptal Mite": ("waiting", None),
    }


def test_decision_for_a_record_that_is_there_no_more_waits_and_makes_nothing():
    hold("example-a", "example-b")
    plan(*TWO)
    decide("Peptal Forte", "example-a")
    hold("example-c", number="EX 3")
    elsewhere = Product.objects.get(slug="example-c")
    Pairing.objects.filter(name="Peptal Forte").update(product=elsewhere)
    assert found(plan(*TWO))["Peptal Forte"] == ("waiting", None)
    with pytest.raises(NoSuchRecord, match="EX 1"):
        decide("Peptal Mite", "example-c")


def test_decision_of_another_register_or_number_means_nothing_here():
    hold("example-a", "example-b")
    plan(*TWO)
    decide("Peptal Forte", "example-a")
    Pairing.objects.update(register="xa-second")
    assert found(plan(*TWO))["Peptal Forte"] == ("waiting", None)


def test_decision_is_taken_back_before_and_after_it_was_carried_out():
    hold("example-a", "example-b")
    plan(*TWO)
    decide("Peptal Forte", "example-a")
    reopen_pairing(pairing=pairing("Peptal Forte"))
    assert found(plan(*TWO))["Peptal Forte"] == ("waiting", None)
    decide("Peptal Forte", "example-a")
    load(*TWO)
    with pytest.raises(DecisionCarriedOut):
        decide("Peptal Forte", "example-b")
    reopen_pairing(pairing=pairing("Peptal Forte"))
    assert (pairing("Peptal Forte").decision, pairing("Peptal Forte").decided_by) == (
        "undecided",
        None,
    )
    assert found(plan(*TWO, day="2020-02-01"))["Peptal Forte"] == ("waiting", None)
    decide("Peptal Forte", "example-b")
    copy = load(*TWO, day="2020-02-01")
    assert found(copy)["Peptal Forte"] == ("changed", "example-b")


def test_product_that_was_made_of_a_decision_is_not_unmade():
    hold("example-a", "example-b")
    plan(*TWO)
    decide("Peptal Forte")
    load(*TWO)
    with pytest.raises(DecisionCarriedOut, match="correct that product"):
        reopen_pairing(pairing=pairing("Peptal Forte"))


def test_older_copy_takes_nothing_out_of_the_queue():
    hold("example-a", "example-b")
    load(*TWO, day="2020-02-01")
    plan(row("EX 2"), day="2019-01-01")
    assert Pairing.objects.count() == 2


@pytest.mark.parametrize(
    "values",
    [
        {"decision": "record"},
        {"decision": "new"},
        {"decided_at": timezone.now()},
        {"decision": "perhaps"},
    ],
)
def test_database_refuses_half_a_decision(values):
    hold("example-a", "example-b")
    plan(*TWO)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pairing.objects.update(**values)


def fda(path, published_on):
    with Source(path) as source:
        return plan_register(
            adapter=adapter_of("us-drugsatfda"),
            source=source,
            by=importer(),
            published_on=published_on,
        )


def test_application_with_two_products_of_drugs_at_fda():
    """In the format of the real file: one application, a product with adrenaline's like and one without."""
    made = Ingredient.objects.create(
        slug="exampline", preferred_name="Exampline", category="peptide", source="Example"
    )
    IngredientName.objects.create(ingredient=made, text="Exampline", kind="preferred")
    hold("examplecain-us", number="NDA 900001", authority="us-fda", place="US", pathway="US_NDA")
    fda(SAMPLES / "us_drugsatfda", "2020-01")
    queued = Pairing.objects.filter(number="NDA 900001")
    assert [p.name for p in queued] == ["EXAMPLECAIN", "EXAMPLECAIN W/ EXAMPLINE"]
    decide("EXAMPLECAIN", "examplecain-us")
    copy = publish_copy(fda(SAMPLES / "us_drugsatfda", "2020-01"))
    rows = {r.name: r.outcome for r in copy.rows.filter(number="NDA 900001")}
    assert rows == {"EXAMPLECAIN": "changed", "EXAMPLECAIN W/ EXAMPLINE": "created"}


def test_real_drugs_at_fda_is_told_apart(shared_data):
    """The applications of the starter set that hold several products: Xylocaine, Kenalog and Rogaine."""
    path = shared_data / "regulators/us_fda_drugsatfda/2022-08"
    fda(path, "2022-08")
    waiting = Pairing.objects.filter(register="us-drugsatfda")
    assert {p.number for p in waiting} == {"NDA 006488", "NDA 010418", "NDA 014901", "NDA 021812"}
    assert waiting.count() == 8
    records = {
        "MEN'S ROGAINE": "mens-rogaine-foam-us",
        "WOMEN'S ROGAINE": "womens-rogaine-foam-us",
        "KENALOG-40": "kenalog-40-us",
    }
    for name, product in records.items():
        decide(name, product)
    fresenius = waiting.get(number="NDA 006488", name="XYLOCAINE W/ EPINEPHRINE")
    decide_pairing(pairing=fresenius, by=importer(), product=None)
    copy = fda(path, "2022-08")
    rows = {
        r.name: (r.outcome, r.approval.product.slug if r.approval else None)
        for r in copy.rows.filter(number__in=["NDA 014901", "NDA 021812"])
    }
    assert {name: product for name, (_, product) in rows.items()} == {
        **records,
        "KENALOG-80": None,
    }
    assert rows["KENALOG-80"][0] == "created", "the only record is that of the other strength"
    torn = {r.name: r.outcome for r in copy.rows.filter(number="NDA 006488")}
    assert torn == {"XYLOCAINE": "waiting", "XYLOCAINE W/ EPINEPHRINE": "created"}
    undecided = Pairing.objects.filter(decision="undecided").values_list("number", "name")
    assert set(undecided) == {
        ("NDA 006488", "XYLOCAINE"),
        ("NDA 010418", "XYLOCAINE"),
        ("NDA 010418", "XYLOCAINE W/ EPINEPHRINE"),
    }
