"""The command on what is no register of products: an official list, and FDA's names."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from formulary.models import UniiName
from registry.models import Approval, RegisterCopy
from tests.people import PASSWORD
from tests.publishing import curator, reviewer

SAMPLES = Path(__file__).parent / "samples"

pytestmark = pytest.mark.django_db


def run(capsys, *arguments):
    call_command("import_register", *arguments)
    return capsys.readouterr().out


def test_official_list_is_planned_and_applied(shared_data, capsys, monkeypatch):
    people = ("--by", curator().username, "--reviewer", reviewer().username)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    told = run(capsys, "eu-cosing", shared_data / "regulators/eu_cosing", "--apply", *people)
    assert "read 2,117: created 20" in told
    assert "Published as edition" in told
    assert Approval.objects.live().filter(number="CosIng II/372").exists()


def test_names_are_counted_and_then_loaded(capsys, monkeypatch):
    told = run(capsys, "fda-unii", SAMPLES / "fda_unii/archive")
    assert "UNII names list, copy of 2025-06-12" in told
    assert "read 8: created 7, changed 0, unchanged 0, gone 0, rejected 0" in told
    assert not UniiName.objects.exists()
    people = ("--by", curator().username, "--reviewer", reviewer().username)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    run(capsys, "fda-unii", SAMPLES / "fda_unii/archive", "--apply", *people)
    assert UniiName.objects.count() == 7
    assert RegisterCopy.objects.get().register == "fda-unii"


def test_other_files_are_refused_with_a_sentence():
    with pytest.raises(CommandError, match="one file COSING_Annex_II"):
        call_command("import_register", "eu-cosing", SAMPLES / "fda_unii/archive")
