"""Which passwords may be chosen: long ones that nobody guesses, of any characters (ASVS 6.2).

- At least 15 characters (6.2.1 recommends it strongly), any length and any characters above that (6.2.5, 6.2.9), taken
  exactly as typed (6.2.8); no periodic change (6.2.10).
- Not a common password, alone or stretched (6.2.4). Lists hold next to nothing of 15 characters, so the question is
  turned round: the library `zxcvbn` estimates how many guesses somebody needs who tries common passwords, words, names,
  dates, keyboard rows and repetitions first.
- Nothing made of the words that anybody would try here (6.1.2, 6.2.11): `CONTEXT_WORDS`, and who the account is.
"""

import re

from django.core.exceptions import ValidationError
from zxcvbn import zxcvbn

CONTEXT_WORDS = (
    "mesoformulary", "formulary", "registry", "mesotherapy", "injection", "cocktail", "ingredient", "pharmacist",
    "pharmacy", "curator", "reviewer", "operator", "clinic", "approval",
)  # fmt: skip
LEAST_GUESSES = 10**10
LONGEST_JUDGED = 72
"""What the library takes; a password whose first 72 characters are hard to guess is hard to guess."""

LEAST_BESIDES = 8
"""Letters and digits that must be left of a password without the words of here."""


class HardToGuessValidator:
    def validate(self, password: str, user: object = None) -> None:
        found = zxcvbn(password[:LONGEST_JUDGED])
        if found["guesses"] < LEAST_GUESSES:
            why = found["feedback"]["warning"] or "This is made of words that would be tried first."
        elif _besides(password, user) < LEAST_BESIDES:
            why = "This is made of your names, or of words that anybody would try here."
        else:
            return
        raise ValidationError(f"{why} {self.get_help_text()}", code="password_easy_to_guess")

    def get_help_text(self) -> str:
        return "Four unrelated words make a good password, and so does what a password manager proposes."


def _besides(password: str, user: object) -> int:
    """How many letters and digits there are besides the words of here."""
    rest = password.casefold()
    for word in sorted({*CONTEXT_WORDS, *_names_of(user)}, key=len, reverse=True):
        rest = rest.replace(word, " ")
    return sum(letter.isalnum() for letter in rest)


def _names_of(user: object) -> set[str]:
    said = (getattr(user, field, "") for field in ("username", "first_name", "last_name", "email"))
    words = re.split(r"[\W_]+", " ".join(said).casefold())
    return {word for word in words if len(word) > 2}
