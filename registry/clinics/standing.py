"""What a licence is worth on a day. Values in, values out. Only `licensed` means licensed."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Standing = Literal["licensed", "expired", "not-begun", "refuted", "unverified"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the licence says, and what was found by whoever looked it up last; "" where nobody has."""

    valid_from: dt.date | None
    valid_to: dt.date | None
    finding: Literal["", "confirmed", "refuted"]


def standing(licence: Facts, on: dt.date) -> Standing:
    """How a licence stands on that day. What nobody has verified is never `licensed`, and what was refuted on no day."""
    if licence.finding == "refuted":
        return "refuted"
    if licence.finding != "confirmed":
        return "unverified"
    if licence.valid_to is not None and licence.valid_to < on:
        return "expired"
    if licence.valid_from is not None and on < licence.valid_from:
        return "not-begun"
    return "licensed"
