"""Units of measure in UCUM, the Unified Code for Units of Measure (ucum.org)."""

from functools import cache

from lark import Lark
from lark.exceptions import LarkError
from ucumvert import get_ucum_parser


@cache
def _parser() -> Lark:
    return get_ucum_parser()


def clean_unit(text: str) -> str:
    """The unit as given, if it is UCUM (case-sensitive): mg, mg/mL, [iU], {vial}.

    The empty text is no unit and passes. Raises ValueError.
    """
    if not text:
        return text
    try:
        _parser().parse(text)
    except LarkError as error:
        raise ValueError(
            f"“{text}” is no UCUM unit: use for example mg, ug/mL, mL, [iU] or {{vial}}."
        ) from error
    return text
