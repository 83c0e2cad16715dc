"""Keeping files of evidence, and tidying away those that no document has come to name."""

import datetime as dt

from django.core.files.base import File
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from registry.evidence import shelf
from registry.evidence.media import MOST_BYTES, NotKept, media_type_of
from registry.models import Document, EvidenceFile, ProposedRow, User
from registry.models.change_set import UNDECIDED
from registry.models.history import HISTORIES

KEEP = dt.timedelta(days=30)
"""How long a file waits that nothing names: so long it can be read beside a refused draft."""

EVIDENCE_LOCK = 7_310_002
"""Key of the advisory lock under which files are kept and tidied away, one after the other."""


def keep_file(*, file: File, by: User) -> EvidenceFile:
    """Put a file on the shelf, and say who brought it. The same file twice is one. Raises NotKept."""
    name = str(file.name)
    if not file.size:
        raise NotKept(f"“{name}” is empty.")
    if file.size > MOST_BYTES:
        raise NotKept(
            f"“{name}” has {filesizeformat(file.size)}; at most {filesizeformat(MOST_BYTES)} can be kept. "
            "Keep the pages that matter."
        )
    file.seek(0)
    content = file.read()
    media_type = media_type_of(content, name)
    with transaction.atomic():
        _take_turn()
        digest = shelf.put(content)
        # Brought again by somebody who is about to name it, it waits anew.
        _unnamed(timezone.now() - KEEP / 2).filter(sha256=digest).delete()
        kept, _ = EvidenceFile.objects.get_or_create(
            sha256=digest,
            defaults={"media_type": media_type, "size": len(content), "stored_by": by},
        )
    return kept


def discard_unnamed() -> int:
    """Tidy away what has waited for KEEP and is named by no edition, no open draft and none decided since."""
    with transaction.atomic():
        _take_turn()
        unnamed = list(_unnamed(timezone.now() - KEEP))
        EvidenceFile.objects.filter(pk__in=[kept.pk for kept in unnamed]).delete()
    for kept in unnamed:  # what a crash leaves here is a stray
        shelf.discard(kept.sha256)
    return len(unnamed)


def _unnamed(before: dt.datetime) -> QuerySet[EvidenceFile]:
    of_drafts = ProposedRow.objects.filter(table="documents").annotate(named=KT("cells__sha256"))
    of_drafts = of_drafts.filter(
        Q(change_set__state__in=UNDECIDED) | Q(change_set__decided_at__gt=before),
        named=OuterRef("sha256"),
    )
    in_force = Document.objects.filter(sha256=OuterRef("sha256"))
    once = HISTORIES[Document].objects.filter(sha256=OuterRef("sha256"))  # type: ignore[attr-defined]
    return EvidenceFile.objects.filter(
        ~Exists(in_force), ~Exists(once), ~Exists(of_drafts), stored_at__lt=before
    )


@transaction.atomic
def discard_strays() -> int:
    """Tidy away files of more than a day that no row knows: their request or a tidying was killed half-way."""
    _take_turn()
    known = set(EvidenceFile.objects.values_list("sha256", flat=True))
    yesterday = (timezone.now() - dt.timedelta(days=1)).timestamp()
    strays = [
        path
        for path in shelf.everything()
        if path.name not in known and path.stat().st_mtime < yesterday
    ]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


def _take_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [EVIDENCE_LOCK])
