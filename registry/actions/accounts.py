"""Writes to accounts."""

import secrets

from django.contrib.auth.models import Group
from django.db import transaction

from registry.models import User

CURATORS = "curators"
REVIEWERS = "reviewers"
IMPORTER = "importer"


@transaction.atomic
def create_first_accounts() -> list[tuple[str, str, str]]:
    """A first pharmacist and a first reviewer: (what they are, user name, password), shown once.

    Does nothing, and returns nothing, when somebody can log in already.
    """
    if User.objects.filter(is_active=True).exists():
        return []
    created = []
    for role, username, group in (
        ("pharmacist", "pharmacist", CURATORS),
        ("reviewer", "reviewer", REVIEWERS),
    ):
        password = secrets.token_urlsafe(15)
        user = User.objects.create_user(username, password=password, is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        created.append((role, username, password))
    return created


def importer() -> User:
    """The account in whose name files are imported from the command line; nobody can log in as it."""
    user, is_new = User.objects.get_or_create(
        username=IMPORTER,
        defaults={"is_active": False, "first_name": "File", "last_name": "import"},
    )
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
