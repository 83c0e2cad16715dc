import datetime as dt
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from registry.registers.authorisation import Authorisation, Rejected
from registry.registers.dose_form import NOT_STATED
from registry.registers.source import BadSource, Source
from registry.registers.tr_titck import ADAPTER
from registry.vocabulary import EndKind, Lifecycle, RouteScope

from .workbook_samples import make_workbook, plain_rows

FILE = "ruhsatli_ilaclar_listesi.xlsx"
SHEET = "RUHSATLI ÜRÜNLER LİSTESİ"


def read(path: Path) -> list[Authorisation | Rejected]:
    with Source(path) as source:
        return list(ADAPTER.read(source))


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> dict[str, Authorisation | Rejected]:
    rows = read(make_workbook("tr_titck", SHEET, tmp_path_factory.mktemp("titck") / FILE))
    return {getattr(each, "number", f"row {each.line}"): each for each in rows}


@pytest.fixture(scope="module")
def real(shared_data: Path) -> list[Authorisation | Rejected]:
    return read(shared_data / "regulators/tr_titck")


@pytest.fixture(scope="module")
def plain(shared_data: Path) -> list[dict[str, str]]:
    return plain_rows(shared_data / "regulators/tr_titck" / FILE)[2:]


def test_packs_of_one_licence_are_one_authorisation(sample):
    first = sample["1/1 (1960-10-01)"]
    assert (first.product, first.line) == ("ÖRNEK %2 ENJEKSİYONLUK ÇÖZELTİ, 5 AMPUL", 3)
    assert (first.lifecycle, first.valid_from, first.valid_to_kind) == (
        Lifecycle.VALID, "1960-10-01", EndKind.OPEN,
    )  # fmt: skip
    assert first.remark == "Packs: 2."
    assert first.holder == "ÖRNEK İLAÇ A.Ş."  # the other pack types İ and I at will
    assert (first.route_scope, first.routes) == (RouteScope.UNSPECIFIED, ())


def test_same_number_of_another_day_is_another_licence(sample):
    assert sample["1/1 (2001-02-03)"].routes == ("tablet",)


def test_suspended_since_the_first_day_that_a_pack_gives(sample):
    found = sample["2015/1 (2015-06-10)"]
    assert (found.lifecycle, found.valid_from) == (Lifecycle.SUSPENDED, "2023-05-14")
    assert (
        found.remark == "Licensed on 2015-06-10; suspended (article 23 and article 22). Packs: 2."
    )
    assert found.holder == "ÖRNEK A.Ş.; YENİ A.Ş."
    assert (found.route_scope, found.routes) == NOT_STATED


def test_packs_that_disagree_about_suspension_are_unknown(sample):
    found = sample["2016/1 (2016-01-01)"]
    assert (found.lifecycle, found.valid_from) == (Lifecycle.UNKNOWN, "2016-01-01")
    assert found.remark == "Some packs are suspended (article 23) and others not. Packs: 2."


def test_blank_code_is_unknown_never_valid(sample):
    found = sample["24 (2017-01-01)"]
    assert found.lifecycle == Lifecycle.UNKNOWN
    assert found.route_scope == RouteScope.UNSPECIFIED


@pytest.mark.parametrize(
    ("number", "names"),
    [
        ("1/1 (1960-10-01)", [("örnek hidroklorür",), ("ikinci örnek (a, b olarak)",)]),
        (
            "2015/1 (2015-06-10)",
            [
                ("siyano örnek", "vitamin b12 (siyano örnek)"),
                ("örnek hcl", "örnek hcl (B1 vitamini)"),
                ("örnek (Örnek 2)",),
            ],
        ),
    ],
)
def test_substances(sample, number, names):
    assert [one.names for one in sample[number].substances] == names


def test_numbers_of_other_series_are_kept(sample):
    assert {"I-1/2 (2017-01-01)", "A/13 (2007-06-26)"} <= set(sample)


def test_tablet_for_another_place_is_not_swallowed(sample):
    assert sample["I-1/2 (2017-01-01)"].routes == ("vajinal",)
    assert ADAPTER.routes["vajinal"] == "vaginal"


def test_bad_rows_are_rejected_with_row_and_field(sample):
    assert {
        (each.line, each.field, each.value)
        for each in sample.values()
        if isinstance(each, Rejected)
    } == {
        (12, "RUHSAT NUMARASI", "2016/1 (2016-01-01): YABANCI 1 MG ŞURUP"),
        (13, "RUHSAT NUMARASI", ""),
        (14, "RUHSAT TARİHİ", "26.11.219"),
        (15, "RUHSAT TARİHİ", "02.26.2020"),
        (16, "RUHSAT NUMARASI", "1.097826"),
        (17, "RUHSAT NUMARASI", "2020-02-27 00:00:00"),
        (18, "ETKİN MADDE", ""),
        (19, "ASKI", "4, "),
        (20, "RUHSAT TARİHİ", "14.03.0214"),
    }


def test_other_meaning_of_the_codes_is_another_file(tmp_path):
    def change(rows):
        return [
            rows[0],
            [cell.replace("OLMAYAN ÜRÜN: 0", "OLMAYAN ÜRÜN: 9") for cell in rows[1]],
            *rows[2:],
        ]

    with pytest.raises(BadSource, match="ASKIDA OLMAYAN"):
        read(make_workbook("tr_titck", SHEET, tmp_path / FILE, change))


def test_any_name_will_do_where_it_is_the_only_workbook(tmp_path):
    assert read(make_workbook("tr_titck", SHEET, tmp_path / "renamed.xlsx"))


def plain_licence(row: dict[str, str]) -> str | None:
    """Number and day, from the raw cells; None where either cannot be read."""
    number = re.sub(r"\s|\.(?!\d{5})", "", row.get("H", ""))
    if not number or "." in number or (number.isdigit() and int(number) > 40_000):
        return None
    day = re.sub(r"^\s+|[\s./]+$", "", row.get("G", ""))
    if re.fullmatch(r"\d{4,5}", day):
        return f"{number} ({dt.date(1899, 12, 30) + dt.timedelta(int(day))})"
    parts = re.split(r"[./]", day)
    if (
        len(parts) != 3
        or len(parts[2]) != 4
        or parts[2] < "1900"
        or parts[1] > "12"
        or len(parts[0]) != 2
    ):
        return None
    return f"{number} ({parts[2]}-{parts[1]}-{parts[0]})"


def test_real_copy_licences_equal_an_independent_reader(real, plain):
    assert len(plain) == 22_205
    licences: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in plain:
        if (key := plain_licence(row)) and row.get("D", "").strip():
            licences[key].append(row)
    found = {each.number: each for each in real if isinstance(each, Authorisation)}
    assert set(found) == set(licences)
    assert len(found) == 14_078
    packs = sum(int(re.search(r"Packs: (\d+)", each.remark)[1]) for each in found.values())
    assert packs + sum(isinstance(each, Rejected) for each in real) == 22_205


def test_real_copy_rejected_rows(real):
    assert Counter(each.field for each in real if isinstance(each, Rejected)) == {
        "RUHSAT NUMARASI": 346, "ETKİN MADDE": 46, "RUHSAT TARİHİ": 18,
    }  # fmt: skip


def test_real_copy_nothing_suspended_is_valid(real, plain):
    suspended = {plain_licence(row) for row in plain if row.get("L") in ("1", "2", "3")} - {None}
    states = Counter(
        each.lifecycle
        for each in real
        if isinstance(each, Authorisation) and each.number in suspended
    )
    assert states[Lifecycle.SUSPENDED] == 441
    assert not states[Lifecycle.VALID]


@pytest.mark.parametrize(
    "stem",
    ["prokain h", "lidokain", "triamsinolon", "kobalamin", "askorbik", "pantenol", "glutatyon",
     "minoksidil", "finasterid", "dutasterid", "deksametazon", "traneksamik", "mepivakain"],
)  # fmt: skip
def test_real_copy_injections_equal_an_independent_reader(real, plain, stem):
    turkish = str.maketrans("İIıŞşĞğÜüÖöÇç", "iiissgguuoocc")
    expected = {
        key
        for row in plain
        if stem in row.get("D", "").translate(turkish).lower()
        and re.search("enjeksiyon", row["C"].translate(turkish).lower())
        and (key := plain_licence(row))
    }
    found = {
        each.number
        for each in real
        if isinstance(each, Authorisation)
        and any(stem in one.printed.translate(turkish).lower() for one in each.substances)
        and "enjeksiyon" in each.product.translate(turkish).lower()
    }
    assert found <= expected
    by_number = {each.number: each for each in real if isinstance(each, Authorisation)}
    assert {by_number[key].route_scope for key in expected if key in by_number} <= {
        RouteScope.UNSPECIFIED
    }
    later_packs = expected - found  # the word stands in the name of another pack than the first
    assert len(later_packs) <= 3


def test_real_copy_no_tablet_looks_like_an_injection(real):
    for each in real:
        if isinstance(each, Authorisation) and any(
            one.printed.lower()
            in ("finasterid", "finasteride", "dutasterid", "minoksidil", "minoxidil")
            for one in each.substances
        ):
            assert each.route_scope in (RouteScope.LISTED, RouteScope.UNSTATED), each.product
