"""What the registry holds and the first copy of a complete register lacks: listed for a person, and never ended."""

import pytest

from registry.models import Approval, RegisterEntry
from registry.registers.authorisation import Rejected
from registry.registers.report import report
from registry.vocabulary import EndKind, Lifecycle, RowOutcome

from .made_up import load, make_world, plan, row, status

pytestmark = pytest.mark.django_db

NEWER = {"day": "2020-02-01"}


@pytest.fixture(autouse=True)
def world():
    make_world()


def hold(*rows):
    """Statements of the same authority that did not come from the register."""
    load(*rows, name="xa-by-hand")


def unseen(copy):
    return [row.number for row in copy.rows.filter(outcome=RowOutcome.UNSEEN)]


def test_held_and_not_in_the_copy_is_listed_and_nothing_ends():
    hold(row("EX 7", "Held"))
    copy = load(row("EX 1", "Found"), **NEWER)
    assert unseen(copy) == ["EX 7"]
    assert copy.counts["unseen"] == 1
    lines = "\n".join(report(copy))
    assert "Held here with a number of this kind, and not in the copy: 1\n  EX 7, Held" in lines
    held = Approval.objects.live().get(number="EX 7")
    assert (held.lifecycle, held.valid_to, held.valid_to_kind) == ("valid", "", "open")
    assert not RegisterEntry.objects.filter(register="xa-register", number="EX 7").exists()
    assert status() == "authorised"
    assert unseen(plan(row("EX 1", "Found"), day="2020-03-01")) == ["EX 7"]


@pytest.mark.parametrize(
    "held",
    [
        row("OTHER 7"),
        row("EX 7/8"),
        row("EX 7", valid_to="2019-01-01", valid_to_kind=EndKind.DATE),
        row("EX 7", lifecycle=Lifecycle.WITHDRAWN),
    ],
)
def test_another_scheme_and_what_has_ended_are_not_listed(held):
    hold(held)
    assert unseen(plan(row("EX 1"), **NEWER)) == []


def test_what_is_in_the_copy_in_any_way_is_not_listed():
    hold(row("EX 7", "One"), row("EX 8", "Two"))
    fault = Rejected("example.txt", 3, "day", "EX 8: 31 February", "a day")
    assert unseen(plan(row("EX 1"), row("EX 7", "Another name"), fault, **NEWER)) == []


def test_what_the_register_had_before_is_gone_and_not_unseen():
    load(row("EX 1"), row("EX 7", "Gone"), row("EX 2"))
    copy = plan(row("EX 1"), row("EX 2"), **NEWER)
    assert unseen(copy) == []
    assert copy.counts["gone"] == 1


def test_an_incomplete_register_says_nothing_of_what_it_lacks():
    hold(row("EX 7"))
    assert unseen(plan(row("EX 1"), is_complete=False, **NEWER)) == []
