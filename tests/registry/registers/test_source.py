import hashlib
import os
import struct
import zipfile
from pathlib import Path

import pytest

from registry.registers.source import BadSource, Limits, Source

ROWS = b"ApplNo\tForm\n000004\tSOLUTION;INTRADERMAL\n"


def zip_of(path: Path, members: dict[str, bytes], **options) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def folder_of(path: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


def whole(source: Source, name: str) -> bytes:
    with source.open_binary(name) as file:
        return file.read()


@pytest.fixture(params=["folder", "zip"])
def two_files(request, tmp_path: Path) -> Path:
    files = {"Set/Drug.TXT": ROWS, "route.txt": b"\xe9t\xe9\r\n", ".DS_Store": b"x"}
    if request.param == "zip":
        return zip_of(tmp_path / "copy.zip", files | {"__MACOSX/Set/Drug.TXT": b"x"})
    return folder_of(tmp_path / "copy", files)


def test_source_names_without_clutter(two_files: Path):
    with Source(two_files) as source:
        assert source.names() == ("Set/Drug.TXT", "route.txt")


def test_source_opens_in_any_case_and_by_last_part(two_files: Path):
    with Source(two_files) as source:
        assert source.has("DRUG.txt")
        assert not source.has("rug.txt")
        assert whole(source, "set/drug.txt") == whole(source, "drug.txt") == ROWS


def test_source_text_is_strict_and_keeps_line_ends(two_files: Path):
    with Source(two_files) as source:
        with source.open_text("route.txt", "cp1252") as file:
            assert file.read() == "été\r\n"
        with source.open_text("route.txt", "utf-8") as file, pytest.raises(UnicodeDecodeError):
            file.read()


def test_source_missing_file_named_with_what_there_is(two_files: Path):
    with (
        Source(two_files) as source,
        pytest.raises(BadSource, match=r"status\.txt.*route\.txt|route") as bad,
    ):
        source.open_binary("status.txt")
    assert bad.value.expected == "the file status.txt"
    assert "route.txt" in bad.value.message


def test_source_same_last_part_twice_refused(tmp_path: Path):
    folder_of(tmp_path, {"a/drug.txt": ROWS, "b/drug.txt": ROWS})
    with Source(tmp_path) as source, pytest.raises(BadSource, match=r"a/drug\.txt, b/drug\.txt"):
        source.has("drug.txt")


def test_source_names_differing_in_case_refused(tmp_path: Path):
    with pytest.raises(BadSource, match="differ in more than case"):
        Source(zip_of(tmp_path / "copy.zip", {"drug.txt": ROWS, "DRUG.TXT": ROWS}))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_source_same_name_twice_refused(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "copy.zip", "w") as archive:
        archive.writestr("drug.txt", ROWS)
        archive.writestr("drug.txt", b"other")
    with pytest.raises(BadSource, match="this name twice"):
        Source(tmp_path / "copy.zip")


def test_source_names_in_another_composition_found(tmp_path: Path):
    folder_of(tmp_path, {"Me\u0301dicaments.csv": ROWS})
    with Source(tmp_path) as source:
        assert source.has("m\u00e9dicaments.csv")


def test_source_single_file(tmp_path: Path):
    (tmp_path / "listing.csv").write_bytes(ROWS)
    with Source(tmp_path / "listing.csv") as source:
        assert source.names() == ("listing.csv",)
        assert source.only(".csv") == "listing.csv"
        assert source.size == len(ROWS)
        assert source.sha256 == source.sha256_of("listing.csv") == hashlib.sha256(ROWS).hexdigest()


def test_source_only_refuses_none_and_several(tmp_path: Path):
    folder_of(tmp_path, {"a.csv": ROWS, "b.csv": ROWS, "c.txt": ROWS})
    with Source(tmp_path) as source:
        assert source.only(".txt", ".tsv") == "c.txt"
        with pytest.raises(BadSource, match=r"a\.csv, b\.csv"):
            source.only(".csv")
        with pytest.raises(BadSource, match=r"one file \.xlsx"):
            source.only(".xlsx")


def test_source_zip_digest_is_of_the_zip(tmp_path: Path):
    path = zip_of(tmp_path / "copy.zip", {"drug.txt": ROWS})
    with Source(path) as source:
        assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert source.sha256_of("drug.txt") == hashlib.sha256(ROWS).hexdigest()
        assert source.size == path.stat().st_size


def test_source_folder_digest_follows_names_and_contents(tmp_path: Path):
    def digest(name: str, files: dict[str, bytes]) -> str:
        with Source(folder_of(tmp_path / name, files)) as source:
            return source.sha256

    first = digest("1", {"a.txt": b"1", "b/c.txt": b"2"})
    assert digest("2", {"b/c.txt": b"2", "a.txt": b"1"}) == first
    assert digest("3", {"a.txt": b"2", "b/c.txt": b"1"}) != first
    assert digest("4", {"a.txt": b"1", "b/d.txt": b"2"}) != first


def test_source_absent_path_refused(tmp_path: Path):
    with pytest.raises(BadSource, match="not there"):
        Source(tmp_path / "nothing")


# What a bad copy holds.


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.999])
def test_source_truncated_zip_refused(tmp_path: Path, keep: float):
    path = zip_of(tmp_path / "copy.zip", {"drug.txt": os.urandom(20_000)})
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    with pytest.raises(BadSource, match=r"copy\.zip: truncated"):
        Source(path)


def test_source_truncated_zip_without_its_ending_refused(tmp_path: Path):
    path = zip_of(tmp_path / "copy.download", {"drug.txt": os.urandom(20_000)})
    path.write_bytes(path.read_bytes()[:9_000])
    with pytest.raises(BadSource, match="truncated"):
        Source(path)


def test_source_zip_that_is_none_refused(tmp_path: Path):
    (tmp_path / "copy.zip").write_bytes(b"<html>Please log in</html>")
    with pytest.raises(BadSource, match="does not begin like a zip"):
        Source(tmp_path / "copy.zip")


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_source_damaged_member_refused_while_read(tmp_path: Path, compression: int):
    with zipfile.ZipFile(tmp_path / "copy.zip", "w", compression) as archive:
        archive.writestr("drug.txt", os.urandom(50_000))
    content = bytearray((tmp_path / "copy.zip").read_bytes())
    content[25_000] ^= 0xFF
    (tmp_path / "copy.zip").write_bytes(content)
    with Source(tmp_path / "copy.zip") as source, pytest.raises(BadSource, match="damaged"):
        whole(source, "drug.txt")


def test_source_zip_with_a_password_refused(tmp_path: Path):
    path = zip_of(tmp_path / "copy.zip", {"drug.txt": ROWS})
    content = bytearray(path.read_bytes())
    content[6] |= 1  # the flag in the member's own header, then in the directory
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with Source(path) as source, pytest.raises(BadSource, match="password"):
        source.open_binary("drug.txt")


@pytest.mark.parametrize(
    "name", ["../drug.txt", "a/../../drug.txt", "/etc/drug.txt", "C:\\drug.txt", "..\\drug.txt"]
)
def test_source_zip_name_that_leads_out_refused(tmp_path: Path, name: str):
    with pytest.raises(BadSource, match="leads out of the zip"):
        Source(zip_of(tmp_path / "copy.zip", {"route.txt": ROWS, name: ROWS}))


def test_source_zip_link_refused(tmp_path: Path):
    link = zipfile.ZipInfo("drug.txt")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "copy.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(BadSource, match="a link inside a zip"):
        Source(tmp_path / "copy.zip")


def test_source_zip_other_compression_refused(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "copy.zip", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("drug.txt", ROWS)
    with pytest.raises(BadSource, match="another compression"):
        Source(tmp_path / "copy.zip")


@pytest.mark.parametrize("is_folder", [True, False])
def test_source_link_out_of_the_folder_refused(tmp_path: Path, is_folder: bool):
    folder_of(tmp_path, {"outside/secret.txt": b"secret", "copy/drug.txt": ROWS})
    target = tmp_path / ("outside" if is_folder else "outside/secret.txt")
    (tmp_path / "copy/link").symlink_to(target)
    with pytest.raises(BadSource, match="link: a link leads out"):
        Source(tmp_path / "copy")


def test_source_links_inside_or_in_a_circle(tmp_path: Path):
    folder_of(tmp_path, {"drug.txt": ROWS})
    (tmp_path / "again.txt").symlink_to("drug.txt")
    with Source(tmp_path) as source:
        assert whole(source, "again.txt") == ROWS
    (tmp_path / "circle").symlink_to("circle")
    with pytest.raises(BadSource, match="circle"):
        Source(tmp_path)


def test_source_pipe_refused(tmp_path: Path):
    os.mkfifo(tmp_path / "drug.txt")
    with pytest.raises(BadSource, match="an ordinary file"):
        Source(tmp_path)
    with pytest.raises(BadSource, match="an ordinary file"):
        Source(tmp_path / "drug.txt")


# Bombs.


def test_source_zip_bomb_refused_while_read(tmp_path: Path):
    path = zip_of(tmp_path / "copy.zip", {"drug.txt": bytes(50 << 20)})
    blocks = []
    with (
        Source(path) as source,
        source.open_binary("drug.txt") as file,
        pytest.raises(BadSource, match="a zip bomb"),
    ):
        blocks.extend(len(block) for block in iter(lambda: file.read(1 << 16), b""))
    assert sum(blocks) <= 12 << 20


def test_source_zip_bomb_that_lies_about_its_size_refused(tmp_path: Path):
    path = zip_of(tmp_path / "copy.zip", {"drug.txt": bytes(50 << 20)})
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02")
    struct.pack_into("<L", content, at + 24, 1_000)
    path.write_bytes(content)
    with Source(path) as source, pytest.raises(BadSource):
        whole(source, "drug.txt")


def test_source_ordinary_compression_passes(tmp_path: Path):
    content = b"".join(b"%d\tEXAMPLE PEPTIDE\tINTRADERMAL\n" % row for row in range(500_000))
    path = zip_of(tmp_path / "copy.zip", {"drug.txt": content})
    with Source(path) as source:
        assert whole(source, "drug.txt") == content


def test_source_zip_unpacking_to_too_much_in_all_refused(tmp_path: Path):
    path = zip_of(tmp_path / "copy.zip", {"a.txt": os.urandom(30_000), "b.txt": os.urandom(30_000)})
    with Source(path, Limits(total_bytes=50_000)) as source:
        whole(source, "a.txt")
        whole(source, "a.txt")  # again is not more
        with pytest.raises(BadSource, match="unpacks to too much"):
            whole(source, "b.txt")


def test_source_members_that_share_bytes_refused(tmp_path: Path):
    path = zip_of(tmp_path / "copy.zip", {name: os.urandom(20_000) for name in ("a", "b", "c")})
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02")
    for _ in range(3):  # every entry claims nearly the whole zip
        struct.pack_into("<L", content, at + 20, 55_000)
        at = content.find(b"PK\x01\x02", at + 4)
    path.write_bytes(content)
    with pytest.raises(BadSource, match="overlap"):
        Source(path)


def test_source_zip_within_a_zip_is_one_file(tmp_path: Path):
    inner = zip_of(tmp_path / "inner.zip", {"drug.txt": bytes(50 << 20)}).read_bytes()
    with Source(zip_of(tmp_path / "copy.zip", {"inner.zip": inner})) as source:
        assert source.names() == ("inner.zip",)
        assert not source.has("drug.txt")
        assert whole(source, "inner.zip") == inner


def test_source_too_many_files_refused(tmp_path: Path):
    files = {f"{number}.txt": b"" for number in range(12)}
    for path in (zip_of(tmp_path / "copy.zip", files), folder_of(tmp_path / "copy", files)):
        with pytest.raises(BadSource, match="too many files"):
            Source(path, Limits(members=10))


def test_source_too_many_files_refused_before_the_directory_is_loaded(tmp_path: Path, monkeypatch):
    path = zip_of(tmp_path / "copy.zip", {f"{number}.txt": b"" for number in range(300)})
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(BadSource, match="too many files"):
        Source(path, Limits(members=10))


def test_source_real_zip_and_folder(shared_data: Path):
    regulators = shared_data / "regulators"
    with Source(regulators / "us_fda_drugsatfda/2019-07/drugsatfda.zip") as source:
        assert len(source.names()) == 11
        assert source.size == 3_239_611
        assert source.sha256.startswith("1471e00828f47b15")
        assert len(whole(source, "products.TXT")) == 3_490_326
    with Source(regulators / "fr_ansm_bdpm") as source:
        assert source.sha256_of("cis_bdpm.txt").startswith("35e686e2188b3f96")
    with Source(regulators / "es_aemps_cima/Medicamentos.xls") as source:
        assert source.names() == ("Medicamentos.xls",)
