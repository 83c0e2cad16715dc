"""What may go wrong in what clinics and operators do, each with a sentence that says what to do next."""

import datetime as dt
from collections.abc import Iterable

from registry.errors import RegistryError


class NotByOneself(RegistryError):
    """A licence is confirmed by somebody who did not add it."""

    def __init__(self) -> None:
        super().__init__("Nobody confirms a licence that they added: ask somebody else.")


class TooManyKeys(RegistryError):
    """Both keys of a clinic are live."""

    def __init__(self, clinic: object) -> None:
        super().__init__(
            f"{clinic} has two live keys. Revoke the one that is not used any more, then issue another."
        )


class BeyondTheKey(RegistryError):
    """A key was to issue one that opens more than itself."""

    def __init__(self, scopes: Iterable[str]) -> None:
        self.scopes = list(scopes)
        super().__init__(
            f"The key that you show does not open {' and '.join(self.scopes)}, and so issues none that does. Ask an operator."
        )


class KeyEnded(RegistryError):
    """The key that asks was revoked, or has expired, a moment ago."""

    def __init__(self) -> None:
        super().__init__("This key does not work any more. Send another one.")


class TooManySaved(RegistryError):
    """A clinic keeps as many as it may."""

    def __init__(self, what: str, most: int) -> None:
        super().__init__(f"You have {most} {what} already, which is the most. Delete one first.")


class BadAddress(RegistryError):
    """A webhook cannot be sent to this address; the sentence says why."""


class SavedTwice(RegistryError):
    """The address has a webhook already."""

    def __init__(self) -> None:
        super().__init__("This address is told already. For a new secret, rotate it.")


class StillRotating(RegistryError):
    """The secret before this one still signs; a third would push out the one that the receiver verifies with."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__(
            f"The last rotation is under way until {until:%Y-%m-%dT%H:%M:%SZ}: both secrets sign until then. Wait for its end, "
            "or rotate with 0 hours, which ends every older secret now."
        )


class NothingToRepeat(RegistryError):
    """A delivery is under way, or its webhook is disabled."""

    def __init__(self, why: str) -> None:
        super().__init__(f"It cannot be sent again: {why}")
