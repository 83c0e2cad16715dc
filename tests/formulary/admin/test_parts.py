"""The order of parts, and what a table of them refuses."""

import pytest

from formulary.actions.parts import arrange
from formulary.desk.links import change_url, list_url
from formulary.models import Ingredient, Product
from tests.formulary.admin.desk import add_url, desk_of, propose_url, refusals, released, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    """Three lines, in the order of the alphabet."""
    product = Product.objects.create(slug="example", name="Example")
    ingredients = Ingredient.objects.order_by("slug")[:3]
    for position, ingredient in enumerate(ingredients, start=1):
        product.lines.create(position=position, ingredient=ingredient)
    return product


def order(product):
    return list(product.lines.order_by("position").values_list("ingredient__slug", flat=True))


def test_lines_dragged_into_another_order(product):
    one, two, three = order(product)
    places = {"lines-0-position": "2", "lines-1-position": "0", "lines-2-position": "1"}
    released(save(desk_of("curators"), propose_url(product), **places))
    assert order(product) == [two, three, one]


def test_line_added_goes_last(product):
    before = order(product)
    biotin = Ingredient.objects.get(slug="biotin")
    line = {
        "lines-TOTAL_FORMS": "4",
        "lines-3-ingredient": str(biotin.pk),
        "lines-3-role": "active",
        "lines-3-position": "",
    }
    released(save(desk_of("curators"), propose_url(product), **line))
    assert order(product) == [*before, "biotin"]


def test_line_added_and_dragged_to_the_front(product):
    before = order(product)
    biotin = Ingredient.objects.get(slug="biotin")
    line = {
        "lines-TOTAL_FORMS": "4",
        "lines-3-ingredient": str(biotin.pk),
        "lines-3-role": "active",
        "lines-3-position": "0",
        **{f"lines-{row}-position": str(row + 1) for row in range(3)},
    }
    released(save(desk_of("curators"), propose_url(product), **line))
    assert order(product) == ["biotin", *before]


def test_line_deleted_and_others_keep_their_order(product):
    one, _, three = order(product)
    change = {"lines-1-DELETE": "on"}
    released(save(desk_of("curators"), propose_url(product), **change))
    assert order(product) == [one, three]


def test_untouched_lines_keep_their_positions(product):
    product.lines.filter(position=3).update(position=7)
    released(save(desk_of("curators"), propose_url(product), holder="Example"))
    assert list(product.lines.values_list("position", flat=True)) == [1, 2, 7]


def test_arrange_nothing_does_nothing():
    arrange(parts=[])


def test_strength_without_unit_is_refused_beside_the_field(product):
    change = {"lines-0-strength_value": "5"}
    found = refusals(save(desk_of("curators"), propose_url(product), **change))
    assert "its unit, or neither" in found["strength_value"]


def test_unit_that_is_none_is_refused(product):
    change = {"lines-0-strength_value": "5", "lines-0-strength_unit": "spoonful"}
    found = refusals(save(desk_of("curators"), propose_url(product), **change))
    assert "strength_unit" in found


def test_amount_keeps_its_digits(product):
    change = {"lines-0-strength_value": "2.0", "lines-0-strength_unit": "mg"}
    released(save(desk_of("curators"), propose_url(product), **change))
    assert str(product.lines.first().strength_value) == "2.0"


def test_search_products_by_a_name_of_an_ingredient(product):
    name = product.lines.first().ingredient.preferred_name.upper()
    page = desk_of("reviewers").get(list_url(Product), {"q": name})
    assert product in page.context["cl"].result_list


def test_product_with_name_holder_and_country_of_another_refused():
    known = Product.objects.exclude(holder="").first()
    same = {
        "name": known.name.upper(),
        "slug": "another",
        "holder": known.holder,
        "country": known.country,
    }
    found = refusals(save(desk_of("curators"), add_url(Product), **same))
    assert change_url(known) in found["name"]
