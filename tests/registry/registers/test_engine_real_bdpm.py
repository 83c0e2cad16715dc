"""The engine on the real BDPM: what the starter set says is found again, and nothing is invented."""

import shutil

import pytest

from formulary.models import Product
from registry.models import Approval, RegisterEntry

from .real_copies import load, ours, plan

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


def test_doctored_bdpm_says_exactly_what_was_done_to_it(bdpm, first, tmp_path):
    doctored = tmp_path / "bdpm"
    shutil.copytree(bdpm, doctored)
    file = doctored / "CIS_bdpm.txt"
    lines = file.read_bytes().split(b"\r\n")
    kept = []
    for line in lines:
        if line.startswith(b"63409284"):
            line = line.replace(b"Autorisation active", b"Autorisation suspendue")
        if line.startswith(b"68083369"):
            line = line.replace(b"MEPIVACAINE", b"MEPIVACAINUM")
        if not line.startswith((b"63617367", b"60002283")):
            kept.append(line)
    assert len(kept) < len(lines)
    file.write_bytes(b"\r\n".join(kept))
    copy = plan("fr-bdpm", doctored, "2026-08-01")
    rows = copy.rows.exclude(outcome__in=["waiting", "unchanged"])
    found = {(row.number, row.outcome, *sorted(row.changes)) for row in rows}
    gone = {number for number, outcome, *_ in found if outcome == "gone"}
    assert "CIS 63617367" in gone
    assert found - {(number, "gone") for number in gone} == {
        ("CIS 63409284", "changed", "lifecycle", "remark"),
        ("CIS 68083369", "changed", "product"),
    }
    assert len(gone) == len(lines) - len(kept)
