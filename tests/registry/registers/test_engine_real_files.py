"""The engine on real registers: what the starter set says is found again, and nothing is invented."""

import shutil
from pathlib import Path

import pytest

from formulary.models import Product
from registry.actions.accounts import importer
from registry.actions.registers import apply_copy, plan_register
from registry.models import Approval, RegisterEntry
from registry.registers.adapters import adapter_of
from registry.registers.source import Source

pytestmark = pytest.mark.django_db

GONE_BEFORE = {"CIS 62597431"}
"""Dodecavit: archived before this copy, and not in it any more."""


def plan(register, path, published_on=""):
    with Source(path) as source:
        return plan_register(
            adapter=adapter_of(register), source=source, by=importer(), published_on=published_on
        )


def load(register, path, published_on=""):
    return apply_copy(copy=plan(register, path, published_on), by=importer())


@pytest.fixture(scope="module")
def bdpm(shared_data):
    return shared_data / "regulators/fr_ansm_bdpm"


def ours(copy):
    """Rows that concern an approval."""
    return {row.number: (row.outcome, row.changes) for row in copy.rows.exclude(approval=None)}


def test_bdpm_finds_the_starter_records_unchanged_and_twice_changes_nothing(bdpm):
    held = set(
        Approval.objects.live()
        .filter(authority__slug="ansm", number__startswith="CIS ")
        .values_list("number", flat=True)
    )
    before = Approval.objects.live().filter(number__in=held).count()
    first = load("fr-bdpm", bdpm, "2026-07-07")
    assert {number for number, found in ours(first).items() if found == ("unchanged", {})} == (
        held - GONE_BEFORE
    )
    assert Approval.objects.live().filter(number__in=held).count() == before
    assert first.counts["read"] == RegisterEntry.objects.filter(register="fr-bdpm").count()
    written = Approval.objects.filter(published_in=first.edition).count()
    assert written == first.counts["created"]
    second = load("fr-bdpm", bdpm, "2026-07-07")
    assert second.edition is None
    assert set(second.counts) == {"read", "unchanged", "waiting"}
    assert second.counts["waiting"] == first.counts["waiting"]


def test_bdpm_makes_no_product_of_undecided_substances(bdpm):
    copy = load("fr-bdpm", bdpm, "2026-07-07")
    made = Product.objects.filter(register_entries__is_made_here=True).prefetch_related("lines")
    assert made.count() == copy.counts["created"]
    for product in made.prefetch_related("register_entries"):
        (entry,) = product.register_entries.all()
        actives = [each for each in entry.substances if each["role"] != "excipient"]
        assert product.lines.count() == len(actives), entry.number
        assert not product.has_other_actives


def test_doctored_bdpm_says_exactly_what_was_done_to_it(bdpm, tmp_path):
    load("fr-bdpm", bdpm, "2026-07-07")
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


def test_drugs_at_fda_of_two_years_in_turn(shared_data):
    folder: Path = shared_data / "regulators/us_fda_drugsatfda"
    first = load("us-drugsatfda", folder / "2019-07/drugsatfda.zip")
    # The starter set rests on later copies and labels: the older copy says nothing of its records.
    assert {outcome for outcome, _ in ours(first).values()} == {"unchanged"}
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
