"""Accounts: made, changed, closed. Roles are the groups of migration 5; nobody edits what a role may do."""

from collections.abc import Collection

from django.contrib.auth.models import Group
from django.db import transaction

from registry.accounts.errors import NotForOneself, RolesExclude, UnknownAccount
from registry.accounts.origin import Origin
from registry.actions.passwords import give_one_time_password
from registry.actions.security_log import NOWHERE, record
from registry.models import SecurityEvent, User

CURATORS = "curators"
REVIEWERS = "reviewers"
OPERATORS = "operators"
ROLES = (CURATORS, REVIEWERS, OPERATORS)
IMPORTER = "importer"


@transaction.atomic
def create_first_accounts() -> list[tuple[str, str, str]]:
    """One of each role: (what they are, user name, one-time password), shown once.

    Two of them, because nobody publishes what they proposed. Does nothing, and returns nothing, when somebody can log
    in already.
    """
    if User.objects.filter(is_active=True).exists():
        return []
    created = []
    for what, username, role in (
        ("pharmacist, proposes", "pharmacist", CURATORS),
        ("reviewer, publishes", "reviewer", REVIEWERS),
        ("operator, gives accounts", "operator", OPERATORS),
    ):
        password = create_account(user=User(username=username), roles=[role])
        created.append((what, username, password))
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


def account_of(username: str) -> User:
    """The account of that name, or UnknownAccount."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise UnknownAccount(username)
    return user


@transaction.atomic
def create_account(
    *, user: User, roles: Collection[str], by: User | None = None, origin: Origin = NOWHERE
) -> str:
    """Save a new account with these roles; its one-time password, to be told once."""
    user.is_staff = True
    user.set_unusable_password()
    user.save()
    record(SecurityEvent.Kind.ACCOUNT_CREATED, user=user, by=by, origin=origin)
    set_roles(user=user, roles=roles, by=by, origin=origin)
    return give_one_time_password(user=user, by=by, origin=origin)


@transaction.atomic
def change_account(
    *, user: User, changed: Collection[str], by: User | None = None, origin: Origin = NOWHERE
) -> None:
    """Save the named fields of an account. Closing one ends its sessions at once (ASVS 7.4.2)."""
    if not changed:
        return
    if by == user and "is_active" in changed:
        raise NotForOneself
    user.save(update_fields=list(changed))
    if not user.is_active:
        user.sessions.all().delete()
    detail = ", ".join(
        f"{name}: {'yes' if user.is_active else 'no'}" if name == "is_active" else name
        for name in sorted(changed)
    )
    record(SecurityEvent.Kind.ACCOUNT_CHANGED, user=user, by=by, origin=origin, detail=detail)


@transaction.atomic
def set_roles(
    *, user: User, roles: Collection[str], by: User | None = None, origin: Origin = NOWHERE
) -> None:
    """Exactly these roles from now on. Nobody gives themselves any; an operator curates nothing."""
    if OPERATORS in roles and len(set(roles)) > 1:
        raise RolesExclude
    before = set(user.groups.values_list("name", flat=True))
    if before == set(roles):
        return
    if by == user:
        raise NotForOneself
    user.groups.set(Group.objects.filter(name__in=roles))
    detail = f"{', '.join(sorted(before)) or 'none'} → {', '.join(sorted(roles)) or 'none'}"
    record(SecurityEvent.Kind.ROLES_CHANGED, user=user, by=by, origin=origin, detail=detail)


@transaction.atomic
def end_sessions(
    *, user: User, but: str = "", by: User | None = None, origin: Origin = NOWHERE
) -> int:
    """Log somebody out everywhere, except in the session `but`; how many sessions that ended (ASVS 7.4.5)."""
    count, _ = user.sessions.exclude(session_key=but).delete()
    if count:
        detail = f"{count} ended by {by or user}"
        record(SecurityEvent.Kind.SESSION_ENDED, user=user, by=by, origin=origin, detail=detail)
    return count
