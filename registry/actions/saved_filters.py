"""A person's own filters: kept, renamed and forgotten. Nobody else's rows are ever touched."""

from django.db import IntegrityError, transaction

from registry.errors import NameTaken
from registry.models import SavedFilter, User


def keep_filter(*, by: User, page: str, name: str, query: str) -> SavedFilter:
    """Keep a query of the list of `page` under a name. Raises NameTaken."""
    return _stored(SavedFilter(owner=by, page=page, name=name, query=query))


def rename_filter(*, kept: SavedFilter, name: str) -> SavedFilter:
    """Call it something else. Raises NameTaken."""
    kept.name = name
    return _stored(kept)


def forget_filter(*, kept: SavedFilter) -> None:
    """Keep it no longer."""
    kept.delete()


def _stored(kept: SavedFilter) -> SavedFilter:
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as error:
        raise NameTaken(kept.name) from error
    return kept
