"""The page on which products of registers are told apart."""

import pytest
from django.urls import reverse

from formulary.desk.links import change_url, list_url
from formulary.models import Product
from registry.models import Pairing
from tests.formulary.admin.desk import desk_of, person, queries
from tests.registry.registers.made_up import load, make_world, plan, row
from tests.registry.registers.test_pairings import hold

pytestmark = pytest.mark.django_db

TWO = (row(product="Peptal Forte"), row(product="Peptal Mite"))


@pytest.fixture(autouse=True)
def world():
    make_world()
    hold("example-a", "example-b")
    plan(*TWO)


def pairing(name="Peptal Forte"):
    return Pairing.objects.get(name=name)


def address(name, *parts):
    return reverse(f"admin:registry_pairing_{name}", args=[pairing().pk, *parts])


def product(slug="example-a"):
    return Product.objects.get(slug=slug)


def test_both_sides_stand_beside_each_other():
    page = desk_of("curators").get(list_url(Pairing)).content.decode()
    for words in ("Peptal Forte", "Example Laboratories", "intradermal", "EXAMPLE PEPTIDE"):
        assert words in page
    for words in ("Example a", "Example b", "any route", "Valid"):
        assert words in page
    for place in (address("is", product().pk), address("is", product("example-b").pk)):
        assert place in page
    assert address("new") in page


def test_record_is_taken_after_asking_and_taken_back():
    desk, place = desk_of("curators"), address("is", product().pk)
    assert "Is “Peptal Forte” of the register" in desk.get(place).content.decode()
    assert pairing().decision == "undecided"
    page = desk.post(place, follow=True).content.decode()
    assert "Read the files of its register again" in page
    assert (pairing().product, pairing().decided_by) == (product(), person("curators"))
    other = desk.get(change_url(pairing("Peptal Mite"))).content.decode()
    assert "It is “Peptal Forte” of the register" in other
    assert address("reopen") in page
    desk.post(address("reopen"))
    assert (pairing().decision, pairing().product, pairing().decided_at) == (
        "undecided",
        None,
        None,
    )


def test_new_product_is_decided_after_asking():
    desk = desk_of("curators")
    assert "none of the records" in desk.get(address("new")).content.decode()
    desk.post(address("new"))
    assert (pairing().decision, pairing().decided_by) == ("new", person("curators"))


def test_what_cannot_be_decided_is_said_in_words():
    desk = desk_of("curators")
    desk.post(address("new"))
    load(*TWO)
    page = desk.post(address("reopen"), follow=True).content.decode()
    assert "correct that product and its approvals instead" in page
    assert pairing().decision == "new"


def test_nobody_decides_without_the_right():
    for place in (address("is", product().pk), address("new"), address("reopen")):
        desk_of().post(place)
    assert pairing().decision == "undecided"


def test_undecided_come_first():
    desk = desk_of("curators")
    desk.post(address("new"))
    found = desk.get(list_url(Pairing)).context["cl"].result_list
    assert [each.name for each in found] == ["Peptal Mite", "Peptal Forte"]


def test_page_costs_the_same_for_more_products_and_records():
    desk = desk_of("curators")

    def cost():
        return queries(lambda: desk.get(list_url(Pairing)))

    few = cost()
    hold(*(f"example-{number}" for number in range(20)), number="EX 2")
    plan(*TWO, *(row("EX 2", product=f"Peptal {number}") for number in range(20)))
    assert Pairing.objects.count() == 22
    assert cost() <= few
