"""WebAuthn, by Yubico's library `fido2`: what the browser is asked, and whether its answer is true.

A passkey must be unlocked by its owner (finger, face, PIN), so it is two factors by itself, and must be found without
a user name. Who made the device is not asked. Nothing here touches the database.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.http.request import split_domain_port
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from registry.accounts.codes import ISSUER
from registry.accounts.errors import PasskeyRefused
from registry.accounts.origin import as_address
from registry.models import Passkey, User

UNLOCKED = UserVerificationRequirement.REQUIRED


def are_possible(request: HttpRequest) -> bool:
    """Passkeys belong to a name, so they do not work where the site is reached by its bare address."""
    domain = split_domain_port(request.get_host())[0].strip("[]")
    return as_address(domain) is None and (request.is_secure() or domain == "localhost")


def options_to_add(request: HttpRequest, user: User) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser is asked, and what must be kept to judge its answer."""
    entity = PublicKeyCredentialUserEntity(
        id=str(user.pk).encode(), name=user.username, display_name=str(user)
    )
    known = [_credential(key) for key in user.passkeys.all()]
    options, state = _server(request).register_begin(
        entity, known, resident_key_requirement=ResidentKeyRequirement.REQUIRED, user_verification=UNLOCKED
    )  # fmt: skip
    return dict(options), state


def added(request: HttpRequest, state: Any, answer: Mapping[str, Any]) -> Passkey:
    """The new passkey, not saved and nobody's yet. PasskeyRefused if the answer is not to what was asked."""
    try:
        found = _server(request).register_complete(state, answer)
    except (ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused from error
    credential = found.credential_data
    if credential is None:
        raise PasskeyRefused
    return Passkey(
        credential_id=credential.credential_id, public_key=bytes(credential), uses=found.counter
    )


def options_to_use(
    request: HttpRequest, keys: Sequence[Passkey] = ()
) -> tuple[dict[str, Any], dict[str, Any]]:
    """As `options_to_add`; without `keys`, any passkey for this site will do."""
    known = [_credential(key) for key in keys] or None
    options, state = _server(request).authenticate_begin(known, user_verification=UNLOCKED)
    return dict(options), state


def credential_id(answer: Mapping[str, Any]) -> bytes:
    """Which passkey answers; nothing is proven by it."""
    try:
        return AuthenticationResponse.from_dict(answer).raw_id
    except (ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused from error


def uses_proven(request: HttpRequest, state: Any, key: Passkey, answer: Mapping[str, Any]) -> int:
    """The device's count of uses, when the answer is this key's to what was asked; else PasskeyRefused."""
    try:
        _server(request).authenticate_complete(state, [_credential(key)], answer)
        uses = AuthenticationResponse.from_dict(answer).response.authenticator_data.counter
    except (ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused from error
    if (uses or key.uses) and uses <= key.uses:
        raise PasskeyRefused  # a copy of the device, or an answer that was given before
    return uses


def _credential(key: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(key.public_key))


def _server(request: HttpRequest) -> Fido2Server:
    origin = f"{request.scheme}://{request.get_host()}"
    site = PublicKeyCredentialRpEntity(name=ISSUER, id=split_domain_port(request.get_host())[0])
    return Fido2Server(site, verify_origin=lambda asked: asked == origin)
