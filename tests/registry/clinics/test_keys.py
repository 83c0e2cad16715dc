"""API keys: what is kept of them, what opens, and what a wrong one learns."""

import datetime as dt
import hashlib

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry.actions.clinic_keys import issue_key, revoke_key
from registry.actions.clinics import keep_clinic
from registry.clinic_errors import TooManyKeys
from registry.clinics import last_use, ring
from registry.clinics.keys import new_key, parts_of
from registry.clinics.middleware import ClinicMiddleware
from registry.models import ApiKey, ApiKeyUse, AuditEntry, Scope
from tests.attack import refused, run
from tests.clinics import asking, clinic, key_of, operator, system_of
from tests.reading import faults

pytestmark = pytest.mark.django_db

ME = "/api/v1/clinic"


def test_key_is_random_and_only_its_digest_is_kept():
    text = key_of(clinic())
    prefix, secret = parts_of(text)
    stored = ApiKey.objects.get(prefix=prefix)
    assert stored.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert len(secret) == 43, "256 bits"
    kept = [str(value) for value in ApiKey.objects.values_list().get(pk=stored.pk)]
    assert not any(secret in value for value in kept)


def test_two_new_keys_share_nothing():
    assert len({new_key().text for _ in range(50)}) == 50


def test_trail_keeps_no_digest():
    key_of(clinic())
    [entry] = AuditEntry.objects.filter(table="registry_apikey")
    digest = ApiKey.objects.get().digest
    assert digest not in str(entry.__dict__)


def test_clinic_is_told_who_it_is():
    found = system_of(clinic()).get(ME)
    assert found.status_code == 200
    assert found["Cache-Control"] == "no-store"
    assert found.json()["slug"] == "example-clinic"
    assert found.json()["key"]["scopes"] == sorted(Scope.values)


def test_without_a_key_there_is_no_clinic(client):
    faults(client.get(ME), 401)
    assert client.get(ME)["WWW-Authenticate"].startswith("Bearer")


def altered(text):
    return text[:-1] + ("A" if text[-1] != "A" else "B")


def expired():
    return key_of(clinic(), lasts=dt.timedelta(seconds=-1))


def revoked():
    text = key_of(clinic())
    revoke_key(key=ApiKey.objects.get(), by=operator())
    return text


def of_a_closed_clinic():
    text, closed = key_of(clinic()), clinic()
    closed.is_active = False
    keep_clinic(clinic=closed)
    return text


WRONG = {
    "unknown": lambda: new_key().text,
    "altered": lambda: altered(key_of(clinic())),
    "secret of another": lambda: f"{key_of(clinic())[:18]}{key_of(clinic('other-clinic'))[18:]}",
    "expired": expired,
    "revoked": revoked,
    "closed": of_a_closed_clinic,
    "empty": str,
    "nonsense": lambda: "’; DROP TABLE registry_apikey --",
    "long": lambda: "meso_" + "a" * 5_000,
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_keys_are_all_answered_alike(what):
    """Also where no key is needed: a clinic whose key has expired must not go on under the limits of the public."""
    text = WRONG[what]()
    ring.ring.forget()
    answers = [asking(text).get(address) for address in (ME, "/api/v1/routes/")]
    assert {answer.status_code for answer in answers} == {401}
    expected = asking(new_key().text).get(ME).json()
    assert answers[0].json() == expected


def test_other_schemes_are_refused_too():
    faults(Client(headers={"Authorization": "Basic bWU6bWU="}).get("/api/v1/routes/"), 401)


def test_right_key_opens_whatever_wrong_ones_came_before():
    right, wrong = asking(key_of(clinic())), asking(new_key().text)
    statuses = [wrong.get(ME).status_code for _ in range(60)]
    assert statuses[0] == 401
    assert statuses[-1] == 429
    assert right.get(ME).status_code == 200


def test_ten_thousand_wrong_keys_cost_a_query_now_and_then_and_one_line_of_log(caplog):
    ask = ClinicMiddleware(lambda request: pytest.fail("a wrong key came through"))
    wrong = [new_key().text for _ in range(40)]
    requests = [
        RequestFactory().get(ME, headers={"Authorization": f"Bearer {text}"})
        for text in wrong * 250
    ]
    with CaptureQueriesContext(connection) as captured:
        statuses = [ask(request).status_code for request in requests]
    minutes = statuses.count(401) / 20
    assert minutes in (1, 2), "a slow machine may see the next minute begin"
    assert statuses.count(429) == 10_000 - minutes * 20
    assert len(captured) < 150, "some units are drawn, and the keys are read anew once a second"
    told = [line for line in caplog.records if "wrong-api-keys" in line.message]
    assert 1 <= len(told) <= minutes
    assert not AuditEntry.objects.filter(table="registry_quota").exists()


def test_key_without_the_scope_is_told_which_it_needs():
    answer = asking(key_of(clinic(), scopes=[])).get("/api/v1/clinic/cocktails/")
    assert "“cocktails”" in answer.json()["detail"]
    assert answer.status_code == 403


def test_third_live_key_is_refused_by_the_action_and_by_the_database():
    for _ in range(2):
        key_of(clinic())
    with pytest.raises(TooManyKeys):
        key_of(clinic())
    refused(
        "INSERT INTO registry_apikey (clinic_id, prefix, digest, scopes, made_at, made_by_id, expires_at)"
        " SELECT clinic_id, 'aaaaaaaaaaaa', digest, scopes, now(), made_by_id, expires_at"
        " FROM registry_apikey LIMIT 1",
        match="two live keys|2 live keys",
    )


def test_revoked_or_expired_keys_make_room():
    revoke_key(key=ApiKey.objects.get(prefix=parts_of(key_of(clinic()))[0]), by=operator())
    expired()
    assert [system_of(clinic()).get(ME).status_code for _ in range(2)] == [200, 200]


def test_key_only_changes_by_being_revoked_once():
    key_of(clinic())
    refused("UPDATE registry_apikey SET expires_at = now() + '9 years'", match="only be revoked")
    refused("DELETE FROM registry_apikey", match="never deleted")
    run("UPDATE registry_apikey SET revoked_at = now(), revoked_by_id = made_by_id")
    refused("UPDATE registry_apikey SET revoked_at = NULL, revoked_by_id = NULL", match="stays so")


def test_last_use_is_written_once_a_minute(monkeypatch):
    system = system_of(clinic())
    for _ in range(3):
        system.get("/api/v1/routes/")
    [use] = ApiKeyUse.objects.all()
    assert timezone.now() - use.at < dt.timedelta(minutes=1)
    monkeypatch.setattr(last_use, "note_use", None)
    ApiKeyUse.objects.update(at=timezone.now() - dt.timedelta(hours=1))
    system.get("/api/v1/routes/")
    assert ApiKeyUse.objects.get().at < timezone.now() - dt.timedelta(minutes=59)


def test_known_key_is_asked_for_no_query():
    system = system_of(clinic())
    address = "/api/v1/nonsense/"
    for _ in range(
        2
    ):  # what is left is known after the first, and some of it held after the second
        system.get(address)
    with CaptureQueriesContext(connection) as captured:
        for _ in range(20):
            system.get(address)
    assert not captured.captured_queries


def test_expiry_is_judged_even_while_the_keys_are_fresh(monkeypatch):
    system = system_of(clinic())
    assert system.get(ME).status_code == 200
    later = timezone.now().timestamp() + 400 * 86_400
    monkeypatch.setattr(ring.time, "time", lambda: later)
    assert system.get(ME).status_code == 401


def test_issuing_names_who():
    key, _ = issue_key(
        clinic=clinic(), scopes=[], expires_at=timezone.now() + dt.timedelta(1), by=operator()
    )
    assert key.made_by == operator()
