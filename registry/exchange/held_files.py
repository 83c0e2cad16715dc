"""Files do not travel in the exchange format, only their hashes: a document may name what is held here."""

from registry.exchange.book import Sheet
from registry.models import EvidenceFile


def refuse_files_not_held(documents: Sheet) -> None:
    """Note every row that names a file which nobody has brought. One query for all of them."""
    named = {row.values["sha256"] for row in documents.rows if row.values.get("sha256")}
    if not named:
        return
    held = set(EvidenceFile.objects.named(named).values_list("sha256", flat=True))
    for row in documents.rows:
        if row.values.get("sha256") and row.values["sha256"] not in held:
            expected = (
                "expected the SHA-256 of a file that is held here: bring it first, at the desk or with "
                "manage.py keep_evidence"
            )
            row.refuse("sha256", expected)
