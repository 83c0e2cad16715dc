"""The security log is only ever added to, whatever writes to it."""

import pytest
from django.db import IntegrityError, connection, transaction

from registry.actions.security_log import record
from registry.models import SecurityEvent
from tests.people import somebody

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE registry_securityevent SET detail = 'nothing happened'",
        "DELETE FROM registry_securityevent",
        "TRUNCATE registry_securityevent",
    ],
)
def test_security_log_refuses_every_change(statement):
    record(SecurityEvent.Kind.LOGGED_OUT, user=somebody())
    with (
        connection.cursor() as cursor
    ):  # the checks that wait would keep the table from being emptied
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with (
        pytest.raises(IntegrityError, match="never changed and never removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert SecurityEvent.objects.count() == 1


def test_login_without_an_account_is_refused():
    with pytest.raises(IntegrityError, match="securityevent_login_is_somebodys"):
        SecurityEvent.objects.create(kind="logged-in")
