import pytest
from django.urls import reverse

from formulary.actions.cocktails import draft_version, publish_version
from formulary.desk.links import change_url, list_url
from formulary.models import Cocktail, CocktailVersion, Ingredient
from tests.formulary.admin.desk import add_url, desk_of, refusals, save, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    version = draft_version(cocktail=Cocktail.objects.create(slug="example"))
    version.lines.create(position=1, ingredient=Ingredient.objects.get(slug="biotin"))
    return version


def publish_url(version):
    return reverse("admin:formulary_cocktailversion_publish", args=[version.pk])


def test_add_cocktail_goes_on_to_its_first_draft():
    response = save(desk_of("curators"), add_url(Cocktail), slug="example")
    version = CocktailVersion.objects.get(cocktail__slug="example")
    assert response.headers["Location"] == change_url(version)
    assert (version.version, version.published_at) == (1, None)


def test_add_cocktail_duplicate_names_the_one_that_exists():
    known = Cocktail.objects.first()
    found = refusals(save(desk_of("curators"), add_url(Cocktail), slug=known.slug))
    assert change_url(known) in found["slug"]


def test_publish_asks_first(draft):
    response = desk_of("curators").get(publish_url(draft))
    assert "can ever be changed" in response.content.decode()
    draft.refresh_from_db()
    assert draft.published_at is None


def test_publish_version_makes_it_read_only(draft):
    client = desk_of("curators")
    assert client.post(publish_url(draft)).status_code == 302
    draft.refresh_from_db()
    assert draft.published_at is not None
    page = client.get(change_url(draft))
    assert not page.context["has_change_permission"]
    assert not {"name", "lines-0-ingredient", "lines-0-amount"} & set(typed(page))
    assert client.post(change_url(draft), {"name": "Other"}).status_code == 403


def test_publish_version_twice_is_refused_in_words(draft):
    publish_version(version=draft)
    response = desk_of("curators").post(publish_url(draft), follow=True)
    assert "is published and cannot change" in response.content.decode()


def test_publish_version_without_lines_is_refused_in_words(draft):
    draft.lines.all().delete()
    response = desk_of("curators").post(publish_url(draft), follow=True)
    assert "has no lines" in response.content.decode()


def test_publish_needs_the_right(draft):
    assert desk_of().post(publish_url(draft)).status_code == 403


def test_new_version_copies_the_lines(draft):
    publish_version(version=draft)
    url = reverse("admin:formulary_cocktail_new_version", args=[draft.cocktail_id])
    response = desk_of("curators").post(url)
    newest = draft.cocktail.versions.get(version=2)
    assert response.headers["Location"] == change_url(newest)
    assert [line.ingredient.slug for line in newest.lines.all()] == ["biotin"]


def test_line_names_one_of_ingredient_and_product(draft):
    found = refusals(save(desk_of("curators"), change_url(draft), **{"lines-0-ingredient": ""}))
    assert "one of the two" in found["ingredient"]


def test_amount_needs_its_unit(draft):
    found = refusals(save(desk_of("curators"), change_url(draft), **{"lines-0-amount": "2"}))
    assert "its unit, or neither" in found["amount"]


def test_published_amount_keeps_its_digits(draft):
    draft.lines.update(amount="2.50", unit="mg/mL")
    publish_version(version=draft)
    assert "2.50 mg/mL" in desk_of("reviewers").get(change_url(draft)).content.decode()


def test_search_cocktails_by_a_name_of_an_ingredient(draft):
    for model, found in ((Cocktail, draft.cocktail), (CocktailVersion, draft)):
        page = desk_of("reviewers").get(list_url(model, "q=vitamin+B7"))
        assert found in page.context["cl"].result_list
