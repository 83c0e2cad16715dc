"""The command: what it prints, what it does, and how it refuses."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from registry.management.commands import import_register
from registry.models import Approval, Edition, RegisterCopy
from registry.registers.authorisation import Rejected
from tests.people import PASSWORD
from tests.publishing import curator, reviewer

from .made_up import OTHER, PEPTIDE, STRANGE, MadeUp, make_world, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(monkeypatch):
    """A made-up register that the command finds; its rows may be changed."""
    make_world()
    made_up = MadeUp([row()])
    monkeypatch.setattr(import_register, "adapter_of", lambda name: made_up)
    return made_up


@pytest.fixture(autouse=True)
def two_people(monkeypatch):
    """A curator and a reviewer, whose password stands on standard input."""
    curator(), reviewer()
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n" * 5))


def run(capsys, *arguments, path=__file__):
    people = ("--by", "example-curator", "--reviewer", "example-reviewer")
    named = people if "--apply" in arguments else ()
    call_command("import_register", "xa-register", path, *arguments, *named)
    return capsys.readouterr().out


def test_plan_is_the_default_and_changes_nothing(register, capsys):
    editions = Edition.objects.count()
    told = run(capsys, "--published", "2020-01-01")
    assert "read 1: created 1, changed 0, unchanged 0, gone 0" in told
    assert "Nothing is proposed yet" in told
    assert Edition.objects.count() == editions
    assert RegisterCopy.objects.get().state == "planned"


def test_apply_publishes_in_the_names_of_two(register, capsys):
    told = run(capsys, "--apply", "--published", "2020-01-01")
    edition = Edition.objects.order_by("-number").first()
    assert f"Published as edition {edition.number}." in told
    assert edition.published_by == reviewer()
    assert edition.change_set.proposed_by == curator()
    assert Approval.objects.live().filter(number="EX 1").count() == 1
    assert RegisterCopy.objects.get().applied_by == reviewer()


def test_plan_by_somebody_is_proposed(register, capsys):
    told = run(capsys, "--plan", "--by", "example-curator", "--published", "2020-01-01")
    change_set = RegisterCopy.objects.get().change_set
    assert f"Change set {change_set.pk} waits for a reviewer" in told
    assert (change_set.state, change_set.proposed_by) == ("submitted", curator())
    call_command("publish_change_set", change_set.pk, "--reviewer", "example-reviewer")
    assert "Published as edition 2." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("people", "words"),
    [
        ((), "Two persons publish"),
        (("--by", "example-curator"), "Two persons publish"),
        (("--by", "example-curator", "--reviewer", "importer"), "Nobody can log in"),
        (("--by", "example-reviewer", "--reviewer", "example-reviewer"), "somebody else must"),
        (("--by", "example-reviewer", "--reviewer", "example-curator"), "role of a reviewer"),
    ],
)
def test_nobody_applies_alone(register, people, words):
    editions = Edition.objects.count()
    with pytest.raises(CommandError, match=words):
        call_command(
            "import_register", "xa-register", __file__, "--apply", "--published", "2020", *people
        )
    assert Edition.objects.count() == editions


def test_wrong_password_applies_nothing(register, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("another\n"))
    with pytest.raises(CommandError, match="not your password"):
        call_command(
            "import_register",
            *("xa-register", __file__, "--apply", "--published", "2020"),
            *("--by", "example-curator", "--reviewer", "example-reviewer"),
        )
    assert not RegisterCopy.objects.exists()


def test_second_apply_makes_no_edition(register, capsys):
    run(capsys, "--apply", "--published", "2020-01-01")
    told = run(capsys, "--apply", "--published", "2020-01-01")
    assert "created 0, changed 0, unchanged 1" in told
    assert "no edition was made" in told


def test_plan_is_readable(register, capsys):
    register.rows = [row(), row("EX 2", holder="Example Laboratories")]
    run(capsys, "--apply", "--published", "2020-01-01")
    register.rows = [
        row(routes=("Into the skin", "Sideways")),
        row("EX 2", holder="Second Laboratories", line=17),
        row("EX 3", substances=(PEPTIDE, STRANGE)),
        row("EX 4", substances=(OTHER, STRANGE)),
        Rejected("example.txt", 9, "date", "31/31/2001", "a day as DD/MM/YYYY"),
    ]
    told = run(capsys, "--published", "2021-01-01")
    assert "  EX 2, Peptal 1 % (example.txt:17)\n" in told
    assert "    holder: Example Laboratories -> Second Laboratories\n" in told
    assert "  example.txt:9 date “31/31/2001”: expected a day as DD/MM/YYYY\n" in told
    assert "       2  EXAMPLE STRANGER\n" in told
    assert "       1  sideways\n" in told


def test_vanishing_is_refused_until_a_reason_is_given(register, capsys):
    register.rows = [row(), row("EX 2")]
    run(capsys, "--apply", "--published", "2020-01-01")
    register.rows = [row()]
    with pytest.raises(
        CommandError, match=r"1 of the 2 authorisations.*the option --allow-vanishing REASON"
    ):
        run(capsys, "--apply", "--published", "2021-01-01")
    assert "EX 2, Peptal" in capsys.readouterr().out
    told = run(capsys, "--apply", "--published", "2021-01-01", "--allow-vanishing", "It was sold")
    assert "Published" in told


def test_missing_date_is_refused(register, capsys):
    with pytest.raises(CommandError, match="--published"):
        run(capsys)


def test_wrong_date_is_refused(register, capsys):
    with pytest.raises(CommandError, match="is no date"):
        run(capsys, "--published", "01/02/2020")


def test_unknown_register_is_refused_with_those_that_are_known():
    with pytest.raises(
        CommandError, match=r"no register that can be read.*eu-cosing.*fda-unii.*fr-bdpm"
    ):
        call_command("import_register", "fr-bdmp", __file__)


def test_file_that_is_not_there_is_refused(register):
    with pytest.raises(CommandError, match="not there"):
        call_command("import_register", "xa-register", Path("nowhere"))
