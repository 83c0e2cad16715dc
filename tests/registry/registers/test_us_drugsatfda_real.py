"""Drugs@FDA as FDA published it, in July 2019 (zip) and August 2022 (folder), beside an independent reader."""

import csv
import re
import shutil
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from formulary.rules.names import normalise
from registry.registers import fitness
from registry.registers.authorisation import Authorisation, Rejected
from registry.registers.source import Source
from registry.registers.us_drugsatfda import ADAPTER
from registry.vocabulary import Effect, Lifecycle, RouteScope

ROOT = Path(__file__).resolve().parents[3]
VINTAGES = {"2019": "2019-07/drugsatfda.zip", "2022": "2022-08"}
COUNTS = {
    # Rows of products, applications and marketing statuses; what we make of them.
    "2019": {"Products": 39_473, "Applications": 23_267, "MarketingStatus": 39_788, "numbers": 23_051},
    "2022": {"Products": 43_877, "Applications": 25_546, "MarketingStatus": 44_254, "numbers": 25_266},
}  # fmt: skip
ORPHANS = {"040850", "040853", "071403", "077089", "200171"}
"""Products in both vintages whose application is in no table."""

ROUTES = {
    "INTRADERMAL": "intradermal",
    "SUBCUTANEOUS": "subcutaneous",
    "SUBCUTANEOUS LYOPHILIZED POWER": "subcutaneous",
    "INTRAMUSCULAR": "intramuscular",
    "INTRAVENOUS": "intravenous",
    "IV (INFUSION)": "intravenous",
    "INFILTRATION": "infiltration",
    "INTRA-ARTICULAR": "intraarticular",
    "PERIARTICULAR": "periarticular",
    "TOPICAL": "topical",
    "ORAL": "oral",
    "INJECTION": "unspecified",
}
"""Written a second time, on purpose."""


class Independent:
    """The tables, split by hand; sets of application numbers by (substance, route)."""

    def __init__(self, folder: Path, vintage: str) -> None:
        self.path = folder / VINTAGES[vintage]
        self.products = self.table("Products")
        self.applications = {fields[0]: fields for fields in self.table("Applications")}
        self.statuses = self.table("MarketingStatus")
        tentative = {
            (number, product) for status, number, product in self.statuses if status == "4"
        }
        self.numbers = defaultdict(set)
        for fields in self.products:
            number, product, form, _, _, _, ingredients = fields[:7]
            if number in ORPHANS or number == "022388" or (number, product) in tentative:
                continue
            words = form.partition(";")[2].upper().replace("IM-IV", "INTRAMUSCULAR,INTRAVENOUS")
            for word in {word.strip() for word in words.split(",")} & set(ROUTES):
                for name in re.split(r"; ?(?![^(]*\))", ingredients):
                    kind = self.applications[number][1]
                    self.numbers[name.strip(), ROUTES[word]].add(f"{kind} {number}")

    def table(self, name: str) -> list[list[str]]:
        if self.path.is_dir():
            text = (self.path / f"{name}.txt").read_bytes().decode("ascii")
        else:
            with zipfile.ZipFile(self.path) as archive:
                text = archive.read(f"{name}.txt").decode("cp1252").replace("\r\n", "\n")
        return [line.split("\t") for line in text.split("\n")[1:] if line]


class Copy:
    def __init__(self, folder: Path, vintage: str) -> None:
        self.vintage = vintage
        self.independent = Independent(folder, vintage)
        with Source(folder / VINTAGES[vintage]) as source:
            self.day = ADAPTER.published_on(source)
            rows = list(ADAPTER.read(source))
        self.rows = [row for row in rows if isinstance(row, Authorisation)]
        self.rejected = [row for row in rows if isinstance(row, Rejected)]
        self.by_number = defaultdict(list)
        for row in self.rows:
            self.by_number[row.number].append(row)

    def codes(self, row: Authorisation) -> set[str]:
        if row.route_scope == RouteScope.UNSPECIFIED:
            return {"unspecified"}
        return {
            ADAPTER.routes[word.lower()] for word in row.routes if word.lower() in ADAPTER.routes
        }


@pytest.fixture(scope="module", params=VINTAGES)
def copy(request, shared_data) -> Copy:
    return Copy(shared_data / "regulators" / "us_fda_drugsatfda", request.param)


def test_real_counts(copy):
    expected = COUNTS[copy.vintage]
    assert len(copy.independent.products) == expected["Products"]
    assert len(copy.independent.applications) == expected["Applications"]
    assert len(copy.independent.statuses) == expected["MarketingStatus"]
    assert len(copy.by_number) == expected["numbers"]
    assert copy.day == {"2019": "2019-07-02", "2022": ""}[copy.vintage]


def test_real_numbers_are_all_that_the_tables_hold(copy):
    kept = {fields[0] for fields in copy.independent.products} - ORPHANS - {"022388"}
    assert set(copy.by_number) == {
        f"{copy.independent.applications[number][1]} {number}" for number in kept
    }


def test_real_number_and_product_are_unique(copy):
    keys = Counter((row.number, normalise(row.product)) for row in copy.rows)
    assert [key for key, count in keys.items() if count > 1] == []


def test_real_numbers_by_substance_and_route(copy):
    mine = defaultdict(set)
    for row in copy.rows:
        if row.lifecycle == Lifecycle.VALID:
            for each in row.substances:
                for code in copy.codes(row) & set(ROUTES.values()):
                    mine[each.printed, code].add(row.number)
    theirs = copy.independent.numbers
    # The oral words with a number of tablets are ours alone.
    wanted = {key for key in {*mine, *theirs} if key[1] != "oral"}
    assert {key: mine[key] for key in wanted} == {key: theirs[key] for key in wanted}
    assert all(mine[key] >= numbers for key, numbers in theirs.items() if key[1] == "oral")
    assert len(wanted) > 1_000


@pytest.mark.parametrize(
    ("substance", "route", "numbers"),
    [
        ("LIDOCAINE HYDROCHLORIDE", "intradermal", {"NDA 022114"}),
        ("PROCAINE HYDROCHLORIDE", "intradermal", set()),
        ("TRIAMCINOLONE ACETONIDE", "intradermal", set()),
        ("TRIAMCINOLONE ACETONIDE", "intralesional", set()),
        ("GLUTATHIONE DISULFIDE", "unspecified", set()),
        ("GLUTATHIONE DISULFIDE", "intravenous", set()),
        ("MINOXIDIL", "unspecified", set()),
        ("FINASTERIDE", "topical", set()),
        ("FINASTERIDE", "unspecified", set()),
        ("DUTASTERIDE", "unspecified", set()),
        ("PENTOXIFYLLINE", "unspecified", set()),
        ("DEOXYCHOLIC ACID", "intradermal", set()),
    ],
)
def test_real_pairs_that_would_hurt(copy, substance, route, numbers):
    found = {
        row.number
        for row in copy.rows
        if any(each.printed == substance for each in row.substances) and route in copy.codes(row)
    }
    assert found == numbers


@pytest.mark.parametrize(
    ("substance", "route"),
    [
        ("PROCAINE HYDROCHLORIDE", "unspecified"),
        ("LIDOCAINE HYDROCHLORIDE", "unspecified"),
        ("CYANOCOBALAMIN", "unspecified"),
        ("HYDROXOCOBALAMIN", "unspecified"),
        ("ASCORBIC ACID", "intravenous"),
        ("DEXPANTHENOL", "intravenous"),
        ("BIOTIN", "intravenous"),
        ("MINOXIDIL", "topical"),
        ("FINASTERIDE", "oral"),
        ("DEOXYCHOLIC ACID", "subcutaneous"),
    ],
)
def test_real_pairs_that_are_there(copy, substance, route):
    assert copy.independent.numbers[substance, route]


def test_real_dexpanthenol_is_never_alone(copy):
    rows = [row for row in copy.rows if "DEXPANTHENOL" in {each.printed for each in row.substances}]
    assert rows
    assert min(len(row.substances) for row in rows) > 1


def test_real_tentative_approvals_are_pending(copy):
    tables = copy.independent
    approved = {(number, product) for status, number, product in tables.statuses if status != "4"}
    products = defaultdict(set)
    for fields in tables.products:
        products[fields[0]].add(fields[1])
    never = {
        number
        for number in products
        if not any((number, product) in approved for product in products[number])
    }
    pending = {number for number, rows in copy.by_number.items() if {row.lifecycle for row in rows} == {Lifecycle.PENDING}}  # fmt: skip
    assert {number.split()[1] for number in pending} == never - ORPHANS - {"022388"}
    assert {row.effect for row in copy.rows} == {Effect.GRANTED}
    assert not any(row.valid_from for row in copy.rows if row.lifecycle == Lifecycle.PENDING)


def test_real_rejected_rows(copy):
    tab = [row.line for row in copy.rejected if not row.field]
    assert tab == {"2019": [], "2022": [7605]}[copy.vintage]
    assert {row.value for row in copy.rejected if row.field == "ApplNo"} == ORPHANS
    dates = [row.value for row in copy.rejected if row.field == "SubmissionStatusDate"]
    assert dates == {"2019": ["1900-01-01 00:00:00"], "2022": []}[copy.vintage]
    assert len(copy.rejected) == 6


def test_real_trailing_tabs_are_no_fault(copy):
    assert [row.product for row in copy.by_number["NDA 206029"] + copy.by_number["ANDA 206029"]] == ["PITAVASTATIN CALCIUM"]  # fmt: skip


def test_real_rows_fit_the_registry(copy):
    assert [fault for row in copy.rows if (fault := fitness.rejected(row))] == []


def test_real_conversion_of_biologics_changes_the_number(shared_data):
    """In March 2020 some old NDAs became BLAs: another number, and the holder's medicine a biologic."""
    folder = shared_data / "regulators" / "us_fda_drugsatfda"
    old, new = (Independent(folder, vintage).applications["021859"][1] for vintage in VINTAGES)
    assert (old, new) == ("NDA", "BLA")


def test_real_stray_byte_costs_its_row_only(shared_data, tmp_path):
    folder = Path(shutil.copytree(shared_data / "regulators" / "us_fda_drugsatfda" / "2022-08", tmp_path / "copy", copy_function=shutil.copyfile))  # fmt: skip
    path = folder / "Products.txt"
    path.write_bytes(path.read_bytes().replace(b"\tZINGO\t", b"\tZIN\x80O\t"))
    with Source(folder) as source:
        rows = list(ADAPTER.read(source))
    assert [row.line for row in rows if isinstance(row, Rejected) and "0x80" in row.expected] == [
        7300
    ]
    assert "NDA 022114" not in {row.number for row in rows if isinstance(row, Authorisation)}


# The starter set.

FROM_LABELS = {
    "us-botox-cosmetic-bla-103000",
    "us-hylenex-bla-021859",
    "us-kenalog-10-nda-012041",
    "us-kenalog-10-nda-012041-older-label",
    "us-kenalog-40-nda-014901",
    "us-thiamine-hcl-100mg-ml-anda-080556",
    "us-thiamine-hcl-100mg-ml-anda-091623",
    "us-xylocaine-fresenius-nda-006488",
}
"""Their routes come from a label or the NDC Directory: Drugs@FDA says “injection”, or of Botox nothing."""

OLDER_LABEL = "us-kenalog-10-nda-012041-older-label"
"""An earlier period of the same authorisation, with its own routes: the register knows only today's."""

AFTER_2019 = {"ANDA 202522", "ANDA 208703", "NDA 209377", "BLA 021859"}
UNDATED = {
    "us-botox-cosmetic-bla-103000",
    "us-kenalog-10-nda-012041",
    "us-kenalog-40-nda-014901",
    "us-thiamine-hcl-100mg-ml-anda-080556",
    "us-thiamine-hcl-100mg-ml-anda-091623",
    "us-xylocaine-fresenius-nda-006488",
}
"""Without a date in the starter set, although the copy of 2019 has one for the application."""

HOLDERS = {
    "Sandoz Canada": {"SANDOZ INC", "SANDOZ CANADA INC"},
    "Bristol-Myers Squibb": {"APOTHECON"},
    "Validus Pharmaceuticals": {"US PHARM HOLDINGS", "VALIDUS PHARMS"},
    "American Regent": {"AM REGENT"},
    "Johnson & Johnson": {"JOHNSON AND JOHNSON"},
    "Dr. Reddy's": {"DR REDDYS"},
}
"""What is more than an abbreviation: a later name of the firm, its parent, or its full name."""


def starter() -> list[dict[str, str]]:
    with (ROOT / "registry/data/approvals.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    schemes = ("NDA", "ANDA", "BLA")
    return [row for row in rows if row["authority"] == "us-fda" and row["number"].split(" ")[0] in schemes]  # fmt: skip


def active_substances() -> Counter[str]:
    """How many each product has."""
    with (ROOT / "formulary/data/product_lines.csv").open(encoding="utf-8") as file:
        return Counter(line["product"] for line in csv.DictReader(file) if line["role"] == "active")


def counterpart(copy: Copy, row: dict[str, str]) -> Authorisation:
    """The product of that number with as many active substances, and the longest name that ours begins with."""
    size = active_substances()[row["subject"]]
    found = [each for each in copy.by_number[row["number"]] if len(each.substances) == size]
    if len(found) > 1:
        ours = row["subject"].replace("-", "")
        named = {normalise(each.product).replace(" ", ""): each for each in found}
        return named[max((name for name in named if ours.startswith(name)), key=len)]
    assert len(found) == 1, row["id"]
    return found[0]


def test_starter_approvals_are_found_again(copy):
    missing = {row["number"] for row in starter()} - set(copy.by_number)
    assert missing == (AFTER_2019 if copy.vintage == "2019" else set())


def test_starter_approvals_agree(copy):
    for row in starter():
        if row["number"] not in copy.by_number or row["id"] == OLDER_LABEL:
            continue
        mine = counterpart(copy, row)
        assert mine.effect == row["effect"], row["id"]
        assert mine.lifecycle == row["lifecycle"], row["id"]
        assert mine.pathway == row["pathway"], row["id"]
        assert mine.regulatory_class == row["regulatory_class"], row["id"]
        if row["id"] not in FROM_LABELS:
            assert mine.route_scope == row["route_scope"], row["id"]
            assert "|".join(sorted(copy.codes(mine) - {"unspecified"})) == row["routes"], row["id"]
        if copy.vintage == "2022":
            assert mine.valid_from == "", row["id"]
        elif row["id"] not in UNDATED:
            assert mine.valid_from == row["valid_from"], row["id"]


def test_starter_holders_are_those_of_the_register(copy):
    """The register writes in capitals and abbreviates; the starter set spells out."""
    for row in starter():
        if row["number"] not in copy.by_number or row["id"] == OLDER_LABEL:
            continue
        holder = counterpart(copy, row).holder
        first = normalise(holder).split()[0]
        assert holder in HOLDERS.get(row["holder"], ()) or normalise(row["holder"]).startswith(
            first
        )
