"""Identifiers of substances: their shape and their check digit."""

import re

from stdnum import casrn
from stdnum.exceptions import ValidationError

_UNII_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_UNII = re.compile(r"[0-9A-Z]{10}")
_ATC = re.compile(r"[A-Z](\d{2}([A-Z]([A-Z](\d{2})?)?)?)?", re.ASCII)


def clean_unii(text: str) -> str:
    """The UNII (FDA Unique Ingredient Identifier) in capitals.

    Its last character is the sum of the values of the nine before it, modulo 36; this was checked on
    every UNII of the starter set. Raises ValueError.
    """
    unii = text.strip().upper()
    if not _UNII.fullmatch(unii):
        raise ValueError(f"“{text}” is no UNII: ten of the characters 0-9 and A-Z are expected.")
    expected = _UNII_ALPHABET[sum(map(_UNII_ALPHABET.index, unii[:9])) % 36]
    if unii[9] != expected:
        raise ValueError(
            f"“{text}” is no UNII: its check character should be {expected}, so a character is wrong."
        )
    return unii


def clean_cas(text: str) -> str:
    """The CAS registry number with its hyphens. Raises ValueError."""
    try:
        return casrn.validate(text)
    except ValidationError as error:
        raise ValueError(
            f"“{text}” is no CAS number: digits as in 58-85-5 with a matching check digit are expected."
        ) from error


def clean_atc(text: str) -> str:
    """The code of the Anatomical Therapeutic Chemical classification (WHO), any level.

    Raises ValueError.
    """
    code = text.strip().upper()
    if not _ATC.fullmatch(code):
        raise ValueError(
            f"“{text}” is no ATC code: one to seven characters as in A11HA05 expected."
        )
    return code


def identifier(text: str) -> str:
    """The UNII or CAS number that a text is, in its canonical form; empty for anything else."""
    bare = text.strip()
    if len(bare) != 10 and not bare[:1].isdigit():
        return ""  # as nearly all names
    for clean in (clean_unii, clean_cas):
        try:
            return clean(text)
        except ValueError:
            continue
    return ""
