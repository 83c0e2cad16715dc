"""Clinics as operators keep them."""

from django.db import transaction

from registry.models import Clinic


@transaction.atomic
def keep_clinic(*, clinic: Clinic) -> Clinic:
    """Take up a clinic, or what was changed about it. One that is closed (`is_active`) stays on record; its keys open nothing."""
    clinic.full_clean(exclude=["normalised"])
    clinic.save()
    return clinic
