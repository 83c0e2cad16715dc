"""Licences of clinics: one person adds what a licence says, another finds out whether it is so."""

from django.db import transaction

from registry.clinic_errors import NotByOneself
from registry.models import Document, Finding, Licence, User, Verification


@transaction.atomic
def add_licence(*, licence: Licence, by: User) -> Licence:
    """Take down what a licence says. Nobody is licensed by that."""
    licence.added_by = by
    licence.full_clean(exclude=["normalised"])
    licence.save(force_insert=True)
    return licence


@transaction.atomic
def verify(
    *,
    licence: Licence,
    finding: Finding,
    evidence: str,
    by: User,
    document: Document | None = None,
) -> Verification:
    """Say what was found, in what. Raises NotByOneself for a confirmation by whoever added the licence."""
    licence = Licence.objects.select_for_update().get(pk=licence.pk)
    if finding == Finding.CONFIRMED and licence.added_by_id == by.pk:
        raise NotByOneself
    found = Verification(
        licence=licence, finding=finding, evidence=evidence, document=document, by=by
    )
    found.full_clean()
    found.save()
    return found
