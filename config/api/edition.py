"""Which edition an answer was made from."""

from registry.models import Edition


def newest_edition() -> int:
    """The number of the newest edition in force; 0 where nothing has been published."""
    numbers = Edition.objects.sealed().order_by("-number").values_list("number", flat=True)
    return numbers.first() or 0
