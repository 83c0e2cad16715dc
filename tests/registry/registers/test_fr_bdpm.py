import shutil
from pathlib import Path

import pytest

from registry.registers.authorisation import Authorisation, Rejected
from registry.registers.fr_bdpm import ADAPTER
from registry.registers.source import BadSource, Source
from registry.vocabulary import Effect, Lifecycle, RouteScope

SAMPLES = Path(__file__).parent / "samples/fr_bdpm"
MEDICINES, COMPOSITIONS = "CIS_bdpm.txt", "CIS_COMPO_bdpm.txt"


def read(path: Path) -> list[Authorisation | Rejected]:
    with Source(path) as source:
        return list(ADAPTER.read(source))


def by_number(rows: list) -> dict[str, Authorisation]:
    return {row.number: row for row in rows if isinstance(row, Authorisation)}


@pytest.fixture
def sample() -> dict[str, Authorisation]:
    rows = read(SAMPLES)
    assert not [row for row in rows if isinstance(row, Rejected)]
    return by_number(rows)


@pytest.fixture
def doctored(tmp_path: Path):
    """The sample with one text replaced in one of its files."""

    def doctor(file: str, old: str, new: str) -> list[Authorisation | Rejected]:
        shutil.copytree(SAMPLES, tmp_path, dirs_exist_ok=True)
        content = (tmp_path / file).read_bytes()
        assert content.count(old.encode("cp1252")) == 1
        (tmp_path / file).write_bytes(content.replace(old.encode("cp1252"), new.encode("cp1252")))
        return read(tmp_path)

    return doctor


def test_read_one_medicine(sample):
    found = sample["CIS 60000001"]
    assert found.product == "PEPTIDE D’EXEMPLE 10 mg/ml, solution injectable"
    assert found.holder == "LABORATOIRES EXEMPLE"  # the file has a blank before it
    assert (found.pathway, found.effect, found.lifecycle) == (
        "EU_NATIONAL",
        Effect.GRANTED,
        Lifecycle.VALID,
    )
    assert (found.route_scope, found.routes) == (
        RouteScope.LISTED,
        ("infiltration", "intradermique", "périneurale", "sous-cutanée"),
    )
    assert (found.valid_from, found.valid_to, found.remark) == ("1998-02-17", "", "marketed")
    assert (found.file, found.line) == (MEDICINES, 1)


def test_read_salt_and_its_part_are_one_substance(sample):
    (found,) = sample["CIS 60000001"].substances
    assert found.printed == "EXEMPLÉINE (CHLORHYDRATE D’)"
    assert "CHLORHYDRATE D'EXEMPLÉINE" in found.names
    assert "EXEMPLÉINE" not in found.names
    assert found.strength == "10 mg / 1 ml"


def test_read_substances_in_order_with_strengths(sample):
    assert [(each.printed, each.strength) for each in sample["CIS 60000002"].substances] == [
        ("EXEMPLIQUE (ACIDE)", "0,5 g / 100 g"),
        # without a dose of its own
        ("ACÉTONIDE D'EXEMPLONE", "0,1 g / 100 g (EXEMPLONE)"),
    ]


def test_read_part_without_a_salt_is_a_substance(sample):
    assert [each.printed for each in sample["CIS 60000004"].substances] == ["EXEMPLE ALPHA"]


def test_read_one_substance_in_two_tablets_once(sample):
    (found,) = sample["CIS 60000005"].substances
    assert found.strength == "0,1 mg / un comprimé; 0,2 mg / un comprimé"


def test_read_other_parenteral_route(sample):
    assert sample["CIS 60000003"].route_scope == RouteScope.UNSPECIFIED
    assert sample["CIS 60000003"].routes == ()
    listed = sample["CIS 60000002"]
    assert listed.route_scope == RouteScope.LISTED
    mapped = [ADAPTER.routes.get(route) for route in listed.routes]
    assert mapped == ["epilesional", "transdermal", None]  # “another” is none of ours


def test_read_registrations_are_tolerated_never_granted(sample):
    assert sample["CIS 60000006"].effect == Effect.TOLERATED
    assert sample["CIS 60000006"].remark == "marketed; homeopathic registration"
    assert sample["CIS 60000007"].effect == Effect.TOLERATED
    assert sample["CIS 60000007"].remark == "marketed; traditional herbal registration"


def test_read_pathways(sample):
    assert {number[-2:]: row.pathway for number, row in sample.items()} == {
        "01": "EU_NATIONAL", "02": "EU_DCP", "03": "EU_MRP", "04": "EU_CENTRALISED",
        "05": "EU_NATIONAL", "06": "EU_NATIONAL", "07": "EU_DCP", "08": "EU_NATIONAL",
        "09": "EU_NATIONAL", "10": "EU_NATIONAL", "11": "EU_NATIONAL", "12": "EU_NATIONAL",
    }  # fmt: skip
    assert sample["CIS 60000004"].remark == "marketed; Union number EU/1/99/999"
    assert sample["CIS 60000005"].remark == "marketed; parallel import"


def test_read_ended_authorisations_have_no_first_day(sample):
    states = {
        number[-2:]: (sample[number].lifecycle, sample[number].valid_from) for number in sample
    }
    assert states["08"] == states["09"] == (Lifecycle.WITHDRAWN, "")
    assert states["10"] == (Lifecycle.REVOKED, "")
    assert states["11"] == (Lifecycle.SUSPENDED, "")
    assert "authorised on 1998-02-17" in sample["CIS 60000008"].remark


def test_read_medicine_without_composition_kept(sample):
    assert sample["CIS 60000012"].substances == ()
    assert sample["CIS 60000012"].remark == "not marketed; the copy has no composition of it"


def test_read_either_encoding(tmp_path: Path, sample):
    for name in (MEDICINES, COMPOSITIONS):
        text = (SAMPLES / name).read_bytes().decode("cp1252")
        (tmp_path / name).write_bytes(text.encode().replace(b"\r\n", b"\n"))
    assert by_number(read(tmp_path)) == sample


@pytest.mark.parametrize(
    ("old", "new", "field", "value"),
    [
        ("60000009\t", "6000000\t", "code", "6000000"),
        ("60000009\t", "60000008\t", "code", "60000008"),
        ("Autorisation suspendue", "Autorisation perdue", "status", "Autorisation perdue"),
        ("Procédure décentralisée", "Procédure", "procedure", "Procédure"),
        ("01/12/2020", "31/02/2020", "authorised on", "31/02/2020"),
        ("01/12/2020", "2020-12-01", "authorised on", "2020-12-01"),
        ("infiltration;intradermique;périneurale;sous-cutanée", " ", "routes", " "),
        ("EXEMPLE ARCHIVÉ, comprimé", " ", "name", ""),
    ],
)
def test_read_bad_field_rejected(doctored, old: str, new: str, field: str, value: str):
    rows = doctored(MEDICINES, old, new)
    (bad,) = [row for row in rows if isinstance(row, Rejected)]
    assert (bad.file, bad.field, bad.value) == (MEDICINES, field, value)
    assert len(by_number(rows)) == 11


def test_read_stray_tab_rejected(doctored):
    (bad,) = [
        row
        for row in doctored(MEDICINES, "D’EXEMPLE 10", "D’EXEMPLE\t10")
        if isinstance(row, Rejected)
    ]
    assert (bad.line, bad.expected) == (1, "12 fields, not 13")


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        ("ACÉTONIDE D'EXEMPLONE\t", "ACÉTONIDE\tD'EXEMPLONE\t", ["60000002"]),
        ("\tSA\t2", "\tST\t2", ["60000002"]),
        ("\tEXEMPLIQUE (ACIDE)\t", "\t \t", ["60000002"]),
        # A row that lost its code belongs to one of its neighbours.
        ("60000002\tcrème\t00003", "crème\t00003", ["60000001", "60000002"]),
        ("60000003\tsolution", "6000003\tsolution", ["60000002", "60000004"]),
    ],
)
def test_read_medicine_of_an_unreadable_composition_rejected(doctored, old, new, lost):
    """Without it a combination would look like a single substance."""
    rows = doctored(COMPOSITIONS, old, new)
    bad = [row for row in rows if isinstance(row, Rejected)]
    assert bad[0].file == COMPOSITIONS
    assert [row.value for row in bad[1:]] == lost
    assert not {f"CIS {code}" for code in lost} & by_number(rows).keys()


@pytest.mark.parametrize("missing", [MEDICINES, COMPOSITIONS])
def test_read_missing_file_refused(tmp_path: Path, missing: str):
    shutil.copytree(SAMPLES, tmp_path, dirs_exist_ok=True)
    (tmp_path / missing).unlink()
    with pytest.raises(BadSource, match=missing):
        read(tmp_path)


def test_read_another_file_in_its_place_refused(tmp_path: Path):
    shutil.copytree(SAMPLES, tmp_path, dirs_exist_ok=True)
    shutil.copy(SAMPLES / COMPOSITIONS, tmp_path / MEDICINES)
    with pytest.raises(BadSource, match="12 fields, not 8"):
        read(tmp_path)


def test_read_columns_moved_refused(tmp_path: Path):
    shutil.copytree(SAMPLES, tmp_path, dirs_exist_ok=True)
    lines = (SAMPLES / MEDICINES).read_bytes().splitlines()
    moved = [
        b"\t".join([fields[0], *fields[-1:], *fields[1:-1]])
        for fields in (line.split(b"\t") for line in lines)
    ]
    (tmp_path / MEDICINES).write_bytes(b"\r\n".join(moved))
    with pytest.raises(BadSource, match="no row can be read"):
        read(tmp_path)


def test_published_on_is_not_told():
    with Source(SAMPLES) as source:
        assert ADAPTER.published_on(source) == ""
