"""A clinic that may ask for ever, so that ours is measured with keys and quotas switched on."""

import datetime as dt

from django.utils import timezone

MANY = 2_000_000_000
"""Requests that it may send."""


def key_of_a_clinic() -> str:
    """Its key. Call it when Django is set up, in a database made for a benchmark."""
    from registry.actions.clinic_keys import issue_key
    from registry.actions.clinics import keep_clinic
    from registry.models import Clinic, User

    clinic = keep_clinic(
        clinic=Clinic(
            slug="example-clinic",
            name="Example clinic",
            requests_a_minute=MANY,
            questions_a_day=MANY,
        )
    )
    person = User.objects.create_user("example-operator")
    tomorrow = timezone.now() + dt.timedelta(days=1)
    return issue_key(clinic=clinic, scopes=[], expires_at=tomorrow, by=person)[1]
