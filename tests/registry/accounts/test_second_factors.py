"""Codes and passkeys: each proves something once."""

import pytest
from django.db import connection

from registry.accounts import codes
from registry.accounts.errors import (
    AppNotReady,
    LastSecondFactor,
    LockedOut,
    NotForOneself,
    PasskeyRefused,
    SealBroken,
    WrongCode,
)
from registry.actions.second_factors import (
    RECOVERY_CODES,
    add_app,
    add_passkey,
    has_second_factor,
    make_recovery_codes,
    remove_app,
    remove_passkey,
    reset_second_factors,
    use_passkey,
    verify_code,
)
from registry.models import AuthenticatorApp, Passkey, SecurityEvent
from registry.rules.lockout import HERE
from tests.people import ORIGIN, code_of, somebody, with_app

pytestmark = pytest.mark.django_db

RFC_SECRET = b"12345678901234567890"


def show(user, code):
    return verify_code(user=user, code=code, origin=ORIGIN)


def passkey(user, name="Example key"):
    key = Passkey(credential_id=name.encode(), public_key=b"")
    add_passkey(user=user, key=key, name=name, origin=ORIGIN)
    return key


@pytest.mark.parametrize(
    ("at", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")]
)
def test_codes_are_those_of_the_standard(at, code):
    """The last six digits of RFC 6238's own examples."""
    assert codes.matching_step(RFC_SECRET, code, at=at) == at // 30
    assert codes.matching_step(RFC_SECRET, code, at=at + 30) == at // 30
    assert codes.matching_step(RFC_SECRET, code, at=at + 60) is None


def test_app_code_is_good_once():
    user = somebody()
    secret = with_app(user)
    code = code_of(secret)
    assert show(user, f"{code[:3]} {code[3:]}") == "authenticator app"
    for used in (code, code_of(secret, later=-1)):
        with pytest.raises(WrongCode):
            show(user, used)
    assert show(user, code_of(secret, later=1)) == "authenticator app"


def test_app_is_taken_only_with_a_code_that_it_shows():
    user, secret = somebody(), codes.new_secret()
    with pytest.raises(AppNotReady):
        add_app(user=user, secret=secret, code="000000", origin=ORIGIN)
    assert not has_second_factor(user)
    code = code_of(secret)
    add_app(user=user, secret=secret, code=code, origin=ORIGIN)
    assert has_second_factor(user)
    with pytest.raises(WrongCode):
        show(user, code)  # the one that set it up


def test_second_factor_is_not_guessed():
    user = somebody()
    secret = with_app(user)
    for _ in range(HERE.failures - 1):
        with pytest.raises(WrongCode):
            show(user, "000000")
    with pytest.raises(LockedOut):
        show(user, "000000")
    with pytest.raises(LockedOut):
        show(user, code_of(secret))


def test_database_alone_shows_no_secret(settings):
    user = somebody()
    secret = with_app(user)
    made = make_recovery_codes(user=user, origin=ORIGIN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed_secret FROM registry_authenticatorapp")
        assert secret not in bytes(cursor.fetchone()[0])
        cursor.execute("SELECT digest FROM registry_recoverycode")
        kept = " ".join(row[0] for row in cursor.fetchall())
    assert not [code for code in made if codes.bare(code)[4:] in kept]
    settings.SECRET_KEY = "another one"
    with pytest.raises(SealBroken):
        show(user, code_of(secret))
    assert show(user, made[0]) == "recovery code"


def test_recovery_code_is_good_once_however_it_is_typed():
    user = somebody()
    made = make_recovery_codes(user=user, origin=ORIGIN)
    assert len(set(made)) == RECOVERY_CODES
    assert show(user, made[0].lower().replace("-", " ")) == "recovery code"
    with pytest.raises(WrongCode):
        show(user, made[0])
    with pytest.raises(WrongCode):
        show(somebody("other"), made[1])
    assert user.recovery_codes.filter(used_at=None).count() == RECOVERY_CODES - 1


def test_new_recovery_codes_replace_the_old():
    user = somebody()
    old = make_recovery_codes(user=user, origin=ORIGIN)
    make_recovery_codes(user=user, origin=ORIGIN)
    with pytest.raises(WrongCode):
        show(user, old[0])


def test_passkey_of_somebody_else_is_refused():
    passkey(somebody())
    with pytest.raises(PasskeyRefused):
        passkey(somebody("other"))


def test_passkey_that_proves_nothing_is_written_down():
    user = somebody()

    def refuse(key):
        raise PasskeyRefused

    with pytest.raises(PasskeyRefused):
        use_passkey(key=passkey(user), prove=refuse, origin=ORIGIN)
    assert SecurityEvent.objects.first().kind == "second-factor-wrong"


def test_nobody_takes_away_their_last_second_factor():
    user = somebody()
    with_app(user)
    with pytest.raises(LastSecondFactor):
        remove_app(user=user, origin=ORIGIN)
    key = passkey(user)
    remove_app(user=user, origin=ORIGIN)
    with pytest.raises(LastSecondFactor):
        remove_passkey(key=key, origin=ORIGIN)
    passkey(user, "Another key")
    remove_passkey(key=key, origin=ORIGIN)
    assert [kept.name for kept in user.passkeys.all()] == ["Another key"]


def test_reset_takes_everything_says_why_and_is_not_for_oneself():
    user, by = somebody(), somebody("operator", "operators")
    with_app(user)
    passkey(user)
    make_recovery_codes(user=user, origin=ORIGIN)
    with pytest.raises(NotForOneself):
        reset_second_factors(user=by, by=by, reason="Example")
    reset_second_factors(user=user, by=by, reason="Came in person")
    assert not AuthenticatorApp.objects.filter(user=user).exists()
    assert not has_second_factor(user)
    assert not user.recovery_codes.exists()
    event = SecurityEvent.objects.first()
    assert (event.user, event.by, event.detail) == (user, by, "all of them: Came in person")
