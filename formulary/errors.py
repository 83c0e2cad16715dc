"""What may go wrong in an action, each with a sentence that says what to do next."""


class FormularyError(Exception):
    """The base of the errors that an action of this app raises."""


class AlreadyPublished(FormularyError):
    """A published cocktail version never changes again."""

    def __init__(self, version: object):
        super().__init__(f"{version} is published and cannot change: make a new version of it.")


class NoLines(FormularyError):
    """A cocktail version without lines says nothing."""

    def __init__(self, version: object):
        super().__init__(f"{version} has no lines: add at least one before publishing it.")
