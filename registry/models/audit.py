from django.contrib.postgres.fields import ArrayField, BigIntegerRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q


class AuditLink(models.Model):
    """What one transaction added to the audit trail: a link of the chain, numbered in commit order.

    Its digest covers its entries and the digest of the link before, so whoever knows the newest digest knows all of them.
    Written by triggers alone (`registry.audit.functions`).
    """

    transaction = models.BigIntegerField()
    number = models.BigIntegerField(null=True, unique=True)
    entries = models.PositiveIntegerField(null=True)
    content = models.BinaryField(null=True)
    digest = models.BinaryField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        verbose_name = "link of the audit trail"
        verbose_name_plural = "links of the audit trail"
        default_permissions = ()
        indexes = [
            models.Index(
                name="auditlink_open", fields=["transaction"], condition=Q(number__isnull=True)
            )
        ]

    def __str__(self):
        return f"Link {self.number}"


class AuditOperation(models.TextChoices):
    INSERT = "insert", "Added"
    UPDATE = "update", "Changed"
    DELETE = "delete", "Removed"


class AuditEntryQuerySet(models.QuerySet):
    def of_record(self, table: str, key: int):
        """What happened to one row."""
        return self.filter(table=table, span__contains=key, keys__contains=[key])


class AuditEntry(models.Model):
    """What one statement did to up to a thousand rows of one table, by whom, why, and from where.

    `before` and `after` are JSON, with an item for each of `keys`: all columns of rows that were added or removed, and the changed ones of rows
    that were changed. Secrets are not in them. People are kept as text, since names change.
    """

    link = models.ForeignKey(
        AuditLink, models.DO_NOTHING, db_constraint=False, related_name="entries_of_link"
    )
    at = models.DateTimeField("when", db_index=True)
    table = models.CharField(max_length=63)
    operation = models.CharField("what", max_length=6, choices=AuditOperation)
    count = models.PositiveIntegerField("rows")
    keys = ArrayField(models.BigIntegerField())
    span = BigIntegerRangeField(
        help_text="From the lowest key to the highest: what an index finds."
    )
    before = models.TextField(null=True)
    after = models.TextField(null=True)
    actor_id = models.BigIntegerField("account", null=True)
    actor = models.TextField("who")
    reason = models.TextField("why")
    origin = models.TextField("from where")
    database_user = models.TextField()
    digest = models.BinaryField()

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = "entry of the audit trail"
        verbose_name_plural = "audit trail"
        default_permissions = ("view",)
        indexes = [
            GistIndex(name="auditentry_record", fields=["table", "span"]),
            models.Index(name="auditentry_table", fields=["table", "id"]),
            models.Index(name="auditentry_actor", fields=["actor", "id"]),
        ]

    def __str__(self):
        return f"{self.get_operation_display()}: {self.count} of {self.table}"
