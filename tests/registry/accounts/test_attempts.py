"""Guessing: what is counted, what is refused, and for how long."""

import datetime as dt
import json
import logging
from threading import Thread

import pytest
from django.db import connections, transaction
from django.utils import timezone

from registry.accounts.errors import LockedOut, LoginRefused, WrongPassword
from registry.accounts.origin import Origin
from registry.actions.passwords import confirm_password, verify_password
from registry.actions.security_log import record
from registry.models import SecurityEvent, User
from registry.models.security_event import digest_of_name
from registry.rules.lockout import ADDRESS, ANYWHERE, HERE
from tests.people import ELSEWHERE, ORIGIN, PASSWORD, somebody

Kind = SecurityEvent.Kind


def verify(name="example", password=PASSWORD, origin=ORIGIN):
    return verify_password(name=name, password=password, origin=origin)


def fail(times=1, **given):
    for _ in range(times):
        with pytest.raises(LoginRefused):
            verify(password="wrong", **given)


def failed_before(count, *, name="example", address="203.0.113.1", ago=dt.timedelta(minutes=1)):
    SecurityEvent.objects.bulk_create(
        SecurityEvent(
            kind=Kind.PASSWORD_WRONG,
            name_digest=digest_of_name(name),
            address=address,
            at=timezone.now() - ago,
        )
        for _ in range(count)
    )


@pytest.mark.django_db
def test_verify_password_right():
    user = somebody()
    assert verify() == user


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"is_active": False},
        {"is_staff": False},
        {"one_time_until": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
    ],
)
def test_verify_password_of_somebody_who_may_not_enter(change):
    somebody()
    User.objects.filter(username="example").update(**change)
    with pytest.raises(LoginRefused):
        verify()


@pytest.mark.django_db
@pytest.mark.parametrize("password", [f" {PASSWORD}", PASSWORD.upper(), PASSWORD[:-1]])
def test_verify_password_exactly_as_typed(password):
    somebody()
    with pytest.raises(LoginRefused):
        verify(password=password)


@pytest.mark.django_db
def test_stranger_cannot_tell_whether_there_is_an_account(monkeypatch):
    """The same words, the same count until the lockout, and a hash computed either way."""
    somebody()
    hashed = []
    monkeypatch.setattr("registry.actions.passwords.make_password", hashed.append)
    said = {}
    for name in ("example", "nobody"):
        said[name] = []
        for _ in range(HERE.failures + 1):
            with pytest.raises((LoginRefused, LockedOut)) as caught:
                verify(name, "wrong", Origin("192.0.2.1"))
            said[name].append(str(caught.value))
    assert said["example"] == said["nobody"]
    assert len(hashed) == HERE.failures


@pytest.mark.django_db
def test_lockout_here_refuses_the_right_password_until_failures_are_old():
    somebody()
    fail(HERE.failures - 1)
    with pytest.raises(LockedOut, match="15 minutes"):
        verify(password="wrong")
    with pytest.raises(LockedOut):
        verify()
    assert SecurityEvent.objects.filter(kind=Kind.LOCKED_OUT).count() == 1
    verify(origin=ELSEWHERE)  # the owner, at another place


@pytest.mark.django_db
def test_lockout_ends_by_itself():
    somebody()
    failed_before(HERE.failures, address=ORIGIN.address, ago=HERE.within + dt.timedelta(seconds=5))
    verify()


@pytest.mark.django_db
def test_lockout_counts_from_the_last_login():
    user = somebody()
    fail(HERE.failures - 1)
    record(Kind.LOGGED_IN, user=user, origin=ORIGIN)
    fail(HERE.failures - 1)
    verify()


@pytest.mark.django_db
def test_lockout_of_an_address_that_tries_every_account():
    somebody()
    for number in range(ADDRESS.failures):
        failed_before(1, name=f"name {number}", address=ORIGIN.address)
    with pytest.raises(LockedOut):
        verify()
    verify(origin=ELSEWHERE)


@pytest.mark.django_db
def test_lockout_of_an_account_that_is_tried_from_everywhere():
    user = somebody()
    for number in range(ANYWHERE.failures):
        failed_before(1, address=f"203.0.113.{number}")
    with pytest.raises(LockedOut, match="60 minutes"):
        verify()
    record(Kind.LOGGED_IN, user=user, origin=ELSEWHERE)
    verify(origin=ELSEWHERE)


@pytest.mark.django_db
def test_confirm_password_counts_with_the_login():
    user = somebody()
    fail(HERE.failures - 2)
    confirm_password(user=user, password=PASSWORD, origin=ORIGIN)
    with pytest.raises(WrongPassword):
        confirm_password(user=user, password="wrong", origin=ORIGIN)
    with pytest.raises(LockedOut):
        confirm_password(user=user, password="wrong", origin=ORIGIN)
    with pytest.raises(LockedOut):
        verify()


def test_attempt_inside_a_transaction_is_refused(committed_db):
    """There a failure could be undone by what fails after it."""
    user = somebody()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        confirm_password(user=user, password="wrong", origin=ORIGIN)
    connections.close_all()


def test_guesses_at_the_same_time_are_all_counted(committed_db):
    somebody()
    checked = []

    def guess():
        try:
            verify(password="wrong")
        except LoginRefused:
            checked.append("refused")
        except LockedOut:
            pass
        finally:
            connections.close_all()

    threads = [Thread(target=guess) for _ in range(HERE.failures * 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(checked) == HERE.failures - 1
    assert SecurityEvent.objects.failures().count() == HERE.failures
    connections.close_all()


@pytest.mark.django_db
def test_log_keeps_no_name_that_is_nobodys_and_no_password(caplog):
    somebody()
    caplog.set_level(logging.INFO, logger="registry.security")
    secret = "what was typed into the wrong field"
    with pytest.raises(LoginRefused):
        verify(name=secret, password="another secret")
    fail()
    kept = " ".join(str(row) for row in SecurityEvent.objects.values())
    said = " ".join(line.getMessage() for line in caplog.records)
    for text in (secret, "another secret"):
        assert text not in kept
        assert text not in said
    assert json.loads(caplog.records[-1].getMessage()) == {
        "event": "password-wrong",
        "account": "example",
        "address": ORIGIN.address,
        "id": SecurityEvent.objects.first().pk,
    }
