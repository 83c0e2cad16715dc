"""FDA's list of UNII names: reading it, and keeping the look-up table as the list is."""

from pathlib import Path

import pytest

from formulary.models import UniiName
from registry.actions.accounts import importer
from registry.actions.unii_names import plan_unii_names
from registry.errors import AlreadyApplied, BaseMoved, DateMissing, OlderCopy, TooManyGone
from registry.registers.authorisation import Rejected
from registry.registers.errors import BadSource
from registry.registers.fda_unii import NAME_LIST
from registry.registers.source import Source
from tests.publishing import publish_copy

SAMPLES = Path(__file__).parent / "samples/fda_unii"
ARCHIVE = SAMPLES / "archive"
OPENFDA = SAMPLES / "openfda"
HEADER = "Name\tTYPE\tUNII\tDisplay Name\r\n"
FILE = "UNII_Names_12Jun2025.txt"


def read(path):
    with Source(path) as source:
        return list(NAME_LIST.read(source))


def load(path, published_on="", override_reason=""):
    with Source(path) as source:
        copy = plan_unii_names(source=source, by=importer(), published_on=published_on)
    return publish_copy(copy, override_reason=override_reason, files=Path(path))


def table():
    return set(UniiName.objects.values_list("normalised", "unii", "kind"))


@pytest.fixture
def folder(tmp_path):
    """A copy of the sample that a test may change: `rows` are its lines without the header."""

    def write(rows=None, name=FILE):
        text = (ARCHIVE / FILE).read_text(encoding="ascii").splitlines()[1:]
        for old in tmp_path.iterdir():
            old.unlink()
        lines = "".join(f"{row}\r\n" for row in (text if rows is None else rows))
        (tmp_path / name).write_text(HEADER + lines, encoding="ascii", newline="")
        return tmp_path

    return write


def many(count):
    """Rows of one made-up UNII."""
    return [f"EXAMPLE NAME {n}\tcn\tEXAMPLE00V\tEXAMPLE PEPTIDE" for n in range(count)]


def test_name_is_read_without_the_mark_of_who_says_so():
    names = read(ARCHIVE)
    assert [(each.normalised, str(each.kind)) for each in names[:3]] == [
        ("example peptide", "of"),
        ("example peptide", "cn"),
        ("exemplum peptidum", "cn"),
    ]
    assert (names[0].unii, names[0].display_name) == ("EXAMPLE00V", "EXAMPLE PEPTIDE")


def test_name_of_homeopaths_keeps_its_mark():
    assert "examplus hpus" in {each.normalised for each in read(ARCHIVE)}


def test_openfda_layout_and_rows_that_cannot_be_read():
    rows = read(OPENFDA)
    assert [each.normalised for each in rows if not isinstance(each, Rejected)] == [
        "example peptide",
        "example other",
    ]
    assert [(each.line, each.field) for each in rows if isinstance(each, Rejected)] == [
        (4, "UNII"),
        (5, "TYPE"),
        (6, "Name"),
        (7, ""),
    ]


def test_day_is_in_the_name_of_the_file_or_nowhere():
    with Source(ARCHIVE) as source:
        assert NAME_LIST.published_on(source) == "2025-06-12"
    with Source(OPENFDA) as source:
        assert NAME_LIST.published_on(source) == ""


def test_other_files_are_refused(tmp_path, folder):
    with pytest.raises(BadSource, match="one file UNII_Names"):
        read(folder(name="UNII_Records_12Jun2025.txt"))
    folder(name=FILE)
    (tmp_path / FILE).write_text("Name\tUNII\tDisplay Nam\n", encoding="ascii")
    with pytest.raises(BadSource, match="Display Name"):
        read(tmp_path)


def test_records_beside_the_names_are_passed_over(tmp_path, folder):
    folder()
    (tmp_path / "UNII_Records_12Jun2025.txt").write_text("UNII\tPT\n", encoding="ascii")
    assert len(read(tmp_path)) == 8


@pytest.mark.django_db
def test_load_keeps_one_row_a_name_and_unii_of_the_most_official_kind():
    copy = load(ARCHIVE)
    assert copy.counts == {
        "read": 8,
        "rejected": 0,
        "created": 7,
        "changed": 0,
        "unchanged": 0,
        "gone": 0,
    }
    assert ("example peptide", "EXAMPLE00V", "of") in table()
    assert {unii for name, unii, _ in table() if name == "example spring"} == {
        "EXAMPLE0XS",
        "EXAMPLE0YT",
    }
    assert (copy.state, copy.published_on, copy.edition) == ("applied", "2025-06-12", None)
    assert not copy.is_complete


@pytest.mark.django_db
def test_most_official_kind_is_kept_whatever_its_letters(folder):
    load(folder([f"EXAMPLE\t{kind}\tEXAMPLE00V\tEXAMPLE" for kind in ("bn", "sys", "of", "cd")]))
    assert table() == {("example", "EXAMPLE00V", "of")}


@pytest.mark.django_db
def test_load_twice_changes_nothing():
    load(ARCHIVE)
    before = set(UniiName.objects.values_list("pk", "normalised"))
    counts = load(ARCHIVE).counts
    assert (counts["created"], counts["changed"], counts["gone"]) == (0, 0, 0)
    assert set(UniiName.objects.values_list("pk", "normalised")) == before


@pytest.mark.django_db
def test_load_of_a_newer_list_adds_changes_and_removes(folder):
    load(folder(many(40)))
    rows = [*many(39)[1:], "EXAMPLE NAME 0\tof\tEXAMPLE00V\tRENAMED", "NEW\tcn\tEXAMPLE0XS\tOTHER"]
    counts = load(folder(rows, name="UNII_Names_12Jul2025.txt")).counts
    assert [counts[each] for each in ("created", "changed", "unchanged", "gone")] == [1, 1, 38, 1]
    assert UniiName.objects.get(normalised="example name 0").display_name == "RENAMED"
    assert not UniiName.objects.filter(normalised="example name 39").exists()


@pytest.mark.django_db
def test_plan_counts_and_loads_nothing():
    with Source(ARCHIVE) as source:
        copy = plan_unii_names(source=source, by=importer())
    assert (copy.counts["created"], copy.state) == (7, "planned")
    assert not UniiName.objects.exists()


@pytest.mark.django_db
def test_other_files_than_those_planned_are_not_applied(folder):
    with Source(ARCHIVE) as source:
        copy = plan_unii_names(source=source, by=importer())
    with pytest.raises(BadSource, match="not those that were"):
        publish_copy(copy, files=folder(many(40)))
    assert not UniiName.objects.exists()


@pytest.mark.django_db
def test_plan_is_applied_once_and_only_to_the_names_it_was_made_from(folder):
    with Source(ARCHIVE) as source:
        copy = plan_unii_names(source=source, by=importer())
    load(folder(many(40)), override_reason="Another list came first")
    with pytest.raises(BaseMoved):
        publish_copy(copy, files=ARCHIVE)
    again = load(ARCHIVE, override_reason="Back to the one before")
    with pytest.raises(AlreadyApplied):
        publish_copy(again, files=ARCHIVE)


@pytest.mark.django_db
def test_half_a_list_and_an_older_one_are_refused_without_a_reason(folder):
    load(folder(many(40)))
    with pytest.raises(TooManyGone, match="20 of the 40"):
        load(folder(many(20), name="UNII_Names_12Jul2025.txt"))
    with pytest.raises(OlderCopy):
        load(folder(many(40), name="UNII_Names_12May2025.txt"))
    assert UniiName.objects.count() == 40
    load(folder(many(20), name="UNII_Names_12Jul2025.txt"), override_reason="They were cleaned up")
    assert UniiName.objects.count() == 20


@pytest.mark.django_db
def test_rejected_rows_are_kept_with_the_copy():
    copy = load(OPENFDA, published_on="2019")
    assert copy.counts["rejected"] == 4
    assert "no UNII" in copy.rows.get(line=4).reason


@pytest.mark.django_db
def test_day_must_be_known():
    with pytest.raises(DateMissing):
        load(OPENFDA)


@pytest.mark.django_db
def test_table_says_whose_name_it_is(django_assert_num_queries):
    load(ARCHIVE)
    with django_assert_num_queries(1):
        found = UniiName.objects.listed_as(["peptal", "example spring", "unheard of"])
    assert {name: [str(row) for row in rows] for name, rows in found.items()} == {
        "peptal": ["EXAMPLE PEPTIDE (EXAMPLE00V)"],
        "example spring": ["EXAMPLE OTHER (EXAMPLE0XS)", "EXAMPLE THIRD (EXAMPLE0YT)"],
    }


def test_format_of_the_file_that_fda_tests_with(shared_data):
    rows = read(shared_data / "regulators/us_fda_gsrs/format-samples")
    assert [(each.unii, str(each.kind)) for each in rows] == [
        ("53KMP01VA9", "sys"),
        ("QTW553V7UO", "sys"),
    ]
