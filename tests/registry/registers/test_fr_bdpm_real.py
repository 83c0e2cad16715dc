"""The French register of 2026, beside a reader that shares nothing with the adapter."""

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from registry.registers.authorisation import Authorisation, Rejected
from registry.registers.fr_bdpm import ADAPTER
from registry.registers.source import Source
from registry.vocabulary import Effect, Lifecycle

ROOT = Path(__file__).resolve().parents[3]


def by_number(rows: list) -> dict[str, Authorisation]:
    return {row.number: row for row in rows if isinstance(row, Authorisation)}


@pytest.fixture(scope="module")
def real(shared_data: Path) -> list[Authorisation | Rejected]:
    with Source(shared_data / "regulators/fr_ansm_bdpm") as source:
        return list(ADAPTER.read(source))


class Independent:
    """CIS codes by (stem of a substance, French word for a route), of what is active and no mere registration."""

    def __init__(self, folder: Path) -> None:
        def fields(name: str) -> list[list[str]]:
            lines = (folder / name).read_bytes().decode("cp1252").split("\r\n")
            return [line.split("\t") for line in lines if line]

        self.medicines = {row[0]: row for row in fields("CIS_bdpm.txt")}
        self.substances = defaultdict(set)
        for row in fields("CIS_COMPO_bdpm.txt"):
            if row[6] == "SA":
                self.substances[row[0]].add(row[3])

    def codes(self, stem: str, route: str) -> set[str]:
        return {
            code
            for code, row in self.medicines.items()
            if row[4] == "Autorisation active"
            and not row[5].startswith("Enreg")
            and route in row[3].split(";")
            and any(stem in name for name in self.substances[code])
        }


PAIRS = [
    ("PROCAÏNE", "intradermique", "intradermal"),
    ("PROCAÏNE", "infiltration", "infiltration"),
    ("PROCAÏNE", "sous-cutanée", "subcutaneous"),
    ("MÉPIVACAÏNE", "intradermique", "intradermal"),
    ("MÉPIVACAÏNE", "infiltration", "infiltration"),
    ("LIDOCAÏNE", "infiltration", "infiltration"),
    ("LIDOCAÏNE", "intradermique", "intradermal"),
    ("LIDOCAÏNE", "sous-cutanée", "subcutaneous"),
    ("LIDOCAÏNE", "cutanée", "cutaneous"),
    ("TRIAMCINOLONE", "intralésionnelle", "intralesional"),
    ("TRIAMCINOLONE", "intraarticulaire", "intraarticular"),
    ("BÉTAMÉTHASONE", "intralésionnelle", "intralesional"),
    ("BÉTAMÉTHASONE", "épilésionnelle", "epilesional"),
    ("DEXAMÉTHASONE", "intralésionnelle", "intralesional"),
    ("DEXAMÉTHASONE", "infiltration", "infiltration"),
    ("COBALAMINE", "intramusculaire", "intramuscular"),
    ("COBALAMINE", "intraveineuse", "intravenous"),
    ("ASCORBIQUE", "intraveineuse", "intravenous"),
    ("PANTHÉNOL", "intramusculaire", "intramuscular"),
    ("THIAMINE", "intramusculaire", "intramuscular"),
    ("PYRIDOXINE", "intramusculaire", "intramuscular"),
    ("NICOTINAMIDE", "intramusculaire", "intramuscular"),
    ("BIOTINE", "intramusculaire", "intramuscular"),
    ("GLUTATHION", "intraveineuse", "intravenous"),
    ("MINOXIDIL", "cutanée", "cutaneous"),
    ("MINOXIDIL", "orale", "oral"),
    ("FINASTÉRIDE", "orale", "oral"),
    ("FINASTÉRIDE", "cutanée", "cutaneous"),
    ("DUTASTÉRIDE", "orale", "oral"),
    ("TRANEXAMIQUE", "intraveineuse", "intravenous"),
    ("HYALURONATE", "intraarticulaire", "intraarticular"),
    ("ZINC", "cutanée", "cutaneous"),
]

MARKETED = {
    # As SOURCES.md counts them, salts included; its 16 of zinc hold 6 homeopathic registrations.
    ("PROCAÏNE", "intradermal"): 2, ("PROCAÏNE", "infiltration"): 2, ("PROCAÏNE", "subcutaneous"): 2,
    ("MÉPIVACAÏNE", "intradermal"): 1, ("MÉPIVACAÏNE", "infiltration"): 4,
    ("LIDOCAÏNE", "infiltration"): 15, ("LIDOCAÏNE", "subcutaneous"): 5, ("LIDOCAÏNE", "intramuscular"): 5,
    ("DEXAMÉTHASONE", "infiltration"): 4, ("DEXAMÉTHASONE", "intralesional"): 5,
    ("TRIAMCINOLONE", "intralesional"): 1, ("COBALAMIN", "intramuscular"): 2, ("COBALAMIN", "intravenous"): 3,
    ("THIAMINE", "intramuscular"): 5, ("PYRIDOXINE", "intramuscular"): 3, ("NICOTINAMIDE", "intramuscular"): 5,
    ("FINASTÉRIDE", "cutaneous"): 1, ("MINOXIDIL", "cutaneous"): 15, ("ZINC", "cutaneous"): 10,
    ("MINOXIDIL", "intradermal"): 0, ("LIDOCAÏNE", "intradermal"): 0, ("GLUTATHION", "intravenous"): 0,
}  # fmt: skip


def codes(rows: list, stem: str, route: str, *, is_marketed: bool = False) -> set[str]:
    return {
        row.number.removeprefix("CIS ")
        for row in rows
        if row.lifecycle == Lifecycle.VALID
        and row.effect == Effect.GRANTED
        and (not is_marketed or row.remark.startswith("marketed"))
        and route in [ADAPTER.routes.get(word) for word in row.routes]
        and any(stem in substance.printed for substance in row.substances)
    }


@pytest.fixture(scope="module")
def independent(shared_data: Path) -> Independent:
    return Independent(shared_data / "regulators/fr_ansm_bdpm")


def test_real_counts(real):
    assert not [row for row in real if isinstance(row, Rejected)]
    assert len(by_number(real)) == 15_848
    lifecycles = Counter(row.lifecycle for row in real)
    assert lifecycles == {
        Lifecycle.VALID: 14_893,
        Lifecycle.WITHDRAWN: 742 + 198,
        Lifecycle.REVOKED: 10,
        Lifecycle.SUSPENDED: 5,
    }
    remarks = Counter(part for row in real for part in row.remark.split("; "))
    assert remarks["marketed"] == 13_603
    assert remarks["homeopathic registration"] == 1_319
    assert remarks["traditional herbal registration"] == 63
    assert remarks["parallel import"] == 245
    assert remarks["the copy has no composition of it"] == 96
    assert Counter(row.effect for row in real)[Effect.TOLERATED] == 1_319 + 63
    words = Counter(route for row in real for route in row.routes)
    assert len(words) == 68
    assert (words["intradermique"], words["épilésionnelle"], words["cutanée"]) == (20, 4, 1_695)


@pytest.mark.parametrize(("stem", "word", "route"), PAIRS)
def test_real_numbers_equal_an_independent_readers(real, independent, stem, word, route):
    assert codes(real, stem, route) == independent.codes(stem, word)


@pytest.mark.parametrize(("stem", "route"), MARKETED)
def test_real_numbers_of_what_is_marketed(real, stem: str, route: str):
    assert len(codes(real, stem, route, is_marketed=True)) == MARKETED[stem, route]


def test_real_no_two_routes_are_taken_for_one(shared_data):
    """Of the routes for the skin, each of ours has one word here."""
    skin = ("intradermal", "subcutaneous", "intralesional", "infiltration", "epilesional")
    assert Counter(ADAPTER.routes.values()).keys() >= set(skin)
    assert max(Counter(ADAPTER.routes.values()).values()) == 1


GONE = {
    "fr-dodecavit-cis-62597431",
    "fr-dodecavit-cis-62597431-between-copies",
    "fr-dodecavit-cis-62597431-gone",
}
"""Absent from this copy."""
ENDED = {
    "fr-kenacort-retard-80-cis-62899127",
    "fr-pentoxifylline-mylan-lp-cis-66858302",
    "fr-propecia-cis-60580369-gone",
    "fr-vitamine-b12-lavoisier-cis-60941894-gone",
}
"""Their first day is that of the first copy which showed it, so the starter set has one and a single copy has none."""
EARLIER = {
    "fr-propecia-cis-60580369",
    "fr-propecia-cis-60580369-between-copies",
    "fr-vitamine-b12-lavoisier-cis-60941894",
    "fr-vitamine-b12-lavoisier-cis-60941894-between-copies",
}
"""Periods before the present one."""


def test_real_starter_approvals_found_again(real):
    found = by_number(real)
    with (ROOT / "registry/data/approvals.csv").open(encoding="utf-8") as file:
        starters = [row for row in csv.DictReader(file) if row["number"].startswith("CIS ")]
    compared = 0
    for row in starters:
        if row["id"] in GONE:
            assert row["number"] not in found
            continue
        if row["id"] in EARLIER:
            continue
        mine = found[row["number"]]
        day = "" if row["id"] in ENDED else row["valid_from"]
        assert (
            mine.holder, mine.pathway, mine.effect, mine.lifecycle, mine.route_scope,
            mine.valid_from, sorted(ADAPTER.routes[route] for route in mine.routes),
        ) == (
            row["holder"], row["pathway"], row["effect"], row["lifecycle"], row["route_scope"],
            day, sorted(row["routes"].split("|")),
        ), row["id"]  # fmt: skip
        compared += 1
    assert compared == len(starters) - len(GONE) - len(EARLIER)
