from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone


class User(AbstractUser):
    """A pharmacist, a reviewer or an operator. People are deactivated, never deleted."""

    one_time_until = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="The password was handed out, works until then, and is replaced when it is used.",
    )

    def __str__(self):
        return self.get_full_name() or self.username

    @property
    def has_one_time_password(self):
        """Whether they must choose a password of their own before anything else."""
        return self.one_time_until is not None

    @property
    def has_expired_password(self):
        return self.one_time_until is not None and self.one_time_until < timezone.now()
