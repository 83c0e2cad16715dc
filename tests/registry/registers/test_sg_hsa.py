import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from formulary.rules.names import normalise
from registry.registers.authorisation import Authorisation, Rejected
from registry.registers.sg_hsa import ADAPTER
from registry.registers.source import BadSource, Source
from registry.vocabulary import Effect, Lifecycle, RouteScope

SAMPLE = Path(__file__).parent / "samples/sg_hsa"
FILE = "listing-of-registered-therapeutic-products.csv"
DATA = Path(__file__).resolve().parents[3]


def read(path: Path) -> list[Authorisation | Rejected]:
    with Source(path) as source:
        return list(ADAPTER.read(source))


@pytest.fixture(scope="module")
def sample() -> list[Authorisation | Rejected]:
    return read(SAMPLE)


@pytest.fixture(scope="module")
def real(shared_data: Path) -> list[Authorisation | Rejected]:
    return read(shared_data / "regulators/sg_hsa")


@pytest.fixture(scope="module")
def plain(shared_data: Path) -> list[list[str]]:
    """Cells by a state machine of two states; no csv module."""
    text = (shared_data / "regulators/sg_hsa" / FILE).read_bytes().decode("cp1252")
    fields = re.findall(r'(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)', text)
    rows: list[list[str]] = [[]]
    for quoted, bare, end in fields:
        rows[-1].append(quoted.replace('""', '"') or bare)
        if end != ",":
            rows.append([])
    return [row for row in rows[1:] if len(row) == 12]


def test_cells_of_several_lines(sample):
    first = sample[0]
    assert first.routes == ("INTRADERMAL", "SUBCUTANEOUS")
    assert [(each.printed, each.strength) for each in first.substances] == [
        ("LIGNOCAINE HCl", "10 mg/ml"),
        ("ADRENALINE BITARTRATE 0.02274mg/ml eqv to ADRENALINE", "10 mg/ml"),
    ]


def test_a_record(sample):
    first = sample[0]
    assert (first.number, first.product, first.holder) == (
        "SIN00001P",
        "EXAMPLE® INJECTION 1%",
        "EXAMPLE LABORATORIES",
    )
    assert (first.effect, first.lifecycle, first.valid_from) == (
        Effect.GRANTED,
        Lifecycle.VALID,
        "1991-05-04",
    )
    assert (first.route_scope, first.dose_form) == (RouteScope.LISTED, "INJECTION")


def test_physical_lines_are_counted(sample):
    assert [each.line for each in sample] == [2, 7, 13, 16, 17, 18, 19]


def test_salt_is_named_never_its_base(sample):
    names = [each.names for row in sample[:2] for each in row.substances]
    assert names[0][0] == "LIDOCAINE HYDROCHLORIDE"
    assert names[1][:2] == ("EPINEPHRINE BITARTRATE", "ADRENALINE BITARTRATE")
    assert names[2][:2] == ("Example peptide SULFATE", "Example peptide SULPHATE")
    assert names[3][0] == "example peptide succinate"
    assert names[4][0] == "Second example Hydrochloride"
    bases = {"LIGNOCAINE", "LIDOCAINE", "ADRENALINE", "EXAMPLE", "SECOND EXAMPLE"}
    assert not bases & {name.upper() for each in names for name in each}


def test_place_in_the_product_and_fineness_are_no_part_of_the_name(sample):
    assert [each.names[0] for each in sample[1].substances[3:]] == ["THIRD EXAMPLE", "L-EXAMPLE"]


def test_strengths_that_do_not_align_are_left_out(sample):
    assert {each.strength for each in sample[1].substances} == {""}


def test_line_break_in_a_name_is_a_blank(sample):
    assert sample[1].product == "EXAMPLE CREAM"


def test_routes_that_are_none_stay_unmapped(sample):
    assert [ADAPTER.routes.get(route.lower()) for route in sample[2].routes] == [
        "intravenous",
        "percutaneous",
        None,
    ]


def test_bad_rows_are_rejected_with_line_and_field(sample):
    assert [(each.line, each.field, each.value) for each in sample[3:]] == [
        (16, "approval_date", "31/2/2001"),
        (17, "registration_number", "SIN0005"),
        (18, "", sample[5].value),
        (19, "route_of_administration", ""),
    ]
    assert "12 fields, not 11" in sample[5].expected


def test_column_moved_is_another_file(tmp_path):
    text = (SAMPLE / FILE).read_bytes().replace(b"route_of_administration", b"route_admin")
    (tmp_path / FILE).write_bytes(text)
    with pytest.raises(BadSource, match="route_of_administration"):
        read(tmp_path)


def test_routes_are_ours():
    with (DATA / "formulary/data/routes.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["code"] for row in csv.DictReader(file)}
    assert set(ADAPTER.routes.values()) <= codes
    assert all(route == route.lower().strip() for route in ADAPTER.routes)


def test_real_copy_is_read_whole(real, plain):
    assert len(real) == len(plain) == 5_633
    assert all(isinstance(each, Authorisation) for each in real)
    assert len({each.number for each in real}) == 5_633


def test_real_copy_counts_of_routes(real):
    counts = Counter(route for each in real for route in each.routes)
    assert len(counts) == 44
    assert (counts["INTRADERMAL"], counts["SUBCUTANEOUS"], counts["INTRAMUSCULAR"]) == (
        11,
        318,
        365,
    )
    assert (counts["INTRAVENOUS"], counts["INTRALESIONAL"], counts["TOPICAL"]) == (932, 2, 461)
    assert sum(len(each.substances) > 1 for each in real) == 966


@pytest.mark.parametrize("route", ["INTRADERMAL", "INTRALESIONAL", "SUBCUTANEOUS", "INTRAMUSCULAR"])
@pytest.mark.parametrize(
    "stem",
    ["PROCAINE", "CAINE", "TRIAMCINOLONE", "COBALAMIN", "ASCORBIC", "PANTHENOL", "GLUTATHIONE",
     "MINOXIDIL", "FINASTERIDE", "BETAMETHASONE", "DEXAMETHASONE", "BOTULINUM"],
)  # fmt: skip
def test_real_copy_pairs_equal_an_independent_reader(real, plain, stem, route):
    expected = {row[0] for row in plain if route in row[7].split("\n") and stem in row[10].upper()}
    found = {
        each.number
        for each in real
        if route in each.routes and any(stem in one.printed.upper() for one in each.substances)
    }
    assert found == expected


def test_real_copy_intradermal_products_of_ours(real):
    by_number = {each.number: each for each in real}
    shincort, xylocaine = by_number["SIN06709P"], by_number["SIN05616P"]
    assert shincort.substances[0].names == ("TRIAMCINOLONE ACETONIDE",)
    assert (shincort.routes, shincort.valid_from) == (
        ("INTRAMUSCULAR", "INTRADERMAL"),
        "1991-12-03",
    )
    assert xylocaine.substances[0].names[0] == "LIDOCAINE HYDROCHLORIDE ANHYDROUS"
    assert xylocaine.routes == ("INTRADERMAL",)


def test_real_copy_never_injects_what_is_not_injected(real):
    for each in real:
        if any(one.names[0].upper() in ("MINOXIDIL", "FINASTERIDE") for one in each.substances):
            assert set(each.routes) <= {"ORAL", "TOPICAL"}, each.number


def test_real_copy_names_our_substances(real):
    """Enough of them to notice when a naming rule breaks."""
    with (DATA / "formulary/data/ingredients.csv").open(encoding="utf-8", newline="") as file:
        ours = {normalise(row["preferred_name"]): row["slug"] for row in csv.DictReader(file)}
    found = {
        ours[normalise(name)]
        for each in real
        for one in each.substances
        for name in one.names
        if normalise(name) in ours
    }
    assert {"lidocaine-hydrochloride", "lidocaine-hydrochloride-anhydrous", "procaine-hydrochloride",
            "dexamethasone-sodium-phosphate", "thiamine-hydrochloride",
            "betamethasone-dipropionate", "mepivacaine-hydrochloride"} <= found  # fmt: skip
    assert len(found) >= 70
