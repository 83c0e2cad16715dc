"""The desk's pages of registers: the plan in words, and the queue of names."""

import pytest

from formulary.desk.links import change_url, list_url
from formulary.models import Ingredient
from registry.models import RegisterEntry, RegisterRow, SubstanceName
from tests.formulary.admin.desk import desk_of, person, refusals, save
from tests.registry.registers.made_up import (
    PEPTIDE,
    STRANGE,
    load,
    make_world,
    plan,
    row,
    substance,
)

pytestmark = pytest.mark.django_db

NEAR = substance("EXAMPLE PEPTIDES")


@pytest.fixture(autouse=True)
def world():
    make_world()


def named(text):
    return SubstanceName.objects.get(normalised=text)


def test_plan_leads_to_its_rows():
    copy = plan(row(), row("EX 2", substances=(PEPTIDE, STRANGE)))
    desk = desk_of("reviewers")
    query = f"copy__id__exact={copy.pk}&outcome__exact=waiting"
    assert query.replace("&", "&amp;") in desk.get(change_url(copy)).content.decode()
    found = desk.get(list_url(RegisterRow, query)).context["cl"].queryset
    assert [r.number for r in found] == ["EX 2"]


def test_row_tells_its_changes_in_words():
    load(row())
    copy = plan(row(holder="Second Laboratories"), day="2021-01-01")
    page = desk_of("curators").get(change_url(copy.rows.get())).content.decode()
    assert "holder: Example Laboratories -&gt; Second Laboratories" in page


def test_queue_opens_with_what_blocks_most():
    plan(
        row(substances=(STRANGE,)),
        row("EX 2", substances=(STRANGE,)),
        row("EX 3", substances=(PEPTIDE, NEAR)),
    )
    found = desk_of("curators").get(list_url(SubstanceName)).context["cl"].result_list
    assert [name.printed for name in found] == ["EXAMPLE PEPTIDES", "EXAMPLE STRANGER"]


def test_candidate_is_offered_and_taken_after_asking():
    plan(row(substances=(NEAR,)))
    name, desk = named("example peptides"), desk_of("curators")
    address = f"/admin/registry/substancename/{name.pk}/is/example-peptide/"
    assert address in desk.get(change_url(name)).content.decode()
    assert "Example peptide?" in desk.get(address).content.decode()
    name.refresh_from_db()
    assert name.decision == "undecided"
    assert desk.post(address).status_code == 302
    name.refresh_from_db()
    assert (name.decision, name.ingredient.slug) == ("ingredient", "example-peptide")
    assert (name.decided_by, name.decided_at is not None) == (person("curators"), True)


def test_name_is_decided_by_form_and_reopened():
    plan(row(substances=(STRANGE,)))
    name, desk = named("example stranger"), desk_of("curators")
    other = Ingredient.objects.get(slug="example-other")
    save(desk, change_url(name), decision="ingredient", ingredient=str(other.pk))
    name.refresh_from_db()
    assert (name.ingredient, name.decided_by) == (other, person("curators"))
    save(desk, change_url(name), decision="undecided", ingredient="")
    name.refresh_from_db()
    assert (name.ingredient, name.decided_by, name.decision) == (None, None, "undecided")


@pytest.mark.parametrize(
    ("decision", "has_ingredient", "field"),
    [("ingredient", False, "ingredient"), ("outside", True, "decision")],
)
def test_decision_that_contradicts_itself_is_refused(decision, has_ingredient, field):
    plan(row(substances=(STRANGE,)))
    ingredient = str(Ingredient.objects.first().pk) if has_ingredient else ""
    desk = desk_of("curators")
    response = save(
        desk, change_url(named("example stranger")), decision=decision, ingredient=ingredient
    )
    assert field in refusals(response)


def test_several_names_are_put_outside_at_once():
    plan(row(substances=(STRANGE,)), row("EX 2", substances=(NEAR,)))
    keys = list(SubstanceName.objects.values_list("pk", flat=True))
    desk_of("curators").post(
        list_url(SubstanceName),
        {"action": "outside_the_formulary", "_selected_action": keys},
    )
    assert set(SubstanceName.objects.values_list("decision", flat=True)) == {"outside"}


def test_staff_without_the_right_decide_nothing():
    plan(row(substances=(NEAR,)))
    name = named("example peptides")
    desk_of().post(f"/admin/registry/substancename/{name.pk}/is/example-peptide/")
    name.refresh_from_db()
    assert name.decision == "undecided"


def test_entry_is_found_by_the_whole_name_of_a_substance():
    load(row(), row("EX 2", substances=(STRANGE,)))
    found = desk_of("reviewers").get(list_url(RegisterEntry, "q=Example+Stranger"))
    assert [e.number for e in found.context["cl"].queryset] == ["EX 2"]
