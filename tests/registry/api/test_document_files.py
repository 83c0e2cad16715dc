"""The file of a document over the API: of the edition asked, and never of a draft."""

import hashlib

import pytest

from registry.models import Document
from tests.evidence import PDF, PNG, kept
from tests.publishing import edition
from tests.registry.evidence.test_files import draft_naming

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]

ADDRESS = "/api/v1/documents/example/"


@pytest.fixture
def editions():
    """A document that was published with one file, and then with another."""
    first, second = kept(), kept(PNG, "scan.png")
    with edition() as before:
        document = Document.objects.create(
            slug="example", title="Example", kind="page", sha256=first.sha256
        )
    with edition() as after:
        Document.objects.filter(pk=document.pk).update(sha256=second.sha256)
    return before.number, after.number


def test_document_says_what_is_kept_of_it(client, editions):
    before, after = editions
    assert client.get(ADDRESS).json()["file"] == {
        "sha256": hashlib.sha256(PNG).hexdigest(),
        "media_type": "image/png",
        "size": len(PNG),
    }
    assert (
        client.get(ADDRESS, {"edition": before}).json()["file"]["media_type"] == "application/pdf"
    )
    assert client.get("/api/v1/documents/21-cfr-216-23/").json()["file"] is None
    assert after == client.get(ADDRESS).json()["edition"]


def test_file_is_that_of_the_edition_asked(client, editions):
    before, _ = editions
    assert client.get(f"{ADDRESS}file/").content == PNG
    response = client.get(
        f"{ADDRESS}file/", {"edition": before}, headers={"accept": "application/pdf"}
    )
    assert response.content == PDF
    assert response.headers["Content-Disposition"] == 'attachment; filename="example.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_no_file_is_a_problem_document(client):
    response = client.get("/api/v1/documents/21-cfr-216-23/file/")
    assert response.status_code == 404
    assert "No file is kept of this document" in response.json()["detail"]
    assert client.get("/api/v1/documents/nothing/file/").status_code == 404


def test_unknown_parameter_is_refused(client, editions):
    assert client.get(f"{ADDRESS}file/", {"editoin": 1}).status_code == 400


def test_file_of_a_draft_is_not_given_to_clinics(client):
    kept()
    draft_naming()
    assert client.get("/api/v1/documents/example-document/file/").status_code == 404


def test_lost_file_is_an_error_and_never_another_file(client, editions, shelf):
    (shelf / hashlib.sha256(PNG).hexdigest()).unlink()
    response = client.get(f"{ADDRESS}file/")
    assert response.status_code == 500
    assert "not sound" in response.json()["detail"]


def test_list_costs_the_same_however_many_files(client, django_assert_max_num_queries, editions):
    with django_assert_max_num_queries(12):
        found = client.get("/api/v1/documents/", {"search": "example"}).json()
    assert [row["slug"] for row in found["results"]] == ["example"]
