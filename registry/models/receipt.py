import pgtrigger
from django.db import models

from .clinic import Clinic, Known
from .edition import Edition
from .triggers import append_only

sealed_by_its_digest = pgtrigger.Trigger(
    name="sealed_by_its_digest",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        NEW.digest := encode(sha256(convert_to(NEW.question || E'\\n' || NEW.answer, 'UTF8')), 'hex');
        RETURN NEW;
    """,
)


class ReceiptQuerySet(models.QuerySet):
    def of(self, clinic):
        """Those of one clinic: the only way to them with a key."""
        return self.filter(clinic=clinic.pk)


class Receipt(Known):
    """An answer kept word for word, with its question, the edition that it was made from, and a digest of both.

    The digest is the SHA-256 of the question, a line feed and the answer, in UTF-8. The database computes it.
    """

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="receipts")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", db_index=False)
    question = models.TextField(
        help_text="JSON, with the day and everything else that was left out."
    )
    answer = models.TextField(help_text="JSON, as it was sent.")
    digest = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        triggers = [append_only, sealed_by_its_digest]
        indexes = [models.Index(fields=["clinic", "id"], name="receipt_page")]

    def __str__(self):
        return f"receipt {self.key}"
