"""The engine on two real copies of Drugs@FDA in turn: what left the register between them has ended."""

from pathlib import Path

import pytest

from registry.models import Approval, RegisterEntry

from .real_copies import load, ours, plan

pytestmark = pytest.mark.django_db


def test_drugs_at_fda_of_two_years_in_turn(shared_data):
    folder: Path = shared_data / "regulators/us_fda_drugsatfda"
    first = load("us-drugsatfda", folder / "2019-07/drugsatfda.zip")
    # The starter set rests on later copies and labels: the older copy says nothing of its records.
    # What was approved since is held here, and not in it.
    assert {outcome for outcome, _ in ours(first).values()} == {"unchanged", "unseen"}
    second = load("us-drugsatfda", folder / "2022-08", "2022-08-05")
    assert second.follows == first
    gone = RegisterEntry.objects.filter(gone_in=second, is_made_here=True, effect="granted")
    assert gone.exists()
    for entry in gone.select_related("product"):
        periods = Approval.objects.live().filter(product=entry.product).order_by("valid_from")
        if periods.last().valid_from == "2022-08-05":
            assert [p.lifecycle for p in periods] == ["valid", "unknown", "withdrawn"]
    again = plan("us-drugsatfda", folder / "2022-08", "2022-08-05")
    assert not again.rows.exclude(outcome__in=["waiting", "rejected", "unchanged"]).exists()
