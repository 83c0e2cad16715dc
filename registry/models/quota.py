from django.db import models


class Quota(models.Model):
    """What somebody has used of a policy in its present window. The table is UNLOGGED: a crash may forget it, and a
    write costs no flush to disk."""

    pk = models.CompositePrimaryKey("subject", "policy")
    subject = models.CharField(
        max_length=60, help_text="A clinic, or the network that an unknown caller is in."
    )
    policy = models.CharField(max_length=20)
    window = models.BigIntegerField(
        help_text="Which window since 1970 it is, in lengths of a window."
    )
    used = models.BigIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return f"{self.subject}: {self.used} of {self.policy}"
