"""Two at once: exactly one decides, and the other reads why."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from formulary.models import Ingredient
from registry.actions.change_sets import explain, submit
from registry.actions.publication import publish_change_set
from registry.change_set_errors import AlreadyDecided, ContentMoved, NotSubmitted
from registry.exchange.kinds import KINDS
from registry.models import Edition
from tests.publishing import curator, drafted, reviewer, somebody

pytestmark = pytest.mark.usefixtures("committed_db")


def submitted():
    """A change of procaine that waits for review."""
    key = ("ingredients", "procaine")
    now = KINDS[Ingredient].stored(("procaine",))[1][key]
    change_set = drafted((*key, now, {**now, "mechanism": "Example"}))
    return submit(change_set=change_set, by=curator())


def at_once(*acts):
    """What each of some acts says that it cannot do, in their order; None where it could."""
    together = Barrier(len(acts))

    def run(act):
        try:
            together.wait(timeout=30)
            act()
        except (AlreadyDecided, ContentMoved, NotSubmitted) as error:
            return str(error)
        finally:
            connections.close_all()
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_reviewers_and_exactly_one_wins():
    change_set = submitted()
    people = [reviewer(), somebody("second-reviewer", "reviewers")]
    outcomes = at_once(
        *(
            lambda by=by: publish_change_set(
                change_set=change_set, by=by, reason="Read", reviewed=change_set.content_hash
            )
            for by in people
        )
    )
    assert outcomes.count(None) == 1
    assert "Published by" in next(filter(None, outcomes))
    assert Edition.objects.count() == 2


def test_edit_and_publication_and_exactly_one_wins():
    change_set, by, reads = submitted(), curator(), reviewer()
    outcomes = at_once(
        lambda: explain(change_set=change_set, by=by, reason="Another"),
        lambda: publish_change_set(
            change_set=change_set, by=reads, reason="Read", reviewed=change_set.content_hash
        ),
    )
    assert outcomes.count(None) == 1
    change_set.refresh_from_db()
    assert change_set.state == ("draft" if outcomes[0] is None else "published")
    assert change_set.reason == ("Another" if outcomes[0] is None else "Example")
