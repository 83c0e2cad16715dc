"""What a new day changes of watched cocktails, without any publication: told once, and never out of step."""

import datetime as dt

import pytest
from django.utils import timezone

from registry.actions.clinic_messages import look_after
from registry.actions.clinic_telling import tell_of_changes
from registry.models import Document, ToldDay, WebhookMessage
from registry.vocabulary import Effect
from tests.clinics import clinic
from tests.publishing import edition
from tests.reading import assert_flat_queries
from tests.registry.api.build import publish, statement
from tests.registry.clinics.receiver import data_of
from tests.registry.clinics.watching import save, webhook_of

pytestmark = pytest.mark.django_db

BEFORE, DAY = dt.date(2031, 3, 9), dt.date(2031, 3, 10)
YES = {"answer": "yes", "status": "authorised"}
STALE = {"answer": "conditional", "status": "authorised"}
NOTHING = {"answer": "unknown", "status": "no-record"}
ENDED = {"answer": "no", "status": "withdrawn"}
BANNED = {"answer": "no", "status": "prohibited"}


@pytest.fixture
def come(monkeypatch):
    """Have a day come, and the worker look at it, unless it is away."""

    def at(day, worker=True):
        monkeypatch.setattr(timezone, "localdate", lambda: day)
        if worker:
            tell_of_changes()

    return at


@pytest.fixture
def watcher(db):
    owner = clinic()
    webhook_of(owner)
    return owner


def ending(day=DAY, record="xa-example", **values):
    return publish(statement(record, valid_to=day.isoformat(), valid_to_kind="date", **values))


def ban(record="xa-ban", **values):
    return publish(statement(record, effect=Effect.PROHIBITED, route_scope="any", **values))


def told():
    return [data_of(message.body) for message in WebhookMessage.objects.order_by("pk")]


def sides(data):
    [change] = data["changes"]
    return change["from"], change["to"]


def beginning():
    return publish(statement("xa-example", valid_from=DAY.isoformat()))


def falling_due():
    return publish(statement("xa-example", review_due_on=BEFORE))


def with_a_document_that_falls_due():
    with edition():
        Document.objects.create(
            slug="example-document", title="Example", kind="page", review_due_on=BEFORE
        )
    return publish(statement("xa-example"))


CAUSES = {
    "an approval ends": (ending, YES, ENDED),
    "an approval begins": (beginning, NOTHING, YES),
    "a review falls due": (falling_due, YES, STALE),
    "a document falls due": (with_a_document_that_falls_due, YES, STALE),
}


@pytest.mark.parametrize("what", CAUSES)
def test_day_that_changes_an_answer_is_told_and_says_so(what, watcher, come):
    make, before, after = CAUSES[what]
    number = make()
    cocktail = save(watcher, places=["XA"])
    come(BEFORE)
    assert not told(), "nobody knows what was said before the first day"
    come(DAY)
    [data] = told()
    assert (data["cause"], data["edition"], data["on"]) == ("day", number, DAY.isoformat())
    assert data["before"] == {"edition": number, "on": BEFORE.isoformat()}
    assert data["changes"][0]["cocktail"]["id"] == str(cocktail.key)
    assert sides(data) == (before, after)


def test_told_what_a_check_says_on_either_day(watcher, come, client):
    ending()
    save(watcher, places=["XA"])
    come(BEFORE)
    come(DAY)
    [data] = told()
    question = {"jurisdiction": "XA", "route": "intradermal", "lines": [{"ingredient": "procaine"}]}
    for moment, said in zip((data["before"], data), sides(data), strict=True):
        asked = {**question, "edition": moment["edition"], "on": moment["on"]}
        found = client.post("/api/v1/checks", asked, "application/json").json()
        assert {name: found[name] for name in said} == said


def test_day_is_told_of_once_and_a_quiet_one_not_at_all(watcher, come):
    ending()
    save(watcher, places=["XA"])
    for day in (BEFORE, DAY, DAY, DAY + dt.timedelta(days=1)):
        come(day)
    assert len(told()) == 1
    assert ToldDay.objects.count() == 3


def test_days_without_a_worker_are_told_in_one_step(watcher, come):
    ending()
    save(watcher, places=["XA"])
    come(BEFORE)
    come(DAY, worker=False)
    come(DAY + dt.timedelta(days=4))
    [data] = told()
    assert data["before"]["on"] == BEFORE.isoformat()
    assert data["on"] == "2031-03-14"
    assert sides(data) == (YES, ENDED)


def test_what_changed_and_changed_back_meanwhile_is_no_news(watcher, come):
    ending(DAY)
    publish(
        statement("xa-again", valid_from=(DAY + dt.timedelta(days=1)).isoformat(), number="EX 2")
    )
    save(watcher, places=["XA"])
    come(BEFORE)
    come(DAY + dt.timedelta(days=1))
    assert not told()


def test_editions_of_days_without_a_worker_go_on_from_the_day(watcher, come):
    """Each message begins where the one before it has ended: nothing is told twice, and nothing is left out."""
    granted = ending()
    save(watcher, places=["XA"])
    come(BEFORE)
    come(DAY, worker=False)
    banned = ban()
    come(DAY + dt.timedelta(days=1))
    first, second = told()
    assert (first["cause"], second["cause"]) == ("day", "edition")
    assert (sides(first), sides(second)) == ((YES, ENDED), (ENDED, BANNED))
    later = "2031-03-11"
    assert {name: first[name] for name in ("edition", "on")} == second["before"]
    assert second["before"] == {"edition": granted, "on": later}
    assert (second["edition"], second["on"]) == (banned, later)


def test_midnight_between_a_day_and_an_edition_changes_no_step(watcher, come, monkeypatch):
    """An edition is told of on the day that clinics know, and what the next day changes as the next step."""
    ending()
    save(watcher, places=["XA"])
    come(BEFORE)
    ban()
    days = iter([BEFORE])
    monkeypatch.setattr(timezone, "localdate", lambda: next(days, DAY))
    tell_of_changes()
    tell_of_changes()
    [data] = told()
    assert (data["cause"], data["on"], sides(data)) == (
        "edition",
        BEFORE.isoformat(),
        (YES, BANNED),
    )


def test_clock_that_goes_back_tells_nothing(watcher, come):
    ending()
    save(watcher, places=["XA"])
    come(DAY)
    come(BEFORE)
    assert not told()


def test_each_clinic_is_told_of_its_own(watcher, come):
    ending()
    other = clinic("other-clinic")
    webhook_of(other)
    save(watcher, name="Ours", places=["XA"])
    save(other, name="Theirs", places=["XA"])
    come(BEFORE)
    come(DAY)
    found = {message.clinic: data_of(message.body) for message in WebhookMessage.objects.all()}
    names = {
        owner: [change["cocktail"]["name"] for change in data["changes"]]
        for owner, data in found.items()
    }
    assert names == {watcher: ["Ours"], other: ["Theirs"]}


def test_cost_does_not_grow_with_cocktails(watcher, come):
    """By places and by messages, and never by cocktails."""
    ending()
    save(watcher, places=["XA"])
    days = iter(BEFORE + dt.timedelta(days=number) for number in range(10, 20))
    come(BEFORE)

    def more():
        for slug in ("biotin", "procaine", "niacinamide", "tranexamic-acid"):
            save(watcher, ingredients=[slug, "procaine"], places=["XA"])

    assert_flat_queries(lambda: come(next(days)), grow=more)


def test_new_day_wakes_the_worker(watcher, come, monkeypatch):
    asked = []
    monkeypatch.setattr("registry.actions.clinic_messages.ask_to_send", lambda: asked.append(1))
    come(BEFORE)
    look_after()
    assert not asked
    come(DAY, worker=False)
    look_after()
    assert asked
