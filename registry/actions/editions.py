"""The one road by which anything is published."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from formulary.models import Ingredient
from registry.actions.clinic_messages import announce
from registry.actions.coverage import count_coverage
from registry.actions.journal import write_changes
from registry.actions.substance_names import take_up_meanings
from registry.audit.acting import acting
from registry.models import ChangeSet, Edition, User
from registry.models.change_set import MEANING
from registry.models.triggers import EDITION_LOCK
from registry.vocabulary import ChangeSetState


def lock_editions() -> None:
    """Let no other publication begin until the end of the transaction.

    Whoever locks a change set as well takes this lock first, or two of them might wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [EDITION_LOCK])


@contextmanager
def publish_edition(*, change_set: ChangeSet, by: User, reason: str) -> Iterator[Edition]:
    """Decide a submitted change set, and open the next edition for its rows, which the caller writes; then
    count what it covers, write down what it changed, seal it, and have clinics told.

    One transaction: if the caller raises, nothing has happened and the number is free again. Two
    publishers wait for each other, so numbers follow commit order and have no gap.
    """
    with acting(by=by, reason=reason), transaction.atomic():
        edition = open_edition(change_set=change_set, by=by)
        decide(change_set=change_set, state=ChangeSetState.PUBLISHED, by=by, reason=reason)
        yield edition
        count_coverage(edition=edition)
        write_changes(edition=edition)
        seal(edition=edition)
        announce(edition=edition)


def open_edition(*, change_set: ChangeSet, by: User) -> Edition:
    """The next edition, open until it is sealed or the transaction ends; it knows what names of registers mean by now."""
    lock_editions()
    newest = Edition.objects.aggregate(number=Max("number"))["number"] or 0
    edition = Edition.objects.create(number=newest + 1, change_set=change_set, published_by=by)
    take_up_meanings()
    return edition


def seal(*, edition: Edition) -> None:
    """Close the edition for ever, if what it says is whole."""
    edition.ingredients = Ingredient.objects.count()
    edition.sealed_at = timezone.now()
    edition.save(update_fields=["ingredients", "sealed_at"])


def decide(*, change_set: ChangeSet, state: ChangeSetState, by: User, reason: str) -> None:
    """Write a decision on the row of its change set, where it stays."""
    change_set.state = state
    change_set.decided_by, change_set.decided_at = by, timezone.now()
    change_set.decision_reason = reason
    change_set.meaning = MEANING if state == ChangeSetState.PUBLISHED else ""
    change_set.save(
        update_fields=["state", "decided_by", "decided_at", "decision_reason", "meaning"]
    )
