"""Lists go out as files of the exchange format, and files come in as drafts."""

import csv
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from formulary.desk.links import list_url
from formulary.models import Product
from registry.exchange.kinds import KINDS
from registry.models import Approval, ChangeSet
from tests.formulary.admin.desk import desk_of, proposed, publish_all

pytestmark = pytest.mark.django_db

FILES = reverse("admin:registry_changeset_files")
PLAN = reverse("admin:registry_changeset_plan")


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return settings.UPLOADS_DIR


def exported(model, query="", desk=None):
    address = f"{list_url(model)}export/{f'?{query}' if query else ''}"
    response = (desk or desk_of("reviewers")).get(address)
    assert response.status_code == 200
    return response.filename, content(response)


def content(response):
    return b"".join(response.streaming_content)


def members(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(**files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(f"{name}.csv", data)
    return SimpleUploadedFile("files.zip", stream.getvalue())


def hand_over(*files, desk=None):
    return (desk or desk_of("curators")).post(FILES, {"files": list(files)}, follow=True)


def file(name, data):
    return SimpleUploadedFile(name, data if isinstance(data, bytes) else data.encode())


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_whole_list_is_the_file_of_the_whole_export(model, tmp_path):
    call_command("export_data", tmp_path / "out", verbosity=0)
    name, data = exported(model)
    for file_name, text in (members(data) if name.endswith(".zip") else {name: data}).items():
        assert text == (tmp_path / "out" / file_name).read_bytes()


def test_filtered_list_has_only_its_rows():
    french = Approval.objects.live().filter(jurisdiction__code="FR")
    place = french.first().jurisdiction_id
    name, data = exported(Approval, f"jurisdiction__id__exact={place}&p=2")
    rows = list(csv.DictReader(io.StringIO(data.decode())))
    assert (name, len(rows)) == ("approvals.csv", french.count())
    assert {row["jurisdiction"] for row in rows} == {"FR"}


def test_selected_products_come_with_their_lines():
    products = list(Product.objects.filter(lines__isnull=False).distinct()[:2])
    sent = {"action": "export_these", "_selected_action": [one.pk for one in products]}
    response = desk_of("reviewers").post(list_url(Product), sent)
    found = members(content(response))
    lines = list(csv.DictReader(io.StringIO(found["product_lines.csv"].decode())))
    assert {line["product"] for line in lines} == {one.slug for one in products}
    assert found["products.csv"].count(b"\n") >= 3


def test_whole_registry_is_one_zip(tmp_path):
    call_command("export_data", tmp_path, verbosity=0)
    response = desk_of("reviewers").get(reverse("admin:registry_changeset_registry"))
    found = members(content(response))
    assert found == {path.name: path.read_bytes() for path in tmp_path.iterdir()}


def test_unreadable_filters_lead_back_to_the_list():
    response = desk_of("reviewers").get(f"{list_url(Approval)}export/?nonsense=1")
    assert response.headers["Location"] == list_url(Approval)


def corrected(old=b"CIS 63409284", new=b"CIS 1"):
    _, data = exported(Approval)
    assert old in data
    return data.replace(old, new)


def test_file_is_shown_and_becomes_a_draft_of_its_own_that_another_publishes(uploads):
    desk = desk_of("curators")
    page = hand_over(packed(**{"folder/approvals": corrected()}), desk=desk)
    assert dict(page.context["counts"])["approvals.csv"][:2] == [0, 1]
    assert "number: “CIS 63409284” → “CIS 1”" in page.content.decode()
    assert not ChangeSet.objects.filter(kind="import").exists()
    change_set, found = proposed(desk.post(PLAN, {"reason": "Example"}))
    assert (change_set.state, change_set.kind, len(found)) == ("draft", "import", 1)
    assert not list(uploads.iterdir())
    publish_all(change_set)
    assert Approval.objects.live().filter(number="CIS 1").count() == 1


def test_what_was_exported_changes_nothing():
    desk = desk_of("curators")
    page = hand_over(file("approvals.csv", exported(Approval)[1]), desk=desk)
    assert "Nothing changes" in page.content.decode()
    assert 'id="draft"' not in page.content.decode()
    assert desk.post(PLAN, {"reason": "Example"}).headers["Location"] == FILES


def test_faults_name_file_line_and_field_and_nothing_is_drafted():
    desk = desk_of("curators")
    page = hand_over(file("approvals.csv", corrected(b",granted,", b",granter,")), desk=desk)
    text = page.content.decode()
    assert "approvals.csv, line " in text
    assert "column effect: “granter”" in text
    assert 'id="draft"' not in text
    assert "approvals.csv, line " in desk.post(PLAN, {"reason": "Example"}).content.decode()
    assert not ChangeSet.objects.filter(kind="import").exists()


def test_what_a_spreadsheet_would_run_is_pointed_out_and_kept_as_it_is():
    desk = desk_of("curators")
    page = hand_over(file("approvals.csv", corrected(b"CIS 63409284", b"=1+1")), desk=desk)
    assert "would take this text for a formula" in page.content.decode()
    change_set, _ = proposed(desk.post(PLAN, {"reason": "Example"}))
    publish_all(change_set)
    assert b",=1+1," in exported(Approval)[1]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "required"),
        ([file("approval.csv", "x")], "did you mean “approvals.csv”"),
        ([file("notes.txt", "x")], "expected at least one of"),
        ([file("approvals.csv", b"\xff\xfe")], "save the file as UTF-8"),
        ([file("files.zip", "x")], "cannot be unpacked"),
        ([packed(**{"a/routes": "x", "b/routes": "x"})], "is there twice"),
        ([packed(**{"__MACOSX/._routes": "x"})], "expected at least one of"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(files, words):
    assert words in hand_over(*files).content.decode()


def test_files_that_unpack_to_too_much_are_refused_and_not_kept(uploads, monkeypatch):
    monkeypatch.setattr("registry.intake.exchange_files.MOST_BYTES", 1000)
    page = hand_over(packed(routes="0" * 2000))
    assert "at most 1000" in page.content.decode().replace("\xa0", " ")
    assert not list(uploads.iterdir())


def test_names_in_a_zip_lead_nowhere(uploads):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("../../routes.csv", "code,name\n")
    hand_over(SimpleUploadedFile("files.zip", stream.getvalue()))
    assert not (uploads.parent / "routes.csv").exists()
    assert not (uploads / "routes.csv").exists()


def test_upload_is_its_owners():
    hand_over(file("approvals.csv", corrected()))
    other = desk_of("curators", is_superuser=True)
    assert other.get(PLAN).headers["Location"] == FILES


@pytest.mark.parametrize("role", ["reviewers", "operators"])
def test_only_who_may_propose_hands_files_over(role):
    for address in (FILES, PLAN):
        assert desk_of(role).get(address).status_code == 403
    assert desk_of("operators").get(reverse("admin:registry_changeset_registry")).status_code == 403
    assert desk_of("operators").get(f"{list_url(Approval)}export/").status_code == 403
