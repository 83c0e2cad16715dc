"""The one road by which anything is published."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from formulary.models import Ingredient
from registry.actions.coverage import count_coverage
from registry.audit.acting import acting
from registry.models import ChangeSet, Edition, User
from registry.models.triggers import EDITION_LOCK
from registry.vocabulary import ChangeSetKind


@contextmanager
def publish_edition(*, by: User, reason: str, kind: ChangeSetKind) -> Iterator[Edition]:
    """Open the next edition, let the caller write its rows, count what it covers, and seal it.

    One transaction: if the caller raises, nothing has happened and the number is free again. Two
    publishers wait for each other, so numbers follow commit order and have no gap.
    """
    with acting(by=by, reason=reason), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [EDITION_LOCK])
        newest = Edition.objects.aggregate(number=Max("number"))["number"] or 0
        change_set = ChangeSet.objects.create(kind=kind, reason=reason, proposed_by=by)
        edition = Edition.objects.create(number=newest + 1, change_set=change_set, published_by=by)
        yield edition
        count_coverage(edition=edition)
        edition.ingredients = Ingredient.objects.count()
        edition.sealed_at = timezone.now()
        edition.save(update_fields=["ingredients", "sealed_at"])
