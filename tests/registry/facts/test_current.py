"""The snapshot answers while it is the newest; else, or when it fails, the database does."""

import io

import pytest
from django.core.management import call_command

from registry.as_of import as_of
from registry.facts import current, keeper
from registry.facts.current import CURRENT
from registry.facts.snapshot import SnapshotFacts
from registry.management.commands.build_snapshot import write
from registry.models import Edition, Jurisdiction
from tests.publishing import edition

pytestmark = pytest.mark.django_db

PROCAINE = {
    "ingredient": "procaine",
    "jurisdiction": "FR",
    "route": "intradermal",
    "on": "2026-06-01",
}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Snapshots of this test alone, written in this process; none is held before or after."""
    monkeypatch.setattr(keeper, "folder", lambda: tmp_path / "snapshots")
    monkeypatch.setattr("registry.management.commands.build_snapshot.folder", keeper.folder)
    monkeypatch.setattr(keeper.connection, "close", lambda: None)
    monkeypatch.setattr(
        keeper, "write_elsewhere", lambda number: write(Edition.objects.get(pk=number))
    )
    yield tmp_path / "snapshots"
    CURRENT.hold(None)


@pytest.fixture
def ask(client):
    """The answer, and that the database was asked for none of it but which edition is in force."""

    def get(**values):
        response = client.get("/api/v1/checks", PROCAINE | values)
        assert response.status_code == 200, response.content
        return response

    return get


def test_server_answers_from_the_snapshot(ask, django_assert_num_queries):
    before = ask().content
    assert keeper.look()
    ask()
    with django_assert_num_queries(0):
        assert ask().content == before


def test_new_edition_is_answered_from_the_database_until_it_has_its_snapshot(ask, monkeypatch):
    monkeypatch.setattr(current, "STALE", 0)
    keeper.look()
    old = ask().content
    with edition():
        Jurisdiction.objects.filter(code="FR").update(name="Example name")
    assert CURRENT.newest() is None
    assert ask().json()["jurisdiction"]["name"] == "Example name"
    assert ask(edition=1).content == old
    keeper.look()
    assert CURRENT.newest().edition == 2
    assert ask().json()["jurisdiction"]["name"] == "Example name"
    assert ask(edition=1).content == old


def test_newer_edition_is_noticed_within_the_bound(ask, monkeypatch):
    keeper.look()
    ask()
    now = [current.time.monotonic()]
    monkeypatch.setattr(current.time, "monotonic", lambda: now[0])
    with edition():
        pass
    now[0] += current.STALE
    assert ask().json()["edition"] == 2


def test_snapshot_that_fails_costs_no_answer(ask, monkeypatch, caplog):
    expected = ask().content
    keeper.look()

    def fail(*_):
        raise RuntimeError("example")

    monkeypatch.setattr(SnapshotFacts, "dossier", fail)
    assert ask().content == expected
    assert CURRENT.held() is None
    assert "failed; the database answers" in caplog.text


def test_list_goes_on_from_the_database_when_the_snapshot_fails(client, monkeypatch):
    rows = [PROCAINE] * 450
    expected = client.post("/api/v1/checks/bulk", rows, content_type="application/json").getvalue()
    keeper.look()
    calls = []
    whole = SnapshotFacts.dossier

    def fail_later(self, *asked):
        calls.append(1)
        if len(calls) > 250:
            raise RuntimeError("example")
        return whole(self, *asked)

    monkeypatch.setattr(SnapshotFacts, "dossier", fail_later)
    found = client.post("/api/v1/checks/bulk", rows, content_type="application/json").getvalue()
    assert found == expected


def test_snapshot_of_another_database_is_not_taken(ask):
    keeper.look()
    CURRENT.held().sealed_at = "2001-01-01T00:00:00+00:00"
    CURRENT.hold(CURRENT.held())
    assert CURRENT.newest() is None
    assert ask().json()["edition"] == 1


def test_two_snapshots_are_kept_and_no_draft(folder):
    for _ in range(3):
        with edition():
            pass
        call_command("build_snapshot", stdout=io.StringIO())
    assert len(list(folder.glob("*.shelf"))) == 2
    assert not list(folder.glob("*.draft"))


def test_registry_without_an_edition_has_no_snapshot():
    with as_of(0):
        assert keeper.look()
    assert CURRENT.held() is None
