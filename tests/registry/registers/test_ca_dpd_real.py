"""The Canadian register of July 2024 (dormant: May 2020), beside a reader that shares nothing with the adapter."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from registry.registers.authorisation import Authorisation, Rejected
from registry.registers.ca_dpd import ADAPTER
from registry.registers.source import Source
from registry.vocabulary import Lifecycle, RouteScope

ROOT = Path(__file__).resolve().parents[3]
SETS = {"2024-07-marketed": "", "2024-07-approved": "_ap", "2020-05-dormant": "_dr"}


def read(path: Path) -> list[Authorisation | Rejected]:
    with Source(path) as source:
        return list(ADAPTER.read(source))


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "regulators/ca_healthcanada_dpd"


@pytest.fixture(scope="module")
def real(folder: Path) -> dict[str, list[Authorisation]]:
    """Each set alone; none has a bad row."""
    sets = {name: read(folder / name) for name in SETS}
    assert not [row for rows in sets.values() for row in rows if isinstance(row, Rejected)]
    return sets


class Independent:
    """DINs of human products by (stem of an ingredient, codes of routes)."""

    def __init__(self, folder: Path, ending: str) -> None:
        def fields(table: str) -> list[list[str]]:
            text = (folder / f"{table}{ending}.txt").read_bytes().decode("utf-8")
            return [line[1:-1].split('","') for line in text.split("\r\n") if line]

        self.numbers = {row[0]: row[3] for row in fields("drug") if row[2] == "Human"}
        self.ingredients = [(row[0], row[2]) for row in fields("ingred")]
        self.routes = {(row[0], row[1]) for row in fields("route")}

    def found(self, stem: str, *route_codes: str) -> set[str]:
        return {
            self.numbers[code]
            for code, name in self.ingredients
            if stem in name
            and code in self.numbers
            and any((code, route) in self.routes for route in route_codes)
        }


TOPICAL = ("70", "104", "105", "107")
"""Without more, for which SOURCES.md counts 41 of lidocaine; in the household, in commerce, in hospitals."""

PAIRS = [
    # Stem, route, codes of it, and how many SOURCES.md counts among the marketed.
    ("VITAMIN B12", "intramuscular", ("22",), None),
    ("COBALAMIN", "subcutaneous", ("65",), None),
    ("THIAMINE", "intramuscular", ("22",), 2),
    ("PYRIDOXINE", "intramuscular", ("22",), 1),
    ("ASCORBIC ACID", "intramuscular", ("22",), 3),
    ("ASCORBIC ACID", "subcutaneous", ("65",), 2),
    ("ASCORBIC ACID", "intravenous", ("49",), 6),
    ("FOLIC ACID", "intramuscular", ("22",), 1),
    ("FOLIC ACID", "subcutaneous", ("65",), 1),
    ("LIDOCAINE", "infiltration", ("1", "111"), 27),
    ("LIDOCAINE", "subcutaneous", ("65",), 2),
    ("LIDOCAINE", "topical", TOPICAL, 42),
    ("LIDOCAINE", "intradermal", ("18", "19"), 0),
    ("MEPIVACAINE", "infiltration", ("1", "111"), 5),
    ("TRIAMCINOLONE", "intradermal", ("18", "19"), 1),
    ("TRIAMCINOLONE", "intramuscular", ("22",), 2),
    ("BETAMETHASONE", "intradermal", ("18", "19"), 1),
    ("DEXAMETHASONE", "intralesional", ("21",), 1),
    ("DEXAMETHASONE", "intramuscular", ("22",), 6),
    ("METHYLPREDNISOLONE", "intralesional", ("21",), None),
    ("DEOXYCHOLIC ACID", "subcutaneous", ("65",), 1),
    ("MINOXIDIL", "topical", TOPICAL, 5),
    ("MINOXIDIL", "intradermal", ("18", "19"), 0),
    ("FINASTERIDE", "oral", ("56",), None),
    ("DUTASTERIDE", "oral", ("56",), None),
    ("PENTOXIFYLLINE", "oral", ("56",), None),
    ("BIOTIN", "intravenous", ("49",), 2),
    ("PANTHENOL", "intravenous", ("49",), None),
    ("GLUTATHIONE", "intravenous", ("49",), 0),
    ("BOTULINUM", "intramuscular", ("22",), None),
    ("TUBERCULIN", "intradermal", ("18", "19"), None),
    ("PROCAINE", "infiltration", ("1", "111"), None),
    ("LEVOCARNITINE", "intravenous", ("49",), None),
]


@pytest.mark.parametrize("name", SETS)
def test_real_numbers_equal_an_independent_readers(real, folder, name: str):
    independent = Independent(folder / name, SETS[name])
    for stem, route, codes, marketed in PAIRS:
        found = {
            row.number.removeprefix("DIN ")
            for row in real[name]
            if route in [ADAPTER.routes.get(word.lower()) for word in row.routes]
            and any(stem in substance.printed for substance in row.substances)
        }
        assert found == independent.found(stem, *codes), (stem, route)
        if name == "2024-07-marketed" and marketed is not None:
            assert len(found) == marketed, (stem, route)


def test_real_counts(real):
    counts = {name: len({row.number for row in rows}) for name, rows in real.items()}
    assert counts == {
        "2024-07-marketed": 11_265,
        "2024-07-approved": 3_338,
        "2020-05-dormant": 1_870,
    }
    marketed = real["2024-07-marketed"]
    assert {row.lifecycle for row in marketed} == {Lifecycle.VALID}
    assert all(row.remark.startswith("marketed since ") for row in marketed)
    approved = Counter(row.lifecycle for row in real["2024-07-approved"])
    assert approved == {Lifecycle.VALID: 3_337, Lifecycle.UNKNOWN: 1}
    intradermal = [row for row in marketed if "INTRADERMAL" in row.routes]
    assert len(intradermal) == 33
    unspecified = [row for row in marketed if row.route_scope == RouteScope.UNSPECIFIED]
    assert len(unspecified) == 1


def test_real_all_sets_together(real, folder):
    """Of a number in both years only the later row counts; the cancelled set has no substances and is left."""
    rows = read(folder)
    numbers = [row.number for row in rows if isinstance(row, Authorisation)]
    assert len(numbers) == len(set(numbers)) == 11_265 + 3_338 + 1_870 - 104
    superseded = [row for row in rows if isinstance(row, Rejected)]
    assert len(superseded) == 104
    assert {row.file for row in superseded} == {"2020-05-dormant/drug_dr.txt"}


def test_real_starter_approvals_found_again(real):
    """All of them; the register prints holders in capitals. Periods that have ended are not in it."""
    found = {row.number: row for row in real["2024-07-marketed"]}
    with (ROOT / "registry/data/approvals.csv").open(encoding="utf-8") as file:
        starters = [row for row in csv.DictReader(file) if row["number"].startswith("DIN ")]
    compared = 0
    for row in starters:
        if row["id"].endswith("-first-period"):
            continue
        mine = found[row["number"]]
        assert (
            mine.holder, mine.pathway, mine.effect, mine.lifecycle, mine.route_scope,
            mine.valid_from, sorted(ADAPTER.routes[route.lower()] for route in mine.routes),
        ) == (
            row["holder"].upper(), row["pathway"], row["effect"], row["lifecycle"], row["route_scope"],
            row["valid_from"], sorted(row["routes"].split("|")),
        ), row["id"]  # fmt: skip
        compared += 1
    assert compared == len(starters) - 2 == 23
