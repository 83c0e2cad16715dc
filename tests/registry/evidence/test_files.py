"""Files of evidence on the shelf: kept once, never lost while anybody names them, tidied away when nobody does."""

import datetime as dt
import hashlib
import os
import stat

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.utils import timezone

from registry.actions.change_sets import withdraw
from registry.actions.evidence import discard_strays, discard_unnamed, keep_file
from registry.evidence import media, shelf
from registry.models import AuditEntry, Document, EvidenceFile
from tests.evidence import PDF, TEXT, kept, upload
from tests.publishing import curator, drafted, edition
from tests.registry import exchange_files as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]

DIGEST = hashlib.sha256(PDF).hexdigest()
BEGAN = timezone.now()


@pytest.fixture
def wait(monkeypatch):
    """Let so many days pass since the tests began."""

    def wait(days):
        moment = BEGAN + dt.timedelta(days)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return wait


def cells(sha256=DIGEST):
    columns = ("publisher", "url", "published_on", "retrieved_on", "note", "review_due_on")
    return {**dict.fromkeys(columns, ""), **make.BASE["documents"], "sha256": sha256}


def draft_naming(sha256=DIGEST):
    return drafted(("documents", "example-document", None, cells(sha256)))


def test_file_lies_under_its_hash_for_us_alone(shelf):
    found = kept()
    place = shelf / DIGEST
    assert (found.sha256, found.size, found.media_type) == (DIGEST, len(PDF), "application/pdf")
    assert place.read_bytes() == PDF
    assert stat.S_IMODE(place.stat().st_mode) == 0o400
    assert not stat.S_IMODE(shelf.stat().st_mode) & 0o066
    assert [path.name for path in shelf.iterdir()] == [DIGEST]


def test_same_file_twice_is_one(shelf):
    assert kept() == kept(name="again.pdf")
    assert EvidenceFile.objects.count() == len(list(shelf.iterdir())) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "is empty"), (b"%PDF-" + bytes(20), "at most 16"), (b"\x00", "of no kind")],
)
def test_what_is_refused_is_not_kept(shelf, monkeypatch, content, words):
    monkeypatch.setattr("registry.actions.evidence.MOST_BYTES", 16)
    with pytest.raises(media.NotKept, match=words):
        keep_file(file=upload(content), by=curator())
    assert not shelf.exists()
    assert not EvidenceFile.objects.exists()


def test_full_disk_is_said_in_words_and_leaves_nothing(shelf, monkeypatch):
    def full(descriptor):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("registry.evidence.shelf.os.fsync", full)
    with pytest.raises(media.NotKept, match=r"No space left on device.*choose the file again"):
        keep_file(file=upload(), by=curator())
    assert list(shelf.iterdir()) == []
    assert not EvidenceFile.objects.exists()


def test_damaged_file_is_not_given_out_and_is_healed_by_the_same_one(shelf):
    kept()
    place = shelf / DIGEST
    place.chmod(0o600)
    place.write_bytes(b"%PDF-1.7 something else")
    with pytest.raises(media.RegistryError, match="is damaged"):
        _get(DIGEST)
    kept()
    assert _get(DIGEST) == PDF


def test_file_that_is_gone_says_so(shelf):
    kept()
    (shelf / DIGEST).unlink()
    with pytest.raises(media.RegistryError, match="restore it from a backup"):
        _get(DIGEST)


def _get(digest):
    return shelf.get(digest)


def test_document_names_only_what_is_held():
    with pytest.raises(IntegrityError, match=r"No file with the hash .* upload it first"):
        Document.objects.create(slug="example", title="Example", kind="page", sha256="0" * 64)


def test_hash_is_a_hash():
    with pytest.raises(IntegrityError):
        Document.objects.filter(pk=Document.objects.first().pk).update(sha256="0")


def test_what_a_document_names_cannot_be_deleted():
    found = kept()
    Document.objects.create(slug="example", title="Example", kind="page", sha256=DIGEST)
    with pytest.raises(IntegrityError, match="evidence of a published document"):
        found.delete()


def test_what_is_kept_never_changes():
    kept()
    with pytest.raises(IntegrityError):
        EvidenceFile.objects.update(size=1)


def test_what_nobody_names_is_tidied_away_after_a_while(shelf, wait):
    kept()
    wait(days=31)
    assert discard_unnamed() == 1
    assert not EvidenceFile.objects.exists()
    assert list(shelf.iterdir()) == []


def test_what_nobody_names_yet_stays(shelf, wait):
    kept()
    wait(days=29)
    assert discard_unnamed() == discard_strays() == 0
    assert (shelf / DIGEST).exists()


def test_what_an_open_draft_names_stays(wait):
    kept()
    draft_naming()
    wait(days=400)
    assert discard_unnamed() == 0


def test_what_a_withdrawn_draft_named_stays_a_while(wait):
    kept()
    draft = draft_naming()
    wait(days=20)
    withdraw(change_set=draft, by=draft.proposed_by, reason="Example")
    wait(days=40)
    assert discard_unnamed() == 0
    wait(days=51)
    assert discard_unnamed() == 1


def test_what_any_edition_named_stays(shelf, wait):
    kept()
    with edition():
        document = Document.objects.create(
            slug="example", title="Example", kind="page", sha256=DIGEST
        )
    with edition():
        Document.objects.filter(pk=document.pk).update(sha256="")
    wait(days=400)
    assert discard_unnamed() == 0
    assert (shelf / DIGEST).exists()


def test_what_is_brought_again_waits_anew(wait):
    kept()
    wait(days=29)
    kept()
    wait(days=40)
    assert discard_unnamed() == 0


def test_strays_are_tidied_away_when_they_are_old(shelf):
    kept()
    for name in ("f" * 64, ".half-written", "new"):
        (shelf / name).write_bytes(TEXT)
        if name != "new":
            os.utime(shelf / name, (0, 0))
    os.utime(shelf / DIGEST, (0, 0))
    assert discard_strays() == 2
    assert {path.name for path in shelf.iterdir()} == {DIGEST, "new"}


def test_command_keeps_files_and_prints_their_hashes(tmp_path, capsys):
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.exe"
    good.write_bytes(PDF)
    bad.write_bytes(b"MZ\x00")
    with pytest.raises(CommandError, match=r"bad\.exe.*of no kind"):
        call_command("keep_evidence", good, bad, by=curator().username)
    assert capsys.readouterr().out == f"{DIGEST}  {good}\n"
    assert EvidenceFile.objects.get().sha256 == DIGEST


def test_trail_says_who_brought_it():
    found = kept()
    assert AuditEntry.objects.filter(table="registry_evidencefile", keys=[found.pk]).count() == 1
