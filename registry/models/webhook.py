"""Where clinics want to be told, what they are told, and how far it has come."""

from django.db import models
from django.db.models import Q

from formulary.models.constraints import known

from .clinic import Clinic, Known, OfAClinic
from .edition import Edition


class WebhookQuerySet(OfAClinic):
    def with_secrets_over(self, now):
        """Those that keep an old secret with which nothing is signed any more."""
        return self.filter(overlap_until__lte=now)


class Webhook(Known):
    """An address of a clinic's system that is told of changes. Its secret was shown once, and is kept sealed.

    For a while after a rotation it has two: what is sent carries a signature of each.
    """

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="webhooks")
    url = models.URLField("address", max_length=500)
    sealed_secret = models.BinaryField(help_text="Encrypted with a key made from SECRET_KEY.")
    sealed_old_secret = models.BinaryField(null=True, help_text="The one before it, sealed alike.")
    overlap_until = models.DateTimeField("old secret good until", null=True, blank=True)
    made_at = models.DateTimeField("added", auto_now_add=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField("disabled", null=True, blank=True)
    disabled_because = models.CharField("why", max_length=300, blank=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="webhook_once",
                fields=["clinic", "url"],
                violation_error_message="This address is told already.",
            ),
            models.CheckConstraint(
                name="webhook_old_secret_has_an_end",
                condition=Q(sealed_old_secret__isnull=True, overlap_until__isnull=True)
                | Q(sealed_old_secret__isnull=False, overlap_until__isnull=False),
            ),
            models.CheckConstraint(
                name="webhook_disabled_for_a_reason",
                condition=Q(disabled_at__isnull=True, disabled_because="")
                | (Q(disabled_at__isnull=False) & ~Q(disabled_because="")),
            ),
        ]

    def __str__(self):
        return self.url


class WebhookMessage(Known):
    """What a clinic is told: the very text that is signed and sent. The edition is the one that it speaks of."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    body = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"msg_{self.key.hex}"


class DeliveryState(models.TextChoices):
    """How far a message has come. Whoever lost what was delivered, or missed what was given up, asks for it again."""

    WAITING = "waiting", "Waiting"
    DELIVERED = "delivered", "Delivered"
    GIVEN_UP = "given-up", "Given up"


class DeliveryQuerySet(models.QuerySet):
    def of(self, clinic):
        """Those of one clinic: the only way to them from outside."""
        return self.filter(webhook__clinic=clinic.pk)

    def due(self, now):
        """Those that are to be sent by now."""
        return self.filter(
            state=DeliveryState.WAITING,
            next_at__lte=now,
            webhook__disabled_at=None,
            webhook__clinic__is_active=True,
        )


class Delivery(Known):
    """One message on its way to one address."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    message = models.ForeignKey(WebhookMessage, models.PROTECT, related_name="deliveries")
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    tries = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField("next try", null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-pk"]
        constraints = [
            known("delivery", "state", DeliveryState),
            models.UniqueConstraint(name="delivery_once", fields=["webhook", "message"]),
            models.CheckConstraint(
                name="delivery_waits_for_a_moment",
                condition=Q(state="waiting", next_at__isnull=False)
                | (~Q(state="waiting") & Q(next_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="delivery_due", condition=Q(state="waiting"))
        ]

    def __str__(self):
        return f"{self.message} to {self.webhook}"


class DeliveryTry(models.Model):
    """One attempt: what the other end answered, or why it could not be asked."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="log")
    at = models.DateTimeField(auto_now_add=True)
    status = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Of HTTP; empty where there was no answer."
    )
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "delivery tries"
        ordering = ["pk"]

    def __str__(self):
        return f"{self.status or 'no answer'} {self.detail}".strip()


class Announcement(models.Model):
    """An edition of which clinics are to be told. Written with the edition, so that none is forgotten."""

    edition = models.OneToOneField(Edition, models.PROTECT, primary_key=True, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["edition"]

    def __str__(self):
        return str(self.edition)


class ToldDay(models.Model):
    """A day of which clinics have been told: what they know is the answers of the newest one."""

    day = models.DateField(primary_key=True)
    told_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["day"]

    def __str__(self):
        return self.day.isoformat()
