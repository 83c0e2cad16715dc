import pytest

from formulary.actions.cocktails import number_version
from formulary.models import Cocktail, CocktailVersion

pytestmark = pytest.mark.django_db


def test_number_version_follows_the_newest():
    known = Cocktail.objects.filter(versions__version=1).first()
    version = CocktailVersion(name="Example")
    number_version(version=version, slug=known.slug)
    assert (version.cocktail, version.version) == (known, 2)


def test_number_version_begins_a_cocktail_that_is_not_known():
    version = CocktailVersion(name="Example")
    number_version(version=version, slug="example")
    assert (version.cocktail.slug, version.version) == ("example", 1)
