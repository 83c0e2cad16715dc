"""Two spellings of one firm: “STERIMAX INC” and “SteriMax Inc.”, which is no change of the holder."""

from django.db import connection

from registry.registers.folding import fold

_DIFFERENT = """
SELECT s.holder, h.holder FROM register_staged s
JOIN register_paired p ON p.id = s.id JOIN register_held h ON h.id = p.approval_id
WHERE s.holder <> h.holder
UNION
SELECT s.holder, e.holder FROM register_fresh f
JOIN register_staged s ON s.id = f.id JOIN registry_registerentry e ON e.id = f.entry_id
WHERE s.holder <> e.holder
"""

_TABLE = """
DROP TABLE IF EXISTS register_same_holder;
CREATE TEMPORARY TABLE register_same_holder (one text, other text, PRIMARY KEY (one, other))
"""


def find_same_holders() -> None:
    """Make `register_same_holder`: the pairs of a new and a known text that differ in case, blanks or punctuation."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        cursor.execute(_DIFFERENT)
        same = [(one, other) for one, other in cursor if _bare(one) == _bare(other) != ""]
        with cursor.copy("COPY register_same_holder FROM STDIN") as copy:
            for pair in same:
                copy.write_row(pair)


def _bare(holder: str) -> str:
    """Folded as a name is, and without blanks: “S.A.” is “SA”."""
    return fold(holder).replace(" ", "")
