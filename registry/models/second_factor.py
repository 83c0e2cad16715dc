"""What somebody has besides a password. Each row is one thing that can be lost, and taken away."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class AuthenticatorApp(models.Model):
    """An app that shows a new code every 30 seconds. One a person; a new one replaces it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="authenticator_app"
    )
    sealed_secret = models.BinaryField(help_text="Encrypted with a key made from SECRET_KEY.")
    last_step = models.BigIntegerField(
        help_text="The newest interval of which a code was used; an older or equal one is refused."
    )
    added_at = models.DateTimeField(auto_now_add=True, db_default=Now())

    def __str__(self):
        return f"authenticator app of {self.user}"


class Passkey(models.Model):
    """A key pair of which a device or a password manager keeps the secret half."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="passkeys"
    )
    name = models.CharField(max_length=60, help_text="As its owner calls it.")
    credential_id = models.BinaryField(unique=True)
    public_key = models.BinaryField(help_text="WebAuthn's attested credential data.")
    uses = models.BigIntegerField(
        default=0, help_text="The device's own count; it never goes back. Some always say 0."
    )
    added_at = models.DateTimeField(auto_now_add=True, db_default=Now())
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(uses__gte=0), name="passkey_uses_counted")
        ]

    def __str__(self):
        return self.name


class RecoveryCode(models.Model):
    """One of a printed list, for when everything else is lost. Kept as a hash, and used once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recovery_codes"
    )
    label = models.CharField(max_length=4, help_text="Its first four characters, to find it by.")
    digest = models.CharField(max_length=256)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "label"], name="recoverycode_one_a_label")
        ]

    def __str__(self):
        return f"{self.label}-…"
