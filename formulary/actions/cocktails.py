"""Writes to cocktails."""

from django.db.models import Max

from formulary.models import Cocktail, CocktailVersion


def number_version(*, version: CocktailVersion, slug: str) -> None:
    """Make a new version the next of the cocktail, which begins with it if it is not known. The version is not saved."""
    version.cocktail, _ = Cocktail.objects.get_or_create(slug=slug)
    newest = version.cocktail.versions.aggregate(number=Max("version"))["number"]
    version.version = (newest or 0) + 1
