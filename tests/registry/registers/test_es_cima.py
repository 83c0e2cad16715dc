import csv
from collections import Counter
from pathlib import Path

import pytest

from registry.registers.authorisation import Authorisation, Rejected
from registry.registers.dose_form import NOT_STATED
from registry.registers.es_cima import ADAPTER
from registry.registers.source import BadSource, Source
from registry.vocabulary import Effect, EndKind, Lifecycle, RouteScope

from .workbook_samples import make_workbook, plain_rows

FILE = "Medicamentos.xls"
DATA = Path(__file__).resolve().parents[3]


def read(path: Path) -> list[Authorisation | Rejected]:
    with Source(path) as source:
        return list(ADAPTER.read(source))


def workbook(path: Path, **change) -> Path:
    """openpyxl saves no .xls, which is only a name here."""
    return make_workbook("es_cima", "Hoja1", path / "x.xlsx", **change).rename(path / FILE)


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> list[Authorisation | Rejected]:
    return read(workbook(tmp_path_factory.mktemp("cima")))


@pytest.fixture(scope="module")
def real(shared_data: Path) -> list[Authorisation | Rejected]:
    return read(shared_data / "regulators/es_aemps_cima")


@pytest.fixture(scope="module")
def plain(shared_data: Path) -> list[dict[str, str]]:
    return plain_rows(shared_data / "regulators/es_aemps_cima" / FILE)[1:]


def test_authorised_injection(sample):
    first = sample[0]
    assert (first.number, first.holder) == ("00001", "Example Laboratories, S.A.")
    assert (first.effect, first.lifecycle, first.pathway) == (
        Effect.GRANTED, Lifecycle.VALID, "EU_NATIONAL",
    )  # fmt: skip
    assert (first.valid_from, first.valid_to_kind) == ("1965-03-01", EndKind.OPEN)
    assert (first.route_scope, first.routes) == (RouteScope.UNSPECIFIED, ())
    assert first.remark == "Marketed."


def test_annulled_ends_on_the_day_of_its_state(sample):
    second = sample[1]
    assert (second.lifecycle, second.valid_from, second.valid_to, second.valid_to_kind) == (
        Lifecycle.VALID, "2009-10-20", "2017-07-03", EndKind.DATE,
    )  # fmt: skip
    assert second.routes == ("comprimidos",)
    assert second.remark == "Annulled on 2017-07-03. Not marketed."


def test_suspended_begins_on_the_day_of_its_state(sample):
    third = sample[2]
    assert (third.lifecycle, third.valid_from, third.valid_to_kind) == (
        Lifecycle.SUSPENDED, "2017-07-03", EndKind.OPEN,
    )  # fmt: skip
    assert (third.route_scope, third.routes) == NOT_STATED


def test_commas_inside_names_are_told_by_the_count(sample):
    assert [one.printed for one in sample[2].substances] == [
        "EJEMPLICO ACIDO",
        "OTRO, HIDROGENOSUCCINATO DE, MONOHIDRATO",
    ]
    assert [one.names for one in sample[2].substances] == [
        ("EJEMPLICO ACIDO", "ACIDO EJEMPLICO"),
        ("OTRO, HIDROGENOSUCCINATO DE, MONOHIDRATO", "HIDROGENOSUCCINATO DE OTRO MONOHIDRATO"),
    ]


def test_cell_whose_count_does_not_fit_is_one_name(sample):
    assert [one.printed for one in sample[3].substances] == ["EJEMPLO, EN CELULAS, Y MAS"]


def test_numbers_of_the_commission_are_centralised(sample):
    assert [each.pathway for each in sample[3:6]] == [
        "EU_CENTRALISED", "EU_CENTRALISED", "EU_NATIONAL",
    ]  # fmt: skip


def test_parallel_import_is_said(sample):
    assert sample[5].remark == "Marketed. Parallel import."
    assert [ADAPTER.routes[word] for word in sample[5].routes] == [
        "topical"
    ]  # ATC D: a cream of the skin


def test_start_that_is_not_known_is_empty(sample):
    assert sample[3].valid_from == ""


def test_bad_rows_are_rejected_with_row_and_field(sample):
    assert [(each.line, each.field, each.value) for each in sample[6:]] == [
        (8, "Estado", "En trámite"),
        (9, "Fecha Aut., Fecha Estado", "31/02/2009"),
        (10, "Nº Registro", ""),
    ]


def test_column_renamed_is_another_file(tmp_path):
    def change(rows):
        return [["Numero", *rows[0][1:]], *rows[1:]]

    with pytest.raises(BadSource, match="Nº Registro"):
        read(workbook(tmp_path, change=change))


@pytest.mark.parametrize(
    ("printed", "usual"),
    [
        ("ASCORBICO ACIDO", "ACIDO ASCORBICO"),
        ("TRIAMCINOLONA ACETONIDO", "ACETONIDO DE TRIAMCINOLONA"),
        ("BETAMETASONA DIPROPIONATO", "DIPROPIONATO DE BETAMETASONA"),
        ("DEXAMETASONA FOSFATO SODIO", "DEXAMETASONA FOSFATO SODICO"),
        ("ASCORBATO SODIO", "ASCORBATO DE SODIO"),
        ("MAGNESIO CLORURO HEXAHIDRATO", "CLORURO DE MAGNESIO HEXAHIDRATO"),
        ("DOXILAMINA, HIDROGENOSUCCINATO DE", "HIDROGENOSUCCINATO DE DOXILAMINA"),
    ],
)
def test_usual_order_of_words_is_looked_up_too(real, printed, usual):
    names = {one.names for each in real for one in each.substances if one.printed == printed}
    assert len(names) == 1
    assert usual in names.pop()


def test_real_copy_counts(real, plain):
    assert len(real) == len(plain) == len({each.number for each in real}) == 23_406
    assert all(isinstance(each, Authorisation) for each in real)
    assert Counter((each.lifecycle, each.valid_to_kind) for each in real) == {
        (Lifecycle.VALID, EndKind.OPEN): 18_804,
        (Lifecycle.VALID, EndKind.DATE): 3_873,
        (Lifecycle.SUSPENDED, EndKind.OPEN): 729,
    }


@pytest.mark.parametrize(
    "substance",
    ["PROCAINA HIDROCLORURO", "LIDOCAINA HIDROCLORURO", "MEPIVACAINA HIDROCLORURO",
     "TRIAMCINOLONA ACETONIDO", "CIANOCOBALAMINA", "HIDROXOCOBALAMINA", "ASCORBICO ACIDO",
     "DEXPANTENOL", "GLUTATION", "MINOXIDIL", "FINASTERIDA", "DUTASTERIDA", "BIOTINA",
     "DEXAMETASONA FOSFATO SODIO", "DESOXICOLICO ACIDO"],
)  # fmt: skip
@pytest.mark.parametrize("word", ["INYECTABLE", "COMPRIMIDO"])
def test_real_copy_pairs_equal_an_independent_reader(real, plain, substance, word):
    expected = {
        row["A"]
        for row in plain
        if row["E"] == "Autorizado"
        and substance in row["H"].split(", ")
        and word in row["B"].upper()
    }
    found = {
        each.number
        for each in real
        if (each.lifecycle, each.valid_to_kind) == (Lifecycle.VALID, EndKind.OPEN)
        and any(one.printed == substance for one in each.substances)
        and word in each.product.upper()
    }
    scopes = {each.route_scope for each in real if each.number in expected}
    assert found == expected
    assert scopes <= {RouteScope.UNSPECIFIED if word == "INYECTABLE" else RouteScope.LISTED}


def test_real_copy_no_tablet_looks_like_an_injection(real):
    for each in real:
        if any(
            one.printed in ("FINASTERIDA", "DUTASTERIDA", "MINOXIDIL") for one in each.substances
        ):
            assert each.route_scope == RouteScope.LISTED
            mapped = {ADAPTER.routes.get(route) for route in each.routes}
            assert mapped <= {"oral", "cutaneous", "topical", None}, each.product


def test_real_copy_no_injection_looks_swallowed(real):
    for each in real:
        if "INYECTABLE" in each.product.upper():
            assert each.route_scope == RouteScope.UNSPECIFIED, each.product


@pytest.mark.parametrize("number", ["71064", "81244"])
def test_starter_approvals_are_found_again(real, number):
    """The starter set shortens holders (“Laboratorios Normon, S.A.”), and its third Spanish number, CN 763139, is a pack's."""
    with (DATA / "registry/data/approvals.csv").open(encoding="utf-8", newline="") as file:
        [ours] = [
            row
            for row in csv.DictReader(file)
            if (row["authority"], row["number"]) == ("aemps", number)
        ]
    [found] = [each for each in real if each.number == number]
    assert "|".join(ADAPTER.routes[route] for route in found.routes) == ours["routes"]
    assert found.holder.replace(",", "").startswith(ours["holder"])
    assert (found.valid_from, found.valid_to, found.lifecycle, found.route_scope) == (
        ours["valid_from"], ours["valid_to"], ours["lifecycle"], ours["route_scope"],
    )  # fmt: skip
    assert (found.pathway, found.effect, found.regulatory_class) == (
        ours["pathway"], ours["effect"], ours["regulatory_class"],
    )  # fmt: skip
