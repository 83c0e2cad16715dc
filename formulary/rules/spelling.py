"""What somebody may have meant by a word that is not known."""

import difflib
import re
from collections.abc import Iterable

_LONGEST = 500
"""Longer than any code or name of ours; comparing more than this would only cost time."""


def nearest(text: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Up to `most` known words like `text`, whatever its case; those that hold it as a word come first."""
    by_fold = {word.casefold(): word for word in known}
    asked = text[:_LONGEST].casefold()
    begins_a_part = re.compile(rf"\b{re.escape(asked)}")
    holding = [word for word in by_fold if len(asked) > 2 and begins_a_part.search(word)]
    close = difflib.get_close_matches(asked, by_fold, n=most, cutoff=0.5)
    return [by_fold[word] for word in dict.fromkeys([*holding, *close])][:most]
