"""Writes to cocktails."""

from django.db import transaction
from django.utils import timezone

from formulary.errors import AlreadyPublished, NoLines
from formulary.models import Cocktail, CocktailLine, CocktailVersion


@transaction.atomic
def publish_version(*, version: CocktailVersion) -> CocktailVersion:
    """Put a draft in force. From then on neither it nor its lines can change (trigger)."""
    version = CocktailVersion.objects.select_for_update().get(pk=version.pk)
    if version.published_at:
        raise AlreadyPublished(version)
    if not version.lines.exists():
        raise NoLines(version)
    version.published_at = timezone.now()
    version.save(update_fields=["published_at"])
    return version


@transaction.atomic
def draft_version(*, cocktail: Cocktail) -> CocktailVersion:
    """A new draft that begins as a copy of the newest version, lines included."""
    cocktail = Cocktail.objects.select_for_update().get(pk=cocktail.pk)
    newest = cocktail.versions.order_by("-version").first()
    if newest is None:
        return CocktailVersion.objects.create(cocktail=cocktail, version=1, name=cocktail.slug)
    lines = list(newest.lines.all())
    draft = CocktailVersion.objects.create(
        cocktail=cocktail,
        version=newest.version + 1,
        name=newest.name,
        description=newest.description,
        source=newest.source,
    )
    for line in lines:
        line.pk, line.version = None, draft
    CocktailLine.objects.bulk_create(lines)
    return draft
