"""Planning and applying an official list: what it writes, what it never touches, and every reason to refuse."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from formulary.models import Ingredient, IngredientName, Product, ProductLine, Route
from formulary.names import Asked
from formulary.vocabulary import RegulatoryClass
from registry.actions.accounts import importer
from registry.actions.approvals import Statement
from registry.actions.substance_lists import plan_statements
from registry.actions.substance_names import decide_name
from registry.checks.check import check
from registry.checks.question import CheckQuestion
from registry.errors import (
    AdapterMistaken,
    AlreadyApplied,
    BaseMoved,
    DateMissing,
    OlderCopy,
    TooManyGone,
)
from registry.facts.sql import SqlFacts
from registry.models import (
    Approval,
    Authority,
    Document,
    Edition,
    Jurisdiction,
    Pathway,
    RegisterCopy,
    SubstanceName,
)
from registry.registers.authorisation import Rejected
from registry.registers.list_entry import ListEntry
from registry.registers.source import Source
from registry.vocabulary import Effect
from tests.publishing import publish_copy, publish_correction, publish_new

from .made_up import make_world

pytestmark = pytest.mark.django_db

COSMETIC = "sold-as-cosmetic"


@dataclasses.dataclass
class MadeUpList:
    """An adapter without files: `entries` are what it reads."""

    entries: list
    day: str = "2020-01-01"
    name: str = "xa-list"
    title: str = "Example list"
    publisher: str = "Example agency"
    authority: str = "example-agency"
    jurisdiction: str = "XA"
    is_union_wide: bool = False
    scheme: str = "EX "

    def published_on(self, source):
        return self.day

    def read(self, source):
        yield from self.entries


@pytest.fixture(autouse=True)
def known_as_a_list(monkeypatch):
    """The made-up list is no adapter of the house."""
    monkeypatch.setattr("registry.actions.imports.is_list", lambda name: True)


@pytest.fixture(autouse=True)
def world():
    make_world()


def entry(number="EX II/1", names=("EXAMPLE PEPTIDE",), **values):
    """A prohibition of the example peptide in cosmetics, unless told otherwise."""
    defaults = {
        "identifiers": (),
        "effect": Effect.PROHIBITED,
        "regulatory_class": RegulatoryClass.COSMETIC,
        "pathway": "XA_NATIONAL",
        "purposes": (COSMETIC,),
        "paraphrase": "Prohibited in cosmetic products.",
        "file": "example.csv",
        "line": 6,
    }
    return ListEntry(number=number, printed=names[0], names=names, **{**defaults, **values})


def plan(*entries, **values):
    with Source(Path(__file__)) as source:
        return plan_statements(
            adapter=MadeUpList(list(entries), **values), source=source, by=importer()
        )


def load(*entries, override_reason="", **values):
    copy = plan(*entries, **values)
    return publish_copy(copy, override_reason=override_reason)


def live(number="EX II/1"):
    return Approval.objects.live().for_api().filter(number=number).order_by("valid_from", "record")


def status(kind="ingredient", name="example-peptide", route="intradermal", on="2021-06-15"):
    question = CheckQuestion("XA", route, dt.date.fromisoformat(on), lines=[Asked(kind, name)])
    return check(question, SqlFacts()).verdict.status


def cosmetic():
    """A cosmetic product with the example peptide."""
    product = Product.objects.create(
        slug="example-cream", name="Example cream", regulatory_class="cosmetic"
    )
    ingredient = Ingredient.objects.get(slug="example-peptide")
    ProductLine.objects.create(product=product, ingredient=ingredient, position=1, role="unknown")


def test_entry_becomes_a_prohibition_for_cosmetics_with_its_evidence():
    copy = load(entry())
    (record,) = live()
    assert (record.record, record.ingredient.slug) == (
        "xa-ex-ii-1-example-peptide",
        "example-peptide",
    )
    assert (record.effect, record.regulatory_class, record.purposes) == (
        "prohibited",
        "cosmetic",
        [COSMETIC],
    )
    assert (record.lifecycle, record.route_scope, record.valid_from) == ("valid", "any", "")
    document = record.documents.get()
    assert (document.kind, document.published_on) == ("list", "2020-01-01")
    assert copy.sha256 in document.note
    assert copy.counts == {"read": 1, "created": 1}


def test_prohibition_binds_a_cosmetic_and_says_nothing_of_the_substance():
    cosmetic()
    before = status()
    load(entry())
    assert status() == before == "no-record"
    assert status("product", "example-cream") == "prohibited"


def test_requirement_forbids_nothing():
    cosmetic()
    load(entry(effect=Effect.REQUIREMENT))
    assert status("product", "example-cream") != "prohibited"


def test_entry_of_two_substances_is_two_records():
    load(entry(names=("Example peptide", "EXAMPLE OTHER")))
    assert [row.ingredient.slug for row in live()] == ["example-other", "example-peptide"]


def test_identifier_alone_finds_the_ingredient():
    Ingredient.objects.filter(slug="example-peptide").update(cas="50-00-0")
    load(entry(names=("example group",), identifiers=("50-00-0",)))
    assert live().get().ingredient.slug == "example-peptide"


def test_group_is_matched_to_none_of_its_members():
    copy = load(entry(names=("Example and its compounds", "Example")))
    assert copy.counts == {"read": 1, "outside": 1}
    assert copy.edition is None
    assert not live().exists()


def test_name_of_two_ingredients_waits():
    other = Ingredient.objects.get(slug="example-other")
    IngredientName.objects.create(ingredient=other, text="Example peptide")
    copy = load(entry())
    row = copy.rows.get()
    assert (row.outcome, row.line) == ("waiting", 6)
    assert "Several ingredients have the name “EXAMPLE PEPTIDE”" in row.reason
    assert not live().exists()


def test_record_whose_name_became_unsure_is_not_gone():
    load(entry())
    other = Ingredient.objects.get(slug="example-other")
    IngredientName.objects.create(ingredient=other, text="Example peptide")
    assert load(entry(), day="2021-05-01").counts == {"read": 1, "waiting": 1}
    assert live().get().valid_to == ""


def test_name_that_a_person_decided_counts():
    name = SubstanceName.objects.create(normalised="exemplide", printed="EXEMPLIDE")
    peptide = Ingredient.objects.get(slug="example-peptide")
    decide_name(name=name, by=importer(), ingredient=peptide)
    load(entry(names=("Exemplide",)))
    assert live().get().ingredient == peptide


def test_two_entries_of_a_number_are_one_record():
    load(entry(effect=Effect.REQUIREMENT, paraphrase="Restricted."), entry(paraphrase="Banned."))
    record = live().get()
    assert (record.effect, record.paraphrase) == ("prohibited", "Restricted. Banned.")


def test_same_copy_twice_changes_nothing():
    load(entry(), entry("EX II/2", names=("Example other",)))
    editions = Edition.objects.count()
    copy = load(entry(), entry("EX II/2", names=("Example other",)))
    assert copy.counts == {"read": 2, "unchanged": 2}
    assert copy.edition is None
    assert Edition.objects.count() == editions


def test_words_that_changed_are_a_correction_in_place():
    load(entry(paraphrase="At most 1 %.", effect=Effect.REQUIREMENT))
    copy = load(entry(paraphrase="At most 2 %.", effect=Effect.REQUIREMENT), day="2021-01-01")
    assert copy.rows.get().changes == {"paraphrase": ["At most 1 %.", "At most 2 %."]}
    record = live().get()
    assert (record.paraphrase, record.documents.count()) == ("At most 2 %.", 2)
    assert Approval.objects.filter(record=record.record).count() == 2


def correct(**values):
    row = live().get()
    of = Approval(pk=row.pk, record=row.record)
    documents = [link.document for link in row.approval_documents.all()]
    for name, value in values.items():
        setattr(row, name, value)
    statement = Statement(row=row, documents=documents)
    publish_correction(of=of, statement=statement)


def test_what_people_corrected_stays_until_the_list_changes():
    load(entry())
    correct(paraphrase="In a pharmacist's words.", is_disputed=True)
    assert load(entry(), day="2021-01-01").edition is None
    load(entry(effect=Effect.REQUIREMENT), day="2022-01-01")
    record = live().get()
    assert (record.effect, record.paraphrase, record.is_disputed) == (
        "requirement",
        "In a pharmacist's words.",
        True,
    )


def by_hand(number="EX II/1"):
    place = Jurisdiction.objects.get(code="XA")
    row = Approval(
        record="by-hand",
        ingredient=Ingredient.objects.get(slug="example-peptide"),
        jurisdiction=place,
        authority=Authority.objects.get(slug="example-agency"),
        regulatory_class="cosmetic",
        pathway=Pathway.objects.get(code="XA_NATIONAL"),
        effect="prohibited",
        lifecycle="valid",
        number=number,
        route_scope="listed",
        purposes=[COSMETIC],
        paraphrase="By hand.",
    )
    document = Document.objects.create(
        slug="example-law", title="Example law", kind="law", published_on="2019"
    )
    publish_new(
        statement=Statement(
            row=row, routes=[Route.objects.get(code="topical")], documents=[document]
        ),
    )


def test_record_entered_by_hand_is_that_record():
    by_hand()
    copy = load(entry(effect=Effect.REQUIREMENT))
    assert copy.rows.get().changes == {
        "effect": ["prohibited", "requirement"],
        "route_scope": ["listed", "any"],
    }
    record = live().get()
    assert (record.record, record.paraphrase, record.documents.count()) == (
        "by-hand",
        "By hand.",
        2,
    )
    assert not record.routes.exists()


def test_record_that_rests_on_newer_evidence_is_left_alone():
    by_hand()
    Document.objects.filter(slug="example-law").update(published_on="2021")
    assert load(entry()).counts == {"read": 1, "unchanged": 1}


def test_record_entered_by_hand_that_the_list_lacks_waits_and_stays():
    by_hand("EX II/7")
    copy = load(entry())
    assert copy.rows.get(number="EX II/7").outcome == "waiting"
    assert live("EX II/7").get().valid_to == ""


def test_gone_ends_with_the_first_copy_that_lacks_it():
    load(entry(), entry("EX II/2"))
    copy = load(entry("EX II/2"), day="2021-05-01", override_reason="Repealed")
    assert (copy.counts["gone"], "Repealed" in copy.edition.change_set.reason) == (1, True)
    record = live().get()
    assert (record.valid_to, record.valid_to_kind) == ("2021-05-01", "date")
    assert "it was in the copy of 2020-01-01" in record.paraphrase
    assert load(entry("EX II/2"), day="2021-06-01").edition is None


def test_back_again_is_a_record_of_its_own():
    load(entry(), entry("EX II/2"))
    load(entry("EX II/2"), day="2021-05-01", override_reason="Repealed")
    copy = load(entry(), entry("EX II/2"), day="2022-05-01")
    assert "had ended on 2021-05-01" in copy.rows.get().reason
    assert [(row.valid_from, row.valid_to) for row in live()] == [
        ("", "2021-05-01"),
        ("2022-05-01", ""),
    ]
    assert load(entry(), entry("EX II/2"), day="2022-06-01").edition is None


def test_nothing_is_gone_when_a_row_cannot_be_read():
    load(entry(), entry("EX II/2"))
    fault = Rejected("example.csv", 9, "", "II/1 stray", "11 fields, not 12")
    copy = plan(entry("EX II/2"), fault, day="2021-05-01")
    assert copy.counts == {"read": 1, "unchanged": 1, "rejected": 1}
    assert "11 fields, not 12" in copy.rows.get().reason


def test_too_many_gone_is_refused_without_a_reason():
    load(entry(), entry("EX II/2"))
    copy = plan(entry("EX II/2"), entry("EX II/3", names=("nothing",)), day="2021-05-01")
    with pytest.raises(TooManyGone, match="1 of the 2"):
        publish_copy(copy)
    copy.refresh_from_db()
    assert (copy.state, copy.change_set) == ("planned", None)


def test_half_a_list_is_refused_although_nothing_of_ours_is_missing():
    strangers = [entry(f"EX II/{number}", names=("nothing",)) for number in range(2, 30)]
    load(entry(), *strangers)
    with pytest.raises(TooManyGone, match="14 of the 29"):
        load(entry(), *strangers[:14], day="2021-05-01")


def test_older_copy_is_refused_and_only_adds_with_a_reason():
    load(entry(), day="2019-01-01")
    load(entry(), day="2021-05-01")
    older = [entry("EX II/2"), entry(effect=Effect.REQUIREMENT)]
    with pytest.raises(OlderCopy):
        load(*older)
    load(*older, override_reason="It has what was forgotten")
    assert live().get().effect == "prohibited"
    assert live("EX II/2").exists()


def test_plan_is_applied_once_and_never_on_a_moved_base():
    copy = load(entry())
    with pytest.raises(AlreadyApplied):
        publish_copy(copy)
    stale = plan(entry(effect=Effect.REQUIREMENT), day="2021-05-01")
    correct(is_disputed=True)
    with pytest.raises(BaseMoved):
        publish_copy(stale)


def test_date_and_pathways_are_checked():
    with pytest.raises(DateMissing):
        plan(entry(), day="")
    with pytest.raises(AdapterMistaken, match="NO_SUCH"):
        plan(entry(pathway="NO_SUCH"))
    assert not RegisterCopy.objects.exists()
