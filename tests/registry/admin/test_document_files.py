"""A file of evidence at the desk: brought with a document, reviewed with it, saved by whoever reads it."""

import hashlib

import pytest
from django.urls import reverse

from formulary.desk.links import change_url
from registry.actions.change_sets import submit
from registry.models import ChangeSet, Document, EvidenceFile
from tests.evidence import JPEG, PDF, PNG, kept, upload
from tests.formulary.admin.desk import (
    add_url,
    desk_of,
    propose_url,
    proposed,
    publish_all,
    refusals,
    released,
    save,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]

DIGEST = hashlib.sha256(PDF).hexdigest()
NEW = {"title": "Example", "slug": "example", "kind": "label"}


def file_url(digest=DIGEST):
    return reverse("admin:registry_document_file", args=[digest])


def add(desk, **changes):
    return save(desk, add_url(Document), **NEW, **changes)


def test_file_travels_with_the_draft_and_is_published_with_it():
    draft, rows = proposed(add(desk_of("curators"), upload=upload(), review_due_on="2027-01-31"))
    cells = rows["documents", "example"].cells
    assert (cells["sha256"], cells["review_due_on"]) == (DIGEST, "2027-01-31")
    assert not Document.objects.filter(sha256=DIGEST).exists()
    page = desk_of("reviewers").get(change_url(draft)).content.decode()
    assert file_url() in page
    assert f"PDF, {len(PDF)}\xa0bytes" in page
    assert desk_of("reviewers").get(file_url()).content == PDF
    publish_all(draft)
    assert Document.objects.get(slug="example").sha256 == DIGEST
    page = desk_of("reviewers").get(change_url(Document.objects.get(slug="example")))
    assert file_url() in page.content.decode()


def test_other_file_is_another_hash_beside_the_old_one():
    released(add(desk_of("curators"), upload=upload()))
    document = Document.objects.get(slug="example")
    draft, _ = proposed(
        save(desk_of("curators"), propose_url(document), upload=upload(PNG, "scan.png"))
    )
    page = desk_of("reviewers").get(change_url(draft)).content.decode()
    assert file_url() in page
    assert file_url(hashlib.sha256(PNG).hexdigest()) in page
    assert "Until now: " in page
    publish_all(draft)
    assert {kept.media_type for kept in EvidenceFile.objects.all()} == {
        "application/pdf",
        "image/png",
    }


def test_file_of_a_document_is_dropped_by_emptying_the_hash():
    released(add(desk_of("curators"), upload=upload()))
    document = Document.objects.get(slug="example")
    released(save(desk_of("curators"), propose_url(document), sha256=""))
    document.refresh_from_db()
    assert document.sha256 == ""
    assert EvidenceFile.objects.exists()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (upload(b"", "empty.pdf"), "is empty"),
        (upload(b"MZ\x00", "label.pdf"), "no kind that can be kept"),
        (upload(b"<html></html>", "page.html"), "Print a web page to PDF"),
        (upload(bytes((25 << 20) + 1), "large.pdf"), "at most 25.0"),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_refused_file_is_said_beside_the_field_and_nothing_typed_is_lost(file, words):
    response = add(desk_of("curators"), upload=file, note="A long note.")
    found = refusals(response)
    assert list(found) == ["upload"]
    assert words in found["upload"].replace("\xa0", " ")
    assert "A long note." in response.content.decode()
    assert not EvidenceFile.objects.exists()
    assert not ChangeSet.objects.exclude(kind="starter").exists()


def test_file_outlasts_another_mistake_on_the_form():
    response = add(desk_of("curators"), upload=upload(), published_on="yesterday")
    assert "published_on" in refusals(response)
    assert file_url() in response.content.decode()
    assert response.context["adminform"].form["sha256"].value() == DIGEST
    response = add(desk_of("curators"), upload=upload(JPEG, "scan.jpg"), **{"proposal-reason": ""})
    digest = hashlib.sha256(JPEG).hexdigest()
    assert response.context["adminform"].form["sha256"].value() == digest


def test_full_disk_is_said_beside_the_field(settings):
    settings.EVIDENCE_DIR.parent.mkdir(exist_ok=True)
    settings.EVIDENCE_DIR.write_text("no folder")
    found = refusals(add(desk_of("curators"), upload=upload()))
    assert "could not keep the file" in found["upload"]


def test_hash_of_nothing_that_is_held_is_refused():
    found = refusals(add(desk_of("curators"), sha256="0" * 64))
    assert "No file with this hash is kept here" in found["sha256"]


def test_file_is_added_to_a_row_that_is_in_a_draft():
    draft, rows = proposed(add(desk_of("curators")))
    row = rows["documents", "example"]
    address = reverse("admin:registry_document_draft_row", args=[row.pk])
    _, rows = proposed(save(desk_of("curators"), address, upload=upload()))
    assert rows["documents", "example"].cells["sha256"] == DIGEST
    submit(change_set=draft, by=draft.proposed_by)


def test_file_is_only_ever_saved():
    kept()
    response = desk_of("reviewers").get(file_url())
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="evidence-{DIGEST[:12]}.pdf"'
    )
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_who_may_save_a_file(client):
    kept()
    assert client.get(file_url()).headers["Location"].startswith("/admin/login/")
    assert desk_of().get(file_url()).status_code == 403
    assert desk_of("operators").get(file_url()).status_code == 403
    assert desk_of("reviewers").get(file_url()).status_code == 200
    assert desk_of("reviewers").get(file_url("0" * 64)).status_code == 404
    assert desk_of("reviewers").get(
        "/admin/registry/document/file/..%2Fsecret_key/"
    ).status_code in (
        302,
        404,
    )


def test_damaged_file_is_not_given_out(shelf):
    kept()
    (shelf / DIGEST).chmod(0o600)
    (shelf / DIGEST).write_bytes(b"%PDF-1.7 forged")
    page = desk_of("reviewers").get(file_url(), follow=True)
    assert "is damaged in EVIDENCE_DIR" in page.content.decode()


def test_only_whoever_may_upload_brings_a_file(shelf):
    response = desk_of("reviewers").post(add_url(Document), {**NEW, "upload": upload()})
    assert response.status_code == 403
    assert not shelf.exists()


def test_upload_that_the_server_does_not_let_in_is_said_beside_the_field(settings):
    settings.UPLOAD_MOST_BYTES = 100
    response = add(desk_of("curators"), upload=upload(), note="A long note.")
    assert "can be uploaded at once" in refusals(response)["upload"]
    assert "A long note." in response.content.decode()
    proposed(add(desk_of("curators"), note="A form without a file is no upload."))
