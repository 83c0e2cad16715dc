import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from formulary.models.constraints import shaped

from .clinic import Clinic, OfAClinic
from .clinic_triggers import few_live_keys, made_with_a_key_that_may, only_revoked
from .triggers import never_deleted
from .user import User

LONGEST = dt.timedelta(days=400)
"""How long a key lasts at most: a year, and a month to change over."""


class Scope(models.TextChoices):
    """What a key opens besides the questions that anybody may ask."""

    COCKTAILS = "cocktails", "Saved cocktails"
    WEBHOOKS = "webhooks", "Webhooks"
    KEYS = "keys", "Keys: the clinic issues and revokes its own"


class ApiKeyQuerySet(OfAClinic):
    def live(self):
        """Those that open anything now."""
        return self.filter(revoked_at=None, expires_at__gt=Now())


class ApiKey(models.Model):
    """A key of a clinic: `meso_<prefix>_<secret>`. Of the secret only a digest is kept; it was shown once."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="keys")
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of a secret of 256 random bits.")
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope), default=list, blank=True)
    made_at = models.DateTimeField("issued", default=timezone.now, editable=False)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    made_with = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField("expires")
    revoked_at = models.DateTimeField("revoked", null=True, blank=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_with = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "API key"
        ordering = ["-pk"]
        triggers = [few_live_keys, made_with_a_key_that_may, only_revoked, never_deleted]
        constraints = [
            shaped("apikey", "prefix", r"^[a-z2-7]{12}$", "Twelve letters and digits of base 32."),
            shaped("apikey", "digest", r"^[0-9a-f]{64}$", "A SHA-256 in hexadecimal digits."),
            models.CheckConstraint(
                name="apikey_scopes_known", condition=Q(scopes__contained_by=list(Scope.values))
            ),
            models.CheckConstraint(
                name="apikey_lasts_so_long_at_most",
                condition=Q(expires_at__lte=models.F("made_at") + LONGEST),
                violation_error_message=f"A key lasts {LONGEST.days} days at most.",
            ),
            models.CheckConstraint(
                name="apikey_made_by_a_person_or_a_key",
                condition=Q(made_by__isnull=False, made_with__isnull=True)
                | Q(made_by__isnull=True, made_with__isnull=False),
            ),
            models.CheckConstraint(
                name="apikey_revoked_by_somebody",
                condition=Q(revoked_at=None, revoked_by=None, revoked_with=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False, revoked_with=None)
                | Q(revoked_at__isnull=False, revoked_by=None, revoked_with__isnull=False),
            ),
        ]

    def __str__(self):
        return f"meso_{self.prefix}_…"


class ApiKeyUse(models.Model):
    """When a key was last used, to the minute. Apart from the key: a look is no change that the audit trail should keep."""

    key = models.OneToOneField(ApiKey, models.PROTECT, primary_key=True, related_name="use")
    at = models.DateTimeField()

    def __str__(self):
        return f"{self.key}, {self.at}"
