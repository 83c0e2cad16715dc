"""What may go wrong in an action, each with a sentence that says what to do next."""


class RegistryError(Exception):
    """The base of the errors that an action of this app raises."""


class NothingToPublish(RegistryError):
    """An edition without a change is refused: its number would say that something had happened."""

    def __init__(self):
        super().__init__("Nothing would change; no edition was made.")


class AlreadySuperseded(RegistryError):
    """The row that was to be corrected is not the live one any more."""

    def __init__(self, record: str):
        super().__init__(
            f"Somebody has corrected “{record}” since you read it. "
            "Open it again, and make your change to the row in force."
        )


class RecordExists(RegistryError):
    """A new approval has the id of one that exists."""

    def __init__(self, record: str):
        super().__init__(f"An approval “{record}” exists. Correct that one, or choose another id.")
