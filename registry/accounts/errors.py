"""Why somebody does not get in. What a stranger reads tells nothing of who has an account here (ASVS 6.3.8)."""

from registry.errors import RegistryError


class NotProven(RegistryError):
    """The base of what is said to somebody who has not shown who they are."""


class LoginRefused(NotProven):
    """No such account, a wrong password, one that has run out, or an account that is closed: all the same."""

    def __init__(self) -> None:
        super().__init__(
            "That user name and password do not fit together. Both are taken exactly as typed. "
            "If you have lost your password, an operator can give you a new one."
        )


class WrongPassword(NotProven):
    """Somebody who is logged in typed something else than their password."""

    def __init__(self) -> None:
        super().__init__("That is not your password. It is taken exactly as typed.")


class WrongCode(NotProven):
    """Neither a code that the app shows now, nor a recovery code that is left."""

    def __init__(self) -> None:
        super().__init__(
            "That code does not fit, or was used before. Type the code that the app shows now, "
            "or a recovery code that you have not used yet."
        )


class AppNotReady(NotProven):
    """What was typed is not what an app with the offered secret shows."""

    def __init__(self) -> None:
        super().__init__(
            "That is not the code for this key. Scan it again, type the six digits that the app shows now, "
            "and see that your phone sets its clock by itself."
        )


class PasskeyRefused(NotProven):
    """The answer of the browser proves nothing."""

    def __init__(self) -> None:
        super().__init__("That passkey was not accepted. Try it again, or choose another way.")


class LockedOut(NotProven):
    """Too many failures; while it lasts, nothing is checked."""

    def __init__(self, minutes: int) -> None:
        super().__init__(
            f"Too many attempts failed. Wait up to {minutes} minutes before the next one; "
            "a passkey works meanwhile."
        )


class SealBroken(NotProven):
    """A secret was encrypted with another SECRET_KEY than the one of now."""

    def __init__(self) -> None:
        super().__init__(
            "The code of your app can't be checked any more, because the site's secret key has changed. "
            "Use a passkey or a recovery code, or ask an operator."
        )


class LastSecondFactor(RegistryError):
    """An account is never left without a second factor by its own owner."""

    def __init__(self) -> None:
        super().__init__("This is your only second factor. Add another one before you remove it.")


class NotForOneself(RegistryError):
    """What a second person has to do, because whoever stole a session would do it first."""

    def __init__(self) -> None:
        super().__init__("Nobody does this for their own account: ask another operator.")


class RolesExclude(RegistryError):
    """Whoever gives accounts and roles curates nothing, or one person could do everything."""

    def __init__(self) -> None:
        super().__init__("An operator can't be a curator or a reviewer as well: choose one.")


class UnknownAccount(RegistryError):
    """No account has that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"No account is called “{name}”.")
