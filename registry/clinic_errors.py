"""What may go wrong in what clinics and operators do, each with a sentence that says what to do next."""

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


class TooManySaved(RegistryError):
    """A clinic keeps as many as it may."""

    def __init__(self, what: str, most: int) -> None:
        super().__init__(f"You have {most} {what} already, which is the most. Delete one first.")


class BadAddress(RegistryError):
    """A webhook cannot be sent to this address; the sentence says why."""


class SavedTwice(RegistryError):
    """The address has a webhook already."""

    def __init__(self) -> None:
        super().__init__("This address is told already. Delete its webhook first for a new secret.")


class NothingToRepeat(RegistryError):
    """A delivery is under way, or its webhook is disabled."""

    def __init__(self, why: str) -> None:
        super().__init__(f"It cannot be sent again: {why}")
