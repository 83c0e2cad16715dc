"""When failures are too many."""

import pytest

from registry.rules.lockout import ADDRESS, ANYWHERE, HERE, Failures, lockout


@pytest.mark.parametrize(
    ("failures", "reached"),
    [
        (Failures(here=0, address=0, anywhere=0, is_familiar=False), None),
        (Failures(here=4, address=49, anywhere=99, is_familiar=False), None),
        (Failures(here=5, address=5, anywhere=5, is_familiar=True), HERE),
        (Failures(here=0, address=50, anywhere=0, is_familiar=True), ADDRESS),
        (Failures(here=0, address=0, anywhere=100, is_familiar=False), ANYWHERE),
    ],
)
def test_lockout_at_each_limit(failures, reached):
    assert lockout(failures) is reached


def test_lockout_from_everywhere_leaves_the_owners_place_open():
    """Whoever fails a million times elsewhere can't shut the owner out where they usually are."""
    assert lockout(Failures(here=0, address=0, anywhere=10**6, is_familiar=True)) is None
    assert lockout(Failures(here=5, address=0, anywhere=10**6, is_familiar=True)) is HERE
