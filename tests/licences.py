"""Licences of made-up clinics, in a country that does not exist."""

from registry.actions.clinic_licences import add_licence, verify
from registry.models import Authority, Finding, Jurisdiction, Licence
from tests.clinics import clinic
from tests.publishing import curator, reviewer


def licence(number="EX-12/34", of="example-clinic", **values):
    place, _ = Jurisdiction.objects.get_or_create(
        code="XA", defaults={"name": "Example country", "kind": "country"}
    )
    authority, _ = Authority.objects.get_or_create(
        slug="example-authority",
        defaults={"name": "Example authority", "jurisdiction": place, "confidence": "made up"},
    )
    said = {"clinic": clinic(of), "jurisdiction": place, "authority": authority, "number": number}
    return add_licence(licence=Licence(**said | values), by=curator())


def confirmed(**values):
    made = licence(**values)
    verify(
        licence=made,
        finding=Finding.CONFIRMED,
        evidence="Example register, 2026-05-01",
        by=reviewer(),
    )
    return made
