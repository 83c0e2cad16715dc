"""What a clinic asks: may these lines be injected, by this route, in this place, on this day?"""

import datetime as dt
from collections.abc import Sequence

from formulary.names import Asked
from formulary.rules.value import Value
from registry.vocabulary import HAIR_LOSS


class CheckQuestion(Value, frozen=True):
    """A question as it was sent: the codes and names in it may be unknown.

    Exactly one of `lines` and `cocktail` (“slug@version”) is filled. `is_mixed` None: in one syringe
    when there are two lines or more.
    """

    jurisdiction: str
    route: str
    on: dt.date
    purpose: str = HAIR_LOSS
    is_mixed: bool | None = None
    lines: Sequence[Asked] = ()
    cocktail: str = ""
    explain: bool = False
    """Whether to say of every record that was considered what became of it."""
    alternatives: bool = False
    """Whether to look for what has a better status, where a line is not yes."""
