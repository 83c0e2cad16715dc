from django.db import models
from django.db.models import OuterRef, Subquery

from formulary.models.constraints import known, shaped, slug_validator, slugged
from formulary.models.versioned import Versioned
from registry.vocabulary import DocumentKind

from .evidence_file import NAMED_BY_ITS_HASH, SHA256, EvidenceFile
from .evidence_triggers import file_is_held
from .partial_date import PartialDateField, partial_date_shaped


class DocumentQuerySet(models.QuerySet):
    def for_api(self):
        """With what is known of its file, in the same query."""
        kept = EvidenceFile.objects.filter(sha256=OuterRef("sha256")).order_by()
        return self.annotate(
            file_type=Subquery(kept.values("media_type")), file_size=Subquery(kept.values("size"))
        )


class Document(Versioned):
    """The evidence: a register copy, a law, a label, a warning, with its address and its date."""

    slug = models.CharField(max_length=150, unique=True, validators=[slug_validator])
    title = models.CharField(max_length=500)
    publisher = models.CharField(max_length=300, blank=True)
    url = models.URLField("address", max_length=1000, blank=True)
    published_on = PartialDateField(help_text="For a register, the day of the copy.")
    retrieved_on = PartialDateField()
    kind = models.CharField(max_length=10, choices=DocumentKind)
    note = models.TextField(blank=True)
    review_due_on = models.DateField(
        "review due",
        null=True,
        blank=True,
        help_text="When somebody should look at the source again.",
    )
    sha256 = models.CharField(
        "file",
        max_length=64,
        blank=True,
        help_text="SHA-256 of the file that is kept of it.",
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        triggers = [file_is_held]
        constraints = [
            slugged("document"),
            known("document", "kind", DocumentKind),
            partial_date_shaped("document", "published_on"),
            partial_date_shaped("document", "retrieved_on"),
            shaped("document", "sha256", SHA256, NAMED_BY_ITS_HASH, blank=True),
        ]

    def __str__(self):
        return self.title
