"""The engine on the real BDPM: what the starter set says is found again, and nothing is invented."""

import pytest

from formulary.models import Product
from registry.models import Approval, RegisterEntry

from .real_copies import load, ours

pytestmark = pytest.mark.django_db

GONE_BEFORE = {"CIS 62597431"}
"""Dodecavit: archived before this copy, and not in it any more."""


@pytest.fixture(scope="module")
def bdpm(shared_data):
    return shared_data / "regulators/fr_ansm_bdpm"


@pytest.fixture(scope="module")
def first(bdpm, module_db, django_db_blocker):
    """The copy, applied to the starter set: what each test begins with."""
    with django_db_blocker.unblock():
        return load("fr-bdpm", bdpm, "2026-07-07")


def test_bdpm_finds_the_starter_records_unchanged_and_twice_changes_nothing(bdpm, first):
    starters = Approval.objects.filter(
        published_in__number=1, authority__slug="ansm", number__startswith="CIS "
    )
    held = set(starters.values_list("number", flat=True))
    assert {number for number, found in ours(first).items() if found == ("unchanged", {})} == (
        held - GONE_BEFORE
    )
    assert Approval.objects.live().filter(number__in=held).count() == starters.count()
    assert first.counts["read"] == RegisterEntry.objects.filter(register="fr-bdpm").count()
    written = Approval.objects.filter(published_in=first.edition).count()
    assert written == first.counts["created"]
    second = load("fr-bdpm", bdpm, "2026-07-07")
    assert second.edition is None
    assert set(second.counts) == {"read", "unchanged", "waiting"}
    assert second.counts["waiting"] == first.counts["waiting"]


def test_bdpm_makes_no_product_of_undecided_substances(first):
    made = Product.objects.filter(register_entries__is_made_here=True).prefetch_related("lines")
    assert made.count() == first.counts["created"]
    for product in made.prefetch_related("register_entries"):
        (entry,) = product.register_entries.all()
        actives = [each for each in entry.substances if each["role"] != "excipient"]
        assert product.lines.count() == len(actives), entry.number
        assert not product.has_other_actives
