"""Limits: shared by all processes, told in every answer, and never handed out twice."""

import re

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from formulary.api.views import RouteViewSet
from registry.clinics.access import clinic_of
from registry.clinics.limits import TooMany, _network, admit, charge
from registry.clinics.quotas import Counter, Policy, counter
from registry.models import Quota
from tests.clinics import asking, clinic, key_of, system_of
from tests.reading import faults

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/nonsense/"
HOUR = Policy("example", 100, 3_600)


def taken(*counters, policy=HOUR, subject="clinic 1"):
    """How many units the processes hand out, asked in turn, until all of them refuse."""
    total, left = 0, list(counters)
    while left:
        for one in list(left):
            if one.take(subject, policy)[0]:
                total += 1
            else:
                left.remove(one)
    return total


@pytest.mark.parametrize("processes", [1, 2, 4])
def test_processes_together_hand_out_the_quota_and_not_one_more(processes):
    assert taken(*(Counter() for _ in range(processes))) == HOUR.quota


def test_what_a_process_holds_is_lost_to_others_and_little():
    holding = Counter()
    holding.take("clinic 1", HOUR)
    holding.take("clinic 1", HOUR)
    assert 2 < HOUR.quota - taken(Counter()) <= 2 + HOUR.quota // 20


def test_starts_of_processes_use_nothing_up():
    """Each learns first what is left."""
    assert all(Counter().take("clinic 1", HOUR)[0] for _ in range(HOUR.quota))
    assert not Counter().take("clinic 1", HOUR)[0]


def test_many_units_are_taken_together_or_not_at_all():
    one = Counter()
    assert one.take("clinic 1", HOUR, 60)[0]
    is_taken, lease = one.take("clinic 1", HOUR, 60)
    assert (is_taken, lease.left) == (False, 40)
    assert one.take("clinic 1", HOUR, 40)[0]
    assert not one.take("clinic 1", HOUR)[0]


def test_more_than_the_quota_never_fits_and_uses_nothing_up():
    one = Counter()
    assert not one.take("clinic 1", HOUR, 101)[0]
    assert taken(one) == HOUR.quota


def test_a_new_window_begins_with_the_whole_quota():
    taken(Counter())
    Quota.objects.update(window=1)
    assert taken(Counter()) == HOUR.quota


def test_subjects_do_not_share():
    assert taken(Counter(), subject="clinic 1") == taken(Counter(), subject="clinic 2") == 100


def test_exhausted_and_held_units_cost_no_query():
    one = Counter()
    one.take("clinic 1", HOUR)
    one.take("clinic 1", HOUR)
    with CaptureQueriesContext(connection) as captured:
        one.take("clinic 1", HOUR)
    assert not captured.captured_queries
    taken(one)
    with CaptureQueriesContext(connection) as captured:
        assert not one.take("clinic 1", HOUR)[0]
    assert not captured.captured_queries


def test_table_is_unlogged():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'registry_quota'")
        assert cursor.fetchone() == ("u",)


def test_every_answer_says_what_is_left(client, settings):
    settings.PUBLIC_REQUESTS_A_MINUTE, settings.PUBLIC_QUESTIONS_A_DAY = 40, 1_000
    first, second = (client.get("/api/v1/routes/?limit=1") for _ in range(2))
    assert first["RateLimit-Policy"] == '"requests";q=40;w=60, "questions";q=1000;w=86400'
    shape = r'"requests";r=(\d+);t=(\d+), "questions";r=(\d+);t=(\d+)'
    found = [
        list(map(int, re.fullmatch(shape, one["RateLimit"]).groups())) for one in (first, second)
    ]
    assert [one[0] for one in found] == [39, 38]
    assert [one[2] for one in found] == [999, 998]
    assert 1 <= found[0][1] <= 60


def test_pages_of_people_have_no_limit(client):
    assert "RateLimit" not in client.get("/admin/login/")


def test_public_is_refused_with_the_seconds_to_wait(settings):
    settings.PUBLIC_REQUESTS_A_MINUTE = 3
    client = Client(REMOTE_ADDR="192.0.2.1")
    statuses = [client.get(ADDRESS).status_code for _ in range(3)]
    refused = client.get(ADDRESS)
    assert statuses == [404] * 3
    faults(refused, 429)
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["RateLimit"].startswith('"requests";r=0;t=')
    assert Client(REMOTE_ADDR="192.0.2.2").get(ADDRESS).status_code == 404


def test_clinic_has_its_own_limit_with_both_keys_together(settings):
    settings.PUBLIC_REQUESTS_A_MINUTE = 1
    small = clinic(requests_a_minute=4)
    keys = [key_of(small), key_of(small)]
    statuses = [asking(key).get(ADDRESS).status_code for key in keys * 3]
    assert statuses == [404] * 4 + [429] * 2
    assert system_of(clinic("other-clinic")).get(ADDRESS).status_code == 404


def test_bulk_counts_rows_by_the_day(settings):
    settings.PUBLIC_QUESTIONS_A_DAY = 100
    request = RequestFactory().get(ADDRESS)
    admit(request)
    charge(request, 90)
    with pytest.raises(TooMany, match="a day"):
        charge(request, 10)
    charge(request, 9)


def test_view_that_charges_too_much_is_answered_for(client, settings, monkeypatch):
    settings.PUBLIC_QUESTIONS_A_DAY = 100
    monkeypatch.setattr(
        RouteViewSet, "get_queryset", lambda view: charge(view.request._request, 101)
    )
    answer = client.get("/api/v1/routes/")
    faults(answer, 429)
    assert int(answer["Retry-After"]) > 0


def test_what_the_day_refuses_is_not_counted_by_the_minute(settings):
    settings.PUBLIC_REQUESTS_A_MINUTE, settings.PUBLIC_QUESTIONS_A_DAY = 50, 2
    client = Client()
    statuses = [client.get(ADDRESS).status_code for _ in range(10)]
    assert statuses == [404] * 2 + [429] * 8
    assert taken(counter, policy=Policy("requests", 50, 60), subject="address 127.0.0.1") == 48


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", "unknown"),
    ],
)
def test_address_that_counts(address, network):
    assert _network(RequestFactory().get(ADDRESS, REMOTE_ADDR=address)) == network


def test_view_of_plain_django_asks_the_same_function():
    made = clinic()
    shown = {"Authorization": f"Bearer {key_of(made)}"}
    assert clinic_of(RequestFactory().get(ADDRESS, headers=shown)).pk == made.pk
    assert clinic_of(RequestFactory().get(ADDRESS)) is None
