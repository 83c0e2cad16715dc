"""Accounts: made and changed by operators, who never do it for themselves."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from formulary.desk.links import change_url, list_url
from registry.accounts.errors import NotForOneself, RolesExclude
from registry.actions.accounts import (
    ROLES,
    change_account,
    create_first_accounts,
    importer,
    set_roles,
)
from registry.models import AuthenticatorApp, SecurityEvent, User
from tests.formulary.admin.desk import add_url, save
from tests.people import logged_in, somebody, with_app

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator():
    return somebody("operator", "operators")


@pytest.fixture
def desk(operator):
    return logged_in(Client(), operator)


def roles_of(user):
    return set(user.groups.values_list("name", flat=True))


def test_first_accounts_are_one_of_each_role_with_one_time_passwords():
    importer()
    made = create_first_accounts()
    users = [User.objects.get(username=name) for _, name, _ in made]
    assert [roles_of(user) for user in users] == [{role} for role in ROLES]
    assert all(user.has_one_time_password and user.is_staff for user in users)
    assert not any(user.is_superuser for user in users)
    assert create_first_accounts() == []


def test_operator_makes_an_account_and_learns_its_password_once(desk):
    page = save(desk, add_url(User), username="newcomer", roles=["curators", "reviewers"])
    user = User.objects.get(username="newcomer")
    assert user.check_password(page.context["password"])
    assert user.has_one_time_password
    assert roles_of(user) == {"curators", "reviewers"}
    kinds = set(user.security_events.values_list("kind", flat=True))
    assert kinds == {"account-created", "roles-changed", "password-given"}


def test_operator_is_nothing_else(desk):
    page = save(desk, add_url(User), username="newcomer", roles=["operators", "reviewers"])
    assert "curates nothing" in page.content.decode()
    with pytest.raises(RolesExclude):
        set_roles(user=somebody(), roles=["operators", "curators"])


def test_operator_changes_roles_and_closes_an_account(desk, operator):
    user = somebody("example", "curators")
    browser = logged_in(Client(), user)
    save(desk, change_url(user), roles=["reviewers"], first_name="Ada")
    assert roles_of(user) == {"reviewers"}
    event = SecurityEvent.objects.get(kind="roles-changed")
    assert (event.user, event.by, event.detail) == (user, operator, "curators → reviewers")
    sent = {"roles": ["reviewers"], "first_name": "Ada", "last_name": "", "email": ""}
    assert desk.post(change_url(user), sent).status_code == 302
    user.refresh_from_db()
    assert not user.is_active
    assert browser.get("/admin/").status_code == 302
    assert not user.sessions.exists()


def test_operator_cannot_raise_or_close_their_own_account(desk, operator):
    page = desk.post(
        change_url(operator),
        {
            "roles": ["reviewers"],
            "is_superuser": "on",
            "first_name": "Ada",
            "last_name": "",
            "email": "",
        },
    )
    assert page.status_code == 302
    operator.refresh_from_db()
    assert operator.first_name == "Ada"
    assert operator.is_active
    assert not operator.is_superuser
    assert roles_of(operator) == {"operators"}
    with pytest.raises(NotForOneself):
        set_roles(user=operator, roles=["reviewers"], by=operator)
    with pytest.raises(NotForOneself):
        change_account(user=operator, changed=["is_active"], by=operator)


@pytest.mark.parametrize("action", ["one_time_password", "reset_second_step", "end_sessions"])
def test_operator_helps_others_after_asking_and_never_themselves(desk, operator, action):
    user = somebody()
    with_app(user)
    logged_in(Client(), user)
    urls = {user: _action_url(desk, user, action), operator: _action_url(desk, operator, action)}
    assert urls[operator] is None
    assert desk.get(urls[user]).status_code == 200  # it only asks
    assert user.sessions.exists()
    page = desk.post(urls[user], {"reason": "Came in person"})
    assert page.status_code in (200, 302)
    assert not user.sessions.exists()
    assert AuthenticatorApp.objects.filter(user=user).exists() is (action != "reset_second_step")
    own = urls[user].replace(f"/{user.pk}/", f"/{operator.pk}/")
    desk.post(own, {"reason": "Came in person"})
    assert operator.sessions.exists()


def _action_url(desk, user, action):
    page = desk.get(change_url(user)).content.decode()
    found = [part for part in page.split('"') if action.replace("_", "-") in part or action in part]
    return next((part for part in found if part.startswith("/admin/")), None)


def test_operator_changes_nothing_about_a_superuser(desk):
    root = somebody("root", is_superuser=True)
    page = desk.post(change_url(root), {"roles": [], "first_name": "Ada"})
    assert page.status_code == 403


def test_second_step_is_not_removed_without_a_reason(desk):
    user = somebody()
    with_app(user)
    desk.post(_action_url(desk, user, "reset_second_step"), {"reason": ""})
    assert AuthenticatorApp.objects.filter(user=user).exists()


def test_list_shows_who_has_what(desk):
    with_app(somebody("example", "curators"))
    page = desk.get(list_url(User)).content.decode()
    assert "curators" in page


def test_reset_account_command(capsys):
    user = somebody()
    with_app(user)
    call_command("reset_account", "example", "--password", "--second-factor", "Telephone")
    told = capsys.readouterr().out
    user.refresh_from_db()
    assert user.check_password(told.partition("one-time password ")[2].split()[0])
    assert not AuthenticatorApp.objects.exists()
    with pytest.raises(CommandError, match="No account is called “nobody”"):
        call_command("reset_account", "nobody", "--password")
    with pytest.raises(CommandError, match="Say what is lost"):
        call_command("reset_account", "example")
