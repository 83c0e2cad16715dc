"""What on a list of ingredients tells that it is of a product for the skin."""

import re
from collections.abc import Iterable

_SIGNS = (
    ("a colour index number", r"\bci \d{5}\b"),
    ("perfume", r"\b(parfum|fragrance|aroma|perfume|limonene|linalool|citronellol|geraniol)\b"),
    (
        "a preservative of cosmetics",
        r"\b(phenoxyethanol|ethylhexylglycerin|caprylyl glycol|chlorphenesin|methyl\w*isothiazolinone"
        r"|sodium dehydroacetate|dehydroacetic acid|imidazolidinyl urea|dmdm hydantoin)\b",
    ),
    (
        "a thickener or emulsifier of creams and gels",
        r"\b(carbomer|xanthan gum|hydroxyethylcellulose|cetearyl alcohol|cetyl alcohol|stearyl alcohol"
        r"|glyceryl stearate|acrylates\b.*(copolymer|crosspolymer)|dimethicone|ceteareth \d+|steareth \d+)\b",
    ),
    (
        "a name that only labels of cosmetics use",
        r"\b(aqua|\w+ (leaf|root|seed|fruit|flower|bark) (extract|oil|juice|water)|hydrolyzed \w+|tocopheryl acetate)\b",
    ),
)
_PATTERNS = [(sign, re.compile(pattern)) for sign, pattern in _SIGNS]
ENOUGH = 2
"""One word alone may stand on any label: “Aqua” is written on ampoules too."""


def topical_signs(names: Iterable[str]) -> list[str]:
    """What the normalised names have of a label for the skin, each sign with the name that shows it."""
    listed = list(names)
    found = (
        (sign, next((name for name in listed if pattern.search(name)), ""))
        for sign, pattern in _PATTERNS
    )
    return [f"{sign} ({name})" for sign, name in found if name]
