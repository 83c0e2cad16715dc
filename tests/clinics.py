"""Clinics of the tests, their keys, and how they ask."""

import datetime as dt

from django.test import Client
from django.utils import timezone

from registry.actions.clinic_keys import issue_key
from registry.clinics import last_use
from registry.clinics.quotas import counter
from registry.clinics.ring import ring
from registry.models import Clinic, Scope
from tests.publishing import somebody

YEAR = dt.timedelta(days=365)


def operator():
    return somebody("example-operator", "operators")


def clinic(slug="example-clinic", **limits):
    made, _ = Clinic.objects.get_or_create(
        slug=slug, defaults={"name": slug.replace("-", " ").title(), **limits}
    )
    return made


def key_of(clinic, *, scopes=tuple(Scope.values), lasts=YEAR):
    """The text of a new key."""
    expires = timezone.now() + lasts
    _, text = issue_key(clinic=clinic, scopes=scopes, expires_at=expires, by=operator())
    ring.forget()
    return text


def asking(key):
    """A client that shows this key with every request."""
    return Client(headers={"Authorization": f"Bearer {key}"})


def system_of(clinic):
    """The client of a clinic, with a key that opens everything."""
    return asking(key_of(clinic))


def start_afresh():
    """What a new process knows: no keys, and nothing of what was used."""
    ring.forget()
    counter.forget()
    last_use.forget()
