"""Clinics at the desk: keys issued and revoked, licences added and verified, deliveries sent again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from registry.accounts.sealing import unseal
from registry.clinics.keys import parts_of
from registry.clinics.signing import shown
from registry.models import (
    ApiKey,
    Clinic,
    Delivery,
    Jurisdiction,
    Licence,
    Scope,
    Verification,
    Webhook,
)
from tests.clinics import asking, clinic, key_of, start_afresh
from tests.formulary.admin.desk import add_url, desk_of, person, refusals
from tests.licences import licence
from tests.registry.clinics.watching import SECRET, delivery_of, webhook_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh():
    start_afresh()
    yield
    start_afresh()


def button(record, name):
    """The address of a button on the page of a record, as unfold has it."""
    return reverse(f"admin:registry_{record._meta.model_name}_{name}", args=[record.pk])


def issue(desk, **typed):
    return desk.post(button(clinic(), "issue_a_key"), {"days": 30, "scopes": ["webhooks"], **typed})


def test_key_is_shown_once_and_opens():
    page = issue(desk_of("operators"))
    key = ApiKey.objects.get()
    text = page.context["text"]
    assert text in page.content.decode()
    assert parts_of(text)[0] == key.prefix
    assert key.made_by == person("operators")
    assert 29 <= (key.expires_at - timezone.now()).days <= 30
    assert asking(text).get("/api/v1/clinic").json()["key"]["scopes"] == ["webhooks"]
    for address in (f"/admin/registry/apikey/{key.pk}/change/", "/admin/registry/apikey/"):
        seen = desk_of("operators").get(address).content.decode()
        assert key.prefix in seen
        assert text not in seen
        assert key.digest not in seen


def test_third_key_is_refused_in_words():
    desk = desk_of("operators")
    for _ in range(2):
        issue(desk)
    assert "Revoke the one that is not used any more" in issue(desk).content.decode()
    assert ApiKey.objects.count() == 2


@pytest.mark.parametrize("typed", [{"days": 0}, {"days": 4_000}, {"scopes": ["everything"]}])
def test_odd_keys_are_not_issued(typed):
    assert issue(desk_of("operators"), **typed).context["form"].errors
    assert not ApiKey.objects.exists()


def test_key_is_revoked_after_a_question():
    key_of(clinic())
    key, desk = ApiKey.objects.get(), desk_of("operators")
    desk.get(button(key, "revoke"))
    assert ApiKey.objects.get().revoked_at is None
    desk.post(button(key, "revoke"))
    assert ApiKey.objects.get().revoked_by == person("operators")


def test_scope_that_lets_a_clinic_issue_keys_is_chosen_and_never_proposed():
    desk = desk_of("operators")
    form = desk.get(button(clinic(), "issue_a_key")).context["form"]
    assert {scope for scope, _ in form.fields["scopes"].choices} == set(Scope.values)
    assert "keys" not in form["scopes"].initial
    page = issue(desk, scopes=["keys"])
    assert asking(page.context["text"]).get("/api/v1/clinic/keys/").status_code == 200


def test_desk_says_which_keys_the_clinic_issued_and_revoked_itself():
    text = key_of(clinic())
    system, (prefix, _) = asking(text), parts_of(text)
    system.post("/api/v1/clinic/keys/", {"scopes": [], "days": 1}, content_type="application/json")
    system.delete(f"/api/v1/clinic/keys/{prefix}/")
    desk = desk_of("operators")
    for key, said in zip(ApiKey.objects.order_by("pk"), ("revoked_by", "issued_by"), strict=True):
        assert str(key) in desk.get("/admin/registry/apikey/").content.decode()
        page = desk.get(f"/admin/registry/apikey/{key.pk}/change/").content.decode()
        assert f"the clinic, with meso_{prefix}_…" in page, said


def test_clinic_is_added_with_its_limits():
    sent = {"name": "Example Clinic", "slug": "example-clinic", "is_active": "on"}
    limits = {"requests_a_minute": 10, "questions_a_day": 100}
    desk_of("operators").post(add_url(Clinic), sent | limits)
    assert Clinic.objects.get().questions_a_day == 100


@pytest.mark.parametrize("name", ["", "--"])
def test_clinic_without_a_name_is_refused_in_words(name):
    sent = {"name": name, "slug": "x", "requests_a_minute": 0, "questions_a_day": 1}
    assert "name" in refusals(desk_of("operators").post(add_url(Clinic), sent))


def add_licence(desk, **typed):
    example = licence("EX-1")
    sent = {
        "clinic": example.clinic_id,
        "jurisdiction": Jurisdiction.objects.get(code="XA").pk,
        "authority": example.authority_id,
        "number": "EX-2",
    }
    return desk.post(add_url(Licence), sent | typed)


def test_licence_is_added_in_the_name_of_who_adds_it():
    add_licence(desk_of("curators"))
    assert Licence.objects.get(number="EX-2").added_by == person("curators")


@pytest.mark.parametrize(
    "typed", [{"number": "--"}, {"valid_from": "2026-02-01", "valid_to": "2026-01-01"}]
)
def test_odd_licences_are_refused_in_words(typed):
    assert refusals(add_licence(desk_of("curators"), **typed))


def verify(desk, **typed):
    sent = {"finding": "confirmed", "evidence": "Example register, 2026-05-01", **typed}
    return desk.post(button(Licence.objects.get(), "verify"), sent)


def test_somebody_else_verifies():
    licence()
    verify(desk_of("reviewers"), document="")
    found = Verification.objects.get()
    assert (found.finding, found.by) == ("confirmed", person("reviewers"))


def test_whoever_added_it_is_told_to_ask_somebody_else():
    both = person("curators", "reviewers")
    made = licence()
    other = Licence(clinic=made.clinic, jurisdiction=made.jurisdiction, authority=made.authority, number="EX-3", added_by=both)  # fmt: skip
    other.save()
    sent = {"finding": "confirmed", "evidence": "Example"}
    page = desk_of("curators", "reviewers").post(button(other, "verify"), sent)
    assert "ask somebody else" in page.content.decode()
    assert not Verification.objects.exists()


@pytest.mark.parametrize(
    "typed", [{"evidence": ""}, {"finding": ""}, {"document": "nothing-like-that"}]
)
def test_verification_without_evidence_is_refused(typed):
    licence()
    assert verify(desk_of("reviewers"), **typed).context["form"].errors
    assert not Verification.objects.exists()


def test_delivery_is_sent_again_after_a_question():
    delivery = delivery_of(webhook_of(clinic()))
    Delivery.objects.update(state="given-up", next_at=None)
    desk = desk_of("operators")
    desk.get(button(delivery, "deliver_again"))
    assert Delivery.objects.get().state == "given-up"
    desk.post(button(delivery, "deliver_again"))
    assert Delivery.objects.get().state == "waiting"


def test_webhook_is_enabled_again_after_a_question():
    hook = webhook_of(clinic())
    Webhook.objects.update(disabled_at=timezone.now(), disabled_because="Example")
    desk = desk_of("operators")
    desk.get(button(hook, "enable"))
    assert Webhook.objects.get().disabled_at
    desk.post(button(hook, "enable"))
    assert Webhook.objects.get().disabled_at is None


def rotate(desk, **typed):
    return desk.post(button(Webhook.objects.get(), "rotate"), {"hours": 24, **typed})


def test_secret_is_rotated_and_shown_once():
    hook, desk = webhook_of(clinic()), desk_of("operators")
    desk.get(button(hook, "rotate"))
    assert unseal(Webhook.objects.get().sealed_secret) == SECRET
    page = rotate(desk)
    text, rotated = page.context["text"], Webhook.objects.get()
    assert text in page.content.decode()
    assert text == shown(unseal(rotated.sealed_secret))
    assert unseal(rotated.sealed_old_secret) == SECRET
    assert text not in desk.get(f"/admin/registry/webhook/{hook.pk}/change/").content.decode()


@pytest.mark.parametrize("typed", [{"hours": -1}, {"hours": 169}, {"hours": ""}])
def test_odd_rotation_is_refused(typed):
    webhook_of(clinic())
    assert rotate(desk_of("operators"), **typed).context["form"].errors
    assert unseal(Webhook.objects.get().sealed_secret) == SECRET


def test_second_rotation_is_refused_in_words():
    webhook_of(clinic())
    desk = desk_of("operators")
    rotate(desk)
    assert "under way until" in rotate(desk).content.decode()


def test_desk_shows_nothing_of_what_a_clinic_is_told():
    delivery = delivery_of(webhook_of(clinic()), body='{"name": "Our secret mixture"}')
    page = desk_of(is_superuser=True).get(f"/admin/registry/delivery/{delivery.pk}/change/")
    assert "secret mixture" not in page.content.decode()


BUTTONS = {
    "issue_a_key": ("operators", clinic),
    "revoke": ("operators", lambda: key_of(clinic()) and ApiKey.objects.get()),
    "verify": ("reviewers", licence),
    "deliver_again": ("operators", lambda: delivery_of(webhook_of(clinic()))),
    "rotate": ("operators", lambda: webhook_of(clinic())),
    "enable": ("operators", lambda: webhook_of(clinic())),
}


@pytest.mark.parametrize("name", BUTTONS)
def test_button_is_for_one_role(name):
    role, make = BUTTONS[name]
    record = make()
    for other in ("curators", "reviewers", "operators", None):
        desk = desk_of(*filter(None, [other]))
        expected = 200 if other == role else 403
        assert desk.get(button(record, name)).status_code == expected, other
