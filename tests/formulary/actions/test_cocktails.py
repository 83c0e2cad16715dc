"""Cocktail versions: drafts that are published once, and never change again."""

import pytest

from formulary.actions.cocktails import draft_version, publish_version
from formulary.errors import AlreadyPublished, NoLines
from formulary.models import Cocktail

pytestmark = pytest.mark.django_db


@pytest.fixture
def cocktail():
    return Cocktail.objects.get(slug="dutasteride-0-05-minoxidil-2-percent")


def test_draft_begins_as_a_copy_of_the_newest_version(cocktail):
    draft = draft_version(cocktail=cocktail)
    assert (draft.version, draft.published_at) == (2, None)
    lines = [(line.position, line.ingredient_id, line.amount) for line in draft.lines.all()]
    first = cocktail.versions.get(version=1)
    assert lines == [(line.position, line.ingredient_id, line.amount) for line in first.lines.all()]


def test_publish_version_once(cocktail):
    draft = draft_version(cocktail=cocktail)
    assert publish_version(version=draft).published_at
    with pytest.raises(AlreadyPublished, match="make a new version"):
        publish_version(version=draft)


def test_publish_version_without_lines_is_refused(cocktail):
    draft = draft_version(cocktail=cocktail)
    draft.lines.all().delete()
    with pytest.raises(NoLines, match="add at least one"):
        publish_version(version=draft)


def test_first_draft_of_a_new_cocktail_is_empty():
    draft = draft_version(cocktail=Cocktail.objects.create(slug="example"))
    assert (draft.version, draft.lines.count()) == (1, 0)
