from django.db import models
from django.db.models import Q

from formulary.models.constraints import known, shaped
from formulary.models.triggers import published_is_not_emptied
from registry.vocabulary import MediaType

from .evidence_triggers import named_is_kept
from .triggers import never_changed
from .user import User

SHA256 = r"^[0-9a-f]{64}$"
NAMED_BY_ITS_HASH = "A file is named by its SHA-256: 64 small letters and digits."


class EvidenceFileQuerySet(models.QuerySet):
    def named(self, hashes):
        return self.filter(sha256__in={digest for digest in hashes if digest})


class EvidenceFile(models.Model):
    """A file that somebody uploaded as evidence: its bytes lie in EVIDENCE_DIR under their hash.

    What a document says, in a draft or in any edition, names it by that hash. A row never changes, and is only
    deleted when no edition has ever named it.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    media_type = models.CharField(max_length=20, choices=MediaType)
    size = models.PositiveIntegerField(help_text="In bytes.")
    stored_by = models.ForeignKey(User, models.PROTECT, related_name="evidence_files")
    stored_at = models.DateTimeField(auto_now_add=True)

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        triggers = [never_changed, named_is_kept, published_is_not_emptied]
        constraints = [
            known("evidencefile", "media_type", MediaType),
            shaped("evidencefile", "sha256", SHA256, NAMED_BY_ITS_HASH),
            models.CheckConstraint(
                name="evidencefile_not_empty",
                condition=Q(size__gt=0),
                violation_error_message="An empty file proves nothing.",
            ),
        ]

    def __str__(self):
        return f"{self.get_media_type_display()} {self.sha256[:12]}"
