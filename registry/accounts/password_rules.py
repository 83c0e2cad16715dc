"""Which passwords may be chosen: long ones that nobody guesses, of any characters (ASVS 6.2).

- At least 15 characters (6.2.1 recommends it strongly), any length and any characters above that (6.2.5, 6.2.9), taken
  exactly as typed (6.2.8); no periodic change (6.2.10).
- Not a common password, alone or stretched (6.2.4). Lists hold next to nothing of 15 characters, so the question is
  turned round: the library `zxcvbn` estimates how many guesses somebody needs who tries common passwords, words, names,
  dates, keyboard rows and repetitions first.
- Nothing made of the words that anybody would try here (6.1.2, 6.2.11): `CONTEXT_WORDS`, and who the account is.
"""

from django.core.exceptions import ValidationError
from zxcvbn import zxcvbn

CONTEXT_WORDS = (
    "mesoformulary", "formulary", "registry", "mesotherapy", "injection", "cocktail", "ingredient", "pharmacist",
    "pharmacy", "curator", "reviewer", "operator", "clinic", "approval",
)  # fmt: skip
LEAST_GUESSES = 10**10
LONGEST_JUDGED = 72
"""What the library takes; a password whose first 72 characters are hard to guess is hard to guess."""


class HardToGuessValidator:
    def validate(self, password: str, user: object = None) -> None:
        found = zxcvbn(password[:LONGEST_JUDGED], user_inputs=[*CONTEXT_WORDS, *_words_of(user)])
        if found["guesses"] < LEAST_GUESSES:
            why = found["feedback"]["warning"] or "This is made of words that would be tried first."
            raise ValidationError(f"{why} {self.get_help_text()}", code="password_easy_to_guess")

    def get_help_text(self) -> str:
        return "Four unrelated words make a good password, and so does what a password manager proposes."


def _words_of(user: object) -> list[str]:
    said = (getattr(user, field, "") for field in ("username", "first_name", "last_name", "email"))
    return [word for text in said for word in text.replace("@", " ").replace(".", " ").split()]
