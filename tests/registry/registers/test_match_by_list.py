"""Names that no ingredient has, and FDA's list of UNII names has."""

import pytest

from formulary.models import Ingredient, UniiName
from registry.actions.accounts import importer
from registry.actions.substance_names import decide_name
from registry.models import RegisterEntry, SubstanceName

from .made_up import PEPTIDE, entry, load, make_world, row, status, substance

pytestmark = pytest.mark.django_db

OURS, OTHERS = "EXAMPLE00V", "EXAMPLE0XS"


@pytest.fixture(autouse=True)
def world():
    make_world()
    Ingredient.objects.filter(slug="example-peptide").update(unii=OURS)


def listed(name, unii=OURS, kind="cn"):
    UniiName.objects.create(normalised=name, unii=unii, kind=kind, display_name="EXAMPLE PEPTIDE")


def state(name="EXEMPLUM", **values):
    load(row(substances=(substance(name, **values),)))
    return entry().state


def test_name_of_our_unii_is_the_ingredient():
    listed("exemplum")
    assert state() == "product"
    assert status() == "authorised"


@pytest.mark.parametrize("kind", ["bn", "cd"])
def test_brand_or_code_of_the_list_is_no_name(kind):
    listed("exemplum", kind=kind)
    assert state() == "outside"


def test_name_of_two_uniis_is_nobodys():
    listed("exemplum")
    listed("exemplum", unii=OTHERS, kind="bn")
    assert state() == "outside"


def test_name_of_another_unii_is_not_ours():
    listed("exemplum", unii=OTHERS)
    assert state() == "outside"


def test_plant_is_not_its_extract():
    Ingredient.objects.filter(slug="example-peptide").update(category="plant-extract")
    listed("exemplum")
    assert state() == "outside"


@pytest.mark.parametrize("name", ["vitamin x", "vitamin x3", "vitamin x 3"])
def test_letter_of_a_vitamin_is_a_group(name):
    listed(name)
    assert state(name) == "outside"


def test_own_name_comes_before_the_list():
    listed("example other")
    load(row(substances=(substance("EXAMPLE OTHER"),)))
    assert entry().lines[0]["ingredient"] == Ingredient.objects.get(slug="example-other").pk


def test_identifier_that_says_otherwise_waits():
    Ingredient.objects.filter(slug="example-other").update(unii=OTHERS)
    listed("exemplum")
    load(row(substances=(PEPTIDE, substance("EXEMPLUM", identifier=OTHERS))))
    assert entry().state == "waiting"
    assert SubstanceName.objects.get(normalised="exemplum").is_ambiguous


def test_person_who_has_decided_is_right():
    listed("exemplum")
    name = SubstanceName.objects.create(normalised="exemplum", printed="EXEMPLUM")
    decide_name(name=name, by=importer(), ingredient=None)
    assert state() == "outside"


def test_list_changes_nothing_where_it_is_not_loaded():
    assert state() == "outside"
    assert RegisterEntry.objects.count() == 1
