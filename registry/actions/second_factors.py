"""Second factors: added, shown, taken away. Whoever shows one is in `attempts`' care."""

import time
from collections.abc import Callable

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from registry.accounts.codes import GROUP, bare, matching_step, new_recovery_code
from registry.accounts.errors import (
    AppNotReady,
    LastSecondFactor,
    NotForOneself,
    PasskeyRefused,
    WrongCode,
)
from registry.accounts.origin import Origin
from registry.accounts.sealing import seal, unseal
from registry.actions.attempts import Proof, attempt
from registry.actions.security_log import NOWHERE, record
from registry.models import AuthenticatorApp, Passkey, RecoveryCode, SecurityEvent, User

RECOVERY_CODES = 10
Kind = SecurityEvent.Kind


def has_second_factor(user: User) -> bool:
    """Recovery codes alone are none: they help somebody who had one."""
    return user.passkeys.exists() or AuthenticatorApp.objects.filter(user=user).exists()


def add_app(*, user: User, secret: bytes, code: str, origin: Origin) -> None:
    """Take an authenticator app that proves with a code that it knows the secret. It replaces an older one."""

    def prove() -> None:
        step = matching_step(secret, bare(code), at=time.time())
        if step is None:
            raise AppNotReady
        AuthenticatorApp.objects.update_or_create(
            user=user,
            defaults={
                "sealed_secret": seal(secret), "last_step": step, "added_at": timezone.now()
            },
        )  # fmt: skip
        record(Kind.SECOND_FACTOR_ADDED, user=user, origin=origin, detail="authenticator app")

    _attempt(prove, user, origin)


def verify_code(*, user: User, code: str, origin: Origin) -> str:
    """What was shown: a code of the app, or a recovery code. WrongCode, SealBroken or LockedOut."""
    typed = bare(code)

    def prove() -> str:
        if typed.isdigit():
            _use_app(user, typed)
            return "authenticator app"
        _use_recovery_code(user, typed)
        record(Kind.RECOVERY_CODE_USED, user=user, origin=origin)
        return "recovery code"

    return _attempt(prove, user, origin)


def _use_app(user: User, code: str) -> None:
    app = AuthenticatorApp.objects.select_for_update().filter(user=user).first()
    if app is None:
        raise WrongCode
    step = matching_step(unseal(app.sealed_secret), code, at=time.time())
    if step is None or step <= app.last_step:
        raise WrongCode  # each is good for one use (ASVS 6.5.1)
    app.last_step = step
    app.save(update_fields=["last_step"])


def _use_recovery_code(user: User, code: str) -> None:
    found = (
        RecoveryCode.objects.select_for_update()
        .filter(user=user, label=code[:GROUP], used_at=None)
        .first()
    )
    if found is None or not check_password(code[GROUP:], found.digest):
        raise WrongCode
    found.used_at = timezone.now()
    found.save(update_fields=["used_at"])


@transaction.atomic
def make_recovery_codes(*, user: User, origin: Origin) -> list[str]:
    """A new list, shown once; the old one is void."""
    User.objects.select_for_update().get(pk=user.pk)
    user.recovery_codes.all().delete()
    codes: dict[str, str] = {}
    while len(codes) < RECOVERY_CODES:
        code = new_recovery_code()
        codes.setdefault(code[:GROUP], code)
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, label=label, digest=make_password(bare(code)[GROUP:]))
        for label, code in codes.items()
    )
    record(Kind.RECOVERY_CODES_MADE, user=user, origin=origin)
    return list(codes.values())


@transaction.atomic
def add_passkey(*, user: User, key: Passkey, name: str, origin: Origin) -> None:
    """Keep a passkey that has just been made. PasskeyRefused when it is somebody's already."""
    if Passkey.objects.filter(credential_id=key.credential_id).exists():
        raise PasskeyRefused
    key.user, key.name = user, name
    key.save()
    record(Kind.SECOND_FACTOR_ADDED, user=user, origin=origin, detail=f"passkey “{name}”")


def use_passkey(*, key: Passkey, prove: Callable[[Passkey], int], origin: Origin) -> None:
    """Let `prove` judge the answer of a passkey under lock. PasskeyRefused is written down.

    A lockout does not stop it: nobody guesses a signature, and somebody who is locked out gets in this way.
    """
    try:
        with transaction.atomic():
            locked = Passkey.objects.select_for_update().get(pk=key.pk)
            locked.uses, locked.used_at = prove(locked), timezone.now()
            locked.save(update_fields=["uses", "used_at"])
    except PasskeyRefused:
        record(Kind.SECOND_FACTOR_WRONG, user=key.user, origin=origin, detail="passkey")
        raise


@transaction.atomic
def remove_app(*, user: User, origin: Origin) -> None:
    """Forget somebody's authenticator app, where a passkey is left."""
    User.objects.select_for_update().get(pk=user.pk)
    if not user.passkeys.exists():
        raise LastSecondFactor
    AuthenticatorApp.objects.filter(user=user).delete()
    record(Kind.SECOND_FACTOR_REMOVED, user=user, origin=origin, detail="authenticator app")


@transaction.atomic
def remove_passkey(*, key: Passkey, origin: Origin) -> None:
    """Forget a passkey, where another second factor is left."""
    user = User.objects.select_for_update().get(pk=key.user_id)
    others = user.passkeys.exclude(pk=key.pk).exists()
    if not others and not AuthenticatorApp.objects.filter(user=user).exists():
        raise LastSecondFactor
    key.delete()
    record(Kind.SECOND_FACTOR_REMOVED, user=user, origin=origin, detail=f"passkey “{key.name}”")


@transaction.atomic
def reset_second_factors(
    *, user: User, reason: str, by: User | None = None, origin: Origin = NOWHERE
) -> None:
    """Take away all second factors of somebody who has lost them; they set up new ones at the next log-in.

    The reason says how it was made sure that it is they who ask (ASVS 6.4.4). Their sessions end.
    """
    if by == user:
        raise NotForOneself
    AuthenticatorApp.objects.filter(user=user).delete()
    user.passkeys.all().delete()
    user.recovery_codes.all().delete()
    user.sessions.all().delete()
    record(
        Kind.SECOND_FACTOR_REMOVED, user=user, by=by, origin=origin, detail=f"all of them: {reason}"
    )


def _attempt(prove: Callable[[], Proof], user: User, origin: Origin) -> Proof:
    return attempt(
        prove, name=user.username, user=user, origin=origin, failure=Kind.SECOND_FACTOR_WRONG
    )
