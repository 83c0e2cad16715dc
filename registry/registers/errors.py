"""What can be wrong with the files of a register as a whole. A single bad row is a `Rejected` instead."""


class BadSource(Exception):
    """The files are not this register, or not whole. Says which file, what was expected and what is there."""

    def __init__(self, file: str, expected: str, message: str) -> None:
        super().__init__(f"{file}: {message} (expected: {expected})")
        self.file = file
        self.expected = expected
        self.message = message
