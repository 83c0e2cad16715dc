"""The starter set: edition 1, which nobody is there yet to review."""

from collections.abc import Callable, Sequence
from pathlib import Path

from registry.actions.accounts import importer
from registry.actions.exchange import import_folders
from registry.actions.publication import publish_change_set
from registry.models import Edition
from registry.vocabulary import ChangeSetKind


def publish_starter(*, folders: Sequence[Path], tell: Callable[[str], None]) -> Edition | None:
    """Publish the files as edition 1, in the name of the account that nobody can log in to.

    No other edition passes so: the database refuses it. None when somebody else was first.
    """
    by = importer()
    _, change_set = import_folders(
        folders=folders, by=by, reason="Starter set", kind=ChangeSetKind.STARTER, tell=tell
    )
    if change_set is None:
        return None
    return publish_change_set(
        change_set=change_set, by=by, reason="Starter set", reviewed=change_set.content_hash
    )
