import pytest
from django.urls import reverse

from formulary.desk.links import change_url, list_url
from formulary.models import Cocktail, CocktailLine, CocktailVersion, Ingredient
from tests.formulary.admin.desk import (
    add_url,
    desk_of,
    proposed,
    publish_all,
    refusals,
    released,
    save,
    typed,
)

pytestmark = pytest.mark.django_db


def line(number, slug, **values):
    row = f"lines-{number}"
    ingredient = str(Ingredient.objects.get(slug=slug).pk)
    return {
        "lines-TOTAL_FORMS": str(number + 1),
        f"{row}-ingredient": ingredient,
        **{f"{row}-{name}": value for name, value in values.items()},
    }


def new(**changes):
    """The first version of a cocktail, proposed."""
    first = {"slug": "example", "name": "Example cocktail", **line(0, "biotin")}
    return save(desk_of("curators"), add_url(CocktailVersion), **{**first, **changes})


def draft_url(rows, table="cocktails"):
    row = next(row for (name, _), row in rows.items() if name == table)
    return reverse("admin:formulary_cocktailversion_draft_row", args=[row.pk])


def test_new_cocktail_comes_with_its_first_version():
    _, rows = proposed(new())
    assert set(rows) == {("cocktails", "example|1"), ("cocktail_lines", "example|1|1")}
    assert not Cocktail.objects.filter(slug="example").exists()


def test_published_version_is_read_only_and_its_lines_with_it():
    released(new(**line(0, "biotin", amount="2.50", unit="mg/mL")))
    version = CocktailVersion.objects.get(cocktail__slug="example")
    assert version.published_at
    client = desk_of("curators")
    page = client.get(change_url(version))
    assert not page.context["has_change_permission"]
    assert not {"name", "lines-0-ingredient", "lines-0-amount"} & set(typed(page))
    assert "2.50 mg/mL" in page.content.decode()
    assert client.post(change_url(version), {"name": "Other"}).status_code == 403
    refused = client.get(change_url(version).replace("/change/", "/propose/"), follow=True)
    assert "never changes" in refused.content.decode()


def test_draft_goes_on_being_edited():
    change_set, rows = proposed(new())
    desk = desk_of("curators")
    page = desk.get(draft_url(rows))
    assert typed(page)["name"] == "Example cocktail"
    changes = {"name": "Better name", **line(1, "procaine")}
    response = desk.post(draft_url(rows), {**typed(page), **changes})
    _, rows = proposed(response)
    assert set(rows) == {
        ("cocktails", "example|1"),
        ("cocktail_lines", "example|1|1"),
        ("cocktail_lines", "example|1|3"),
    }
    page = desk.get(draft_url(rows))
    response = desk.post(draft_url(rows), {**typed(page), "lines-0-DELETE": "on"})
    _, rows = proposed(response)
    assert set(rows) == {("cocktails", "example|1"), ("cocktail_lines", "example|1|3")}
    publish_all(change_set)
    lines = CocktailLine.objects.filter(version__cocktail__slug="example")
    assert [line.ingredient.slug for line in lines] == ["procaine"]


def test_version_without_lines_is_refused_in_words():
    found = refusals(new(**{"lines-TOTAL_FORMS": "0"}))
    assert "at least one line" in found["__all__"]


def test_version_names_its_cocktail():
    assert "Name the cocktail" in refusals(new(slug=""))["slug"]


def test_new_version_copies_the_lines():
    released(new())
    cocktail = Cocktail.objects.get(slug="example")
    url = reverse("admin:formulary_cocktail_new_version", args=[cocktail.pk])
    client = desk_of("curators")
    assert "begins as a copy" in client.get(url).content.decode()
    response = client.post(url, {"proposal-reason": "Example"})
    page = client.get(response.headers["Location"])
    assert typed(page)["lines-0-ingredient"] == str(Ingredient.objects.get(slug="biotin").pk)
    response = client.post(response.headers["Location"], {**typed(page), "name": "Second"})
    released(response)
    assert cocktail.versions.get(version=2).name == "Second"
    assert cocktail.versions.get(version=2).published_at


def test_new_version_needs_the_right():
    url = reverse("admin:formulary_cocktail_new_version", args=[Cocktail.objects.first().pk])
    assert desk_of().post(url, {"proposal-reason": "Example"}).status_code == 403


def test_line_names_one_of_ingredient_and_product():
    assert (
        "one of the two"
        in refusals(new(**{"lines-0-ingredient": "", "lines-0-note": "x"}))["ingredient"]
    )


def test_amount_needs_its_unit():
    assert "its unit, or neither" in refusals(new(**{"lines-0-amount": "2"}))["amount"]


def test_search_cocktails_by_a_name_of_an_ingredient():
    released(new())
    version = CocktailVersion.objects.get(cocktail__slug="example")
    for model, found in ((Cocktail, version.cocktail), (CocktailVersion, version)):
        page = desk_of("reviewers").get(list_url(model, "q=vitamin+B7"))
        assert found in page.context["cl"].result_list
