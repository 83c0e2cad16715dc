"""Which passwords may be chosen, and what choosing one does."""

import datetime as dt

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from config.settings import PASSWORD_HASHERS
from registry.accounts.errors import NotForOneself
from registry.actions.passwords import choose_password, give_one_time_password
from registry.models import SecurityEvent, User
from tests.people import ORIGIN, PASSWORD, logged_in, somebody

OWN = "seven green herons whistle"


@pytest.mark.parametrize(
    "password",
    [
        OWN,
        "ein Pferd aß Äpfel im Mai",
        "correct horse battery staple",
        "kx7 Qp2!vLm9#tRz4",
        "injection of a blue house",
        f"{'any length that somebody likes, ' * 4}even 200 characters",
    ],
)
def test_password_of_any_composition_accepted(password):
    validate_password(password, User(username="example"))


@pytest.mark.parametrize(
    "password",
    [
        "kx7Qp2!vLm9#tR",  # fourteen characters
        "123456789123456789",
        "passwordpassword1",
        "qwertyuiopasdfgh",
        "aaaaaaaaaaaaaaaaaaaa",
        "mesoformulary kx7",
        "mesoformulary2026",
        "Formulary-Registry",
        "pharmacist-2026!",
        "Exemplum.Nobody99",  # the account's own names
        "nobody@example.org",
    ],
)
def test_password_that_would_be_guessed_refused(password):
    user = User(username="exemplum", last_name="Nobody", email="nobody@example.org")
    with pytest.raises(ValidationError):
        validate_password(password, user)


def test_passwords_are_hashed_with_argon2():
    assert PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


@pytest.mark.django_db
def test_chosen_password_ends_every_session():
    user = somebody()
    browsers = [logged_in(Client(), user) for _ in range(2)]
    choose_password(user=user, password=OWN, origin=ORIGIN)
    assert user.check_password(OWN)
    assert not user.sessions.exists()
    assert {browser.get("/admin/").status_code for browser in browsers} == {302}


@pytest.mark.django_db
def test_changing_a_password_needs_the_current_one_and_stays_logged_in_here():
    user = somebody()
    here, there = logged_in(Client(), user), logged_in(Client(), user)
    before = here.session.session_key
    new = {"new_password1": OWN, "new_password2": OWN}
    page = here.post("/admin/password_change/", {"password": "wrong", **new})
    assert page.context["form"].errors == {
        "password": ["That is not your password. It is taken exactly as typed."]
    }
    page = here.post("/admin/password_change/", {"password": PASSWORD, **new})
    assert page.status_code == 302
    assert here.session.session_key != before
    assert here.get("/admin/").status_code == 200
    assert there.get("/admin/").status_code == 302
    assert SecurityEvent.objects.filter(kind="password-changed", user=user).exists()


@pytest.mark.django_db
def test_new_password_field_is_no_place_to_guess_the_old_one():
    here = logged_in(Client(), somebody())
    new = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    page = here.post("/admin/password_change/", {"password": "wrong", **new})
    assert list(page.context["form"].errors) == ["password"]


@pytest.mark.django_db
def test_one_time_password_is_random_lasts_a_week_and_ends_sessions():
    user, by = somebody(), somebody("operator", "operators")
    logged_in(Client(), user)
    given = {give_one_time_password(user=user, by=by) for _ in range(2)}
    assert len(given) == 2
    user.refresh_from_db()
    assert user.has_one_time_password
    assert user.one_time_until - timezone.now() <= dt.timedelta(days=7)
    assert not user.sessions.exists()
    with pytest.raises(NotForOneself):
        give_one_time_password(user=by, by=by)
