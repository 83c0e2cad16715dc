import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .triggers import append_only


def digest_of_name(name: str) -> str:
    """What stands for a user name that somebody typed.

    People type passwords into that field, and names of nobody must count as those of somebody do.
    """
    return salted_hmac("registry.security_event", name.casefold(), algorithm="sha256").hexdigest()


class SecurityEventQuerySet(models.QuerySet):
    def since(self, moment: dt.datetime):
        return self.filter(at__gt=moment)

    def failures(self):
        """Wrong passwords and wrong codes: what counts towards a lockout."""
        return self.filter(kind__in=SecurityEvent.FAILURES)


class SecurityEvent(models.Model):
    """A line of the security log: what happened to an account, from where. It holds no secret."""

    class Kind(models.TextChoices):
        LOGGED_IN = "logged-in", "Logged in"
        LOGGED_OUT = "logged-out", "Logged out"
        SESSION_ENDED = "session-ended", "Session ended"
        PASSWORD_WRONG = "password-wrong", "Wrong password"
        SECOND_FACTOR_WRONG = "second-factor-wrong", "Wrong second factor"
        LOCKED_OUT = "locked-out", "Locked out"
        PASSWORD_CHANGED = "password-changed", "Password changed"
        PASSWORD_GIVEN = "password-given", "One-time password given"
        SECOND_FACTOR_ADDED = "second-factor-added", "Second factor added"
        SECOND_FACTOR_REMOVED = "second-factor-removed", "Second factor removed"
        RECOVERY_CODES_MADE = "recovery-codes-made", "Recovery codes made"
        RECOVERY_CODE_USED = "recovery-code-used", "Recovery code used"
        ACCOUNT_CREATED = "account-created", "Account created"
        ACCOUNT_CHANGED = "account-changed", "Account changed"
        ROLES_CHANGED = "roles-changed", "Roles changed"

    FAILURES = (Kind.PASSWORD_WRONG, Kind.SECOND_FACTOR_WRONG)

    at = models.DateTimeField(default=timezone.now, db_default=Now())
    kind = models.CharField(max_length=24, choices=Kind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="security_events",
        verbose_name="account",
        help_text="Empty where the name that was typed is nobody's.",
    )
    name_digest = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who did it, where that is not the account itself.",
    )
    address = models.GenericIPAddressField(null=True, blank=True)
    browser = models.CharField(max_length=200, blank=True)
    detail = models.CharField(max_length=500, blank=True)

    objects = SecurityEventQuerySet.as_manager()

    class Meta:
        verbose_name = "event of the security log"
        verbose_name_plural = "security log"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["name_digest", "at"], name="securityevent_by_name"),
            models.Index(fields=["address", "at"], name="securityevent_by_address"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="logged-in") | Q(user__isnull=False),
                name="securityevent_login_is_somebodys",
            )
        ]
        triggers = [append_only]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.user or 'nobody'}"
