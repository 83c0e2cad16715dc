"""Who stands behind what a command does: a person by name, and by password where they decide."""

import getpass
import sys

from django.core.management.base import CommandError

from registry.accounts.errors import NotProven
from registry.actions.passwords import confirm_password
from registry.actions.security_log import NOWHERE
from registry.models import ChangeSet, User


def person(username: str) -> User:
    """The account of that name, if somebody can log in to it."""
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None or not found.has_usable_password():
        raise CommandError(f"Nobody can log in as “{username}”. Name a pharmacist's account.")
    return found


def person_with_password(username: str) -> User:
    """The account, after its password was asked for: on the terminal, or else from a line of standard input."""
    found = person(username)
    if sys.stdin.isatty():
        password = getpass.getpass(f"Password of {username}: ")
    else:
        password = sys.stdin.readline().rstrip("\n")
    try:
        confirm_password(user=found, password=password, origin=NOWHERE)
    except NotProven as error:
        raise CommandError(str(error)) from error
    return found


def waits(change_set: ChangeSet) -> str:
    """What to do with what was proposed."""
    return (
        f"Change set {change_set.pk} waits for a reviewer: "
        f"publish_change_set {change_set.pk} --reviewer USER, or the desk."
    )
