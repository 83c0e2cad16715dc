"""A clinic changes its keys by itself: what it sees of them, what it may issue, and what it may end."""

import pytest
from django.utils import timezone

from registry.actions.clinic_keys import revoke_key
from registry.clinics.keys import parts_of
from registry.clinics.ring import ring
from registry.models import ApiKey, AuditEntry
from tests.attack import refused
from tests.clinics import asking, clinic, key_of, operator, system_of
from tests.reading import assert_flat_queries, faults

pytestmark = pytest.mark.django_db

URL = "/api/v1/clinic/keys/"
MAY = ("keys", "webhooks")


def issued(system, **asked):
    sent = {"scopes": list(MAY), "days": 30, **asked}
    return system.post(URL, sent, content_type="application/json")


def test_list_shows_live_keys_and_nothing_that_opens():
    text = key_of(clinic(), scopes=MAY)
    ended = key_of(clinic())
    revoke_key(key=ApiKey.objects.get(prefix=parts_of(ended)[0]), by=operator())
    ring.forget()
    answer = asking(text).get(URL)
    [found] = answer.json()["results"]
    assert set(found) == {"prefix", "scopes", "issued_at", "expires_at", "last_used_at"}
    assert (found["prefix"], found["scopes"]) == (parts_of(text)[0], sorted(MAY))
    assert found["last_used_at"]
    assert answer["Cache-Control"] == "no-store"
    said = answer.content.decode()
    assert parts_of(text)[1] not in said
    assert ApiKey.objects.get(prefix=found["prefix"]).digest not in said


def test_clinic_changes_over_without_anybody():
    first = asking(key_of(clinic(), scopes=MAY))
    answer = issued(first)
    assert answer.status_code == 201
    text = answer.json()["key"]
    ring.forget()
    second = asking(text)
    assert {row["prefix"] for row in second.get(URL).json()["results"]} == {
        parts_of(text)[0],
        ApiKey.objects.earliest("pk").prefix,
    }
    assert second.delete(f"{URL}{ApiKey.objects.earliest('pk').prefix}/").status_code == 204
    ring.forget()
    assert first.get(URL).status_code == 401
    assert second.get(URL).status_code == 200
    assert "key" not in second.get(f"{URL}{parts_of(text)[0]}/").json(), "it was shown once"


def test_new_key_is_the_clinics_and_says_with_which_key_it_was_made():
    system = system_of(clinic())
    issued(system)
    maker, made = ApiKey.objects.order_by("pk")
    assert (made.clinic, made.made_by, made.made_with) == (clinic(), None, maker)
    assert 29 <= (made.expires_at - timezone.now()).days <= 30
    entry = AuditEntry.objects.filter(table="registry_apikey").latest("pk")
    assert entry.actor == f"clinic: example-clinic (key {maker.prefix})"


def test_third_live_key_is_refused_with_what_to_do():
    system = system_of(clinic())
    issued(system)
    fault = faults(issued(system), 409)["key"]
    assert "Revoke the one that is not used any more" in fault["detail"]
    assert ApiKey.objects.count() == 2


def test_key_opens_no_more_than_the_one_that_issued_it():
    system = asking(key_of(clinic(), scopes=MAY))
    fault = faults(issued(system, scopes=["cocktails", "keys"]))["scopes"]
    assert "cocktails" in fault["detail"]
    assert fault["nearest"] == sorted(MAY)
    assert issued(system, scopes=["webhooks"]).json()["scopes"] == ["webhooks"]


@pytest.mark.parametrize("days", [0, 401, "30", True, None, 1.5])
def test_key_lasts_as_long_as_an_operator_could_let_it(days):
    assert "days" in faults(issued(system_of(clinic()), days=days))


def test_key_without_the_scope_sees_and_issues_none():
    other = key_of(clinic())
    system = asking(key_of(clinic(), scopes=["cocktails", "webhooks"]))
    address = f"{URL}{parts_of(other)[0]}/"
    for answer in (system.get(URL), issued(system), system.get(address), system.delete(address)):
        assert "“keys”" in answer.json()["detail"]
        assert answer.status_code == 403
    assert ApiKey.objects.live().count() == 2


def test_any_key_ends_itself():
    """Whoever finds a leaked key can stop it, with nothing but the key."""
    text = key_of(clinic(), scopes=[])
    assert asking(text).delete(f"{URL}{parts_of(text)[0]}/").status_code == 204
    ended = ApiKey.objects.get()
    assert (ended.revoked_by, ended.revoked_with) == (None, ended)
    ring.forget()
    assert asking(text).get("/api/v1/clinic").status_code == 401


def test_revoked_key_issues_and_ends_none_while_processes_still_know_it():
    """For seconds it still opens what it opened; it must not use them to outlive its end."""
    text, other = key_of(clinic()), key_of(clinic())
    system = asking(text)
    system.get(URL)
    revoke_key(key=ApiKey.objects.get(prefix=parts_of(text)[0]), by=operator())
    faults(issued(system), 401)
    faults(system.delete(f"{URL}{parts_of(other)[0]}/"), 401)
    assert ApiKey.objects.live().count() == 1


def test_ended_key_is_not_there():
    text, other = key_of(clinic()), key_of(clinic())
    revoke_key(key=ApiKey.objects.get(prefix=parts_of(other)[0]), by=operator())
    assert "prefix" in faults(asking(text).delete(f"{URL}{parts_of(other)[0]}/"), 404)


def test_list_costs_the_same_for_one_and_for_two():
    system = system_of(clinic())
    assert_flat_queries(lambda: system.get(URL), lambda: issued(system))


MADE_WITH = (
    "INSERT INTO registry_apikey (clinic_id, prefix, digest, scopes, made_at, made_with_id, expires_at)"
    " SELECT {clinic}, 'aaaaaaaaaaaa', digest, {scopes}, now(), id, now() + '{lasts}'"
    " FROM registry_apikey WHERE prefix = '{prefix}'"
)


@pytest.mark.parametrize(
    ("scopes", "values"),
    [
        (MAY, {"scopes": "'{cocktails}'"}),
        (MAY, {"clinic": "other"}),
        (["webhooks"], {}),
    ],
    ids=["more", "another clinic", "may not"],
)
def test_database_refuses_what_no_key_may_issue(scopes, values):
    prefix, _ = parts_of(key_of(clinic(), scopes=scopes))
    told = {"clinic": "clinic_id", "scopes": "'{webhooks}'", "lasts": "1 day", **values}
    if told["clinic"] == "other":
        told["clinic"] = clinic("other-clinic").pk
    refused(MADE_WITH.format(prefix=prefix, **told), match="no more than itself")


def test_database_refuses_keys_that_last_too_long_or_are_ended_by_others():
    prefix, _ = parts_of(key_of(clinic()))
    asked = {"clinic": "clinic_id", "scopes": "'{keys}'", "prefix": prefix}
    refused(MADE_WITH.format(lasts="401 days", **asked), match="apikey_lasts_so_long_at_most")
    other = parts_of(key_of(clinic("other-clinic")))[0]
    refused(
        "UPDATE registry_apikey SET revoked_at = now(), revoked_with_id ="
        " (SELECT id FROM registry_apikey WHERE prefix = %s) WHERE prefix = %s",
        other,
        prefix,
        match="its own clinic only",
    )
