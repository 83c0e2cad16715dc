"""Two at once: processes that issue keys, and workers that tell of a day."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from registry.actions.clinic_keys import issue_key_with
from registry.actions.clinic_telling import tell_of_changes
from registry.clinic_errors import TooManyKeys
from registry.models import ApiKey, ToldDay, WebhookMessage
from tests.clinics import clinic, key_of
from tests.registry.api.build import publish, statement
from tests.registry.clinics.watching import save, webhook_of

pytestmark = pytest.mark.usefixtures("committed_db")


def together(work):
    """Have two threads do it at the same time; what came of each."""
    outcomes, ready = [], threading.Barrier(2)

    def run():
        try:
            ready.wait()
            outcomes.append(work())
        except Exception as error:
            outcomes.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_two_requests_issue_one_successor():
    key_of(clinic())
    key = ApiKey.objects.get()

    def issue():
        issue_key_with(asking=key.pk, clinic=key.clinic_id, scopes=[], days=1)

    assert set(together(issue)) == {None, TooManyKeys}
    assert ApiKey.objects.count() == 2


def test_two_workers_tell_of_a_day_once():
    today = timezone.localdate()
    publish(statement("xa-example", valid_to=today.isoformat(), valid_to_kind="date"))
    owner = clinic()
    webhook_of(owner)
    save(owner, places=["XA"])
    ToldDay.objects.create(day=today - dt.timedelta(days=1))
    assert together(tell_of_changes) == [None, None]
    assert WebhookMessage.objects.count() == 1
    assert ToldDay.objects.filter(day=today).count() == 1
