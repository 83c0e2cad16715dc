from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A pharmacist, a reviewer or an operator. People are deactivated, never deleted."""

    def __str__(self):
        return self.get_full_name() or self.username
