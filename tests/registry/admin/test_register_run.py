"""Importing a register at the desk: who may, what is refused, what is kept, and what the pages say."""

import datetime as dt
import errno
import stat
from collections import namedtuple

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from formulary.desk.links import change_url, list_url
from registry.actions.imports import plan_import
from registry.admin import register_run_forms
from registry.intake import handler
from registry.models import Document, RegisterCopy, RegisterRun
from registry.registers.fda_unii import NAME_LIST
from registry.registers.source import Source
from registry.vocabulary import RunState
from tests.formulary.admin.desk import add_url, decide, desk_of, person
from tests.registry.registers.made_up import load, make_world, plan, row
from tests.registry.registers.workbook_samples import SAMPLES

pytestmark = pytest.mark.django_db

REGISTER = "sg-hsa"


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    """Empty folders of uploads and of what can be picked."""
    settings.UPLOADS_DIR = tmp_path / "uploads"
    settings.REGISTERS_DIR = tmp_path / "registers"
    settings.REGISTERS_DIR.mkdir()
    return tmp_path


def file(name="example.csv", text=b"Example"):
    return SimpleUploadedFile(name, text)


def hand_over(desk, **typed):
    return desk.post(add_url(RegisterRun), {"register": REGISTER, **typed})


def complaints(response):
    assert response.status_code == 200, "it was taken"
    return " ".join(
        str(error) for errors in response.context["form"].errors.values() for error in errors
    )


def left():
    """What lies among the uploads."""
    root = register_run_forms.folders.settings.UPLOADS_DIR
    return sorted(path.name for path in root.rglob("*") if path.is_file()) if root.exists() else []


def made(state=RunState.PLANNED, **values):
    """A run with a plan of the made-up register."""
    make_world()
    copy = plan(row())
    told = {"register": "xa-register", "state": state, "by": person("curators"), "copy": copy}
    return RegisterRun.objects.create(**told | values)


def test_upload_is_kept_for_its_owner_alone_and_queued(settings):
    response = hand_over(
        desk_of("curators"), uploaded=[file("a.txt"), file("b.txt")], published_on="2020-01"
    )
    run = RegisterRun.objects.get()
    assert response.headers["Location"] == change_url(run)
    assert (run.register, run.files, run.size, run.published_on) == (
        REGISTER,
        ["a.txt", "b.txt"],
        14,
        "2020-01",
    )
    assert (run.state, run.by) == (RunState.QUEUED, person("curators"))
    folder = settings.UPLOADS_DIR / run.upload
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert (folder / "a.txt").read_bytes() == b"Example"
    assert left() == ["a.txt", "b.txt"], "nothing half-received stays"
    assert ProcrastinateJob.objects.get().args == {"run": run.pk}


def test_folder_of_the_server_is_picked(settings):
    (settings.REGISTERS_DIR / "2020").mkdir()
    (settings.REGISTERS_DIR / "2020/a.txt").write_text("Example")
    (settings.REGISTERS_DIR / "copy.ZIP").write_text("Example")
    (settings.REGISTERS_DIR / ".hidden.csv").write_text("Example")
    page = desk_of("curators").get(add_url(RegisterRun))
    choices = [value for value, _ in page.context["form"].fields["folder"].choices]
    assert choices == ["", "2020", "copy.ZIP"]
    assert hand_over(desk_of("curators"), folder="2020").status_code == 302
    assert RegisterRun.objects.get().folder == "2020"


@pytest.mark.parametrize(
    "place", ["..", "../secret", "/etc", "2020/../../secret", "link", "2020/x"]
)
def test_nothing_outside_the_folder_can_be_picked(place, folders, settings):
    (settings.REGISTERS_DIR / "2020").mkdir()
    (settings.REGISTERS_DIR / "2020/a.txt").write_text("Example")
    (folders / "secret").mkdir()
    (folders / "secret/a.txt").write_text("Example")
    (settings.REGISTERS_DIR / "link").symlink_to(folders / "secret")
    assert "not one of the available choices" in complaints(
        hand_over(desk_of("curators"), folder=place)
    )
    assert not RegisterRun.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "one of the two"),
        ({"uploaded": [file()], "folder": "copy.zip"}, "one of the two"),
        ({"uploaded": [file("a.txt"), file("A.TXT")]}, "same name"),
        ({"uploaded": [file(".profile")]}, "begins with a dot"),
        ({"uploaded": [file(text=b"")]}, "empty"),
        ({"uploaded": [file()], "published_on": "2020-02-31"}, "2020-02-31"),
        ({"uploaded": [file()], "register": "no-such"}, "not one of the available choices"),
    ],
)
def test_what_is_refused_is_not_kept(typed, words, settings):
    (settings.REGISTERS_DIR / "copy.zip").write_text("Example")
    assert words in complaints(hand_over(desk_of("curators"), **typed))
    assert left() == []
    assert not RegisterRun.objects.exists()


def test_file_name_cannot_lead_elsewhere(settings):
    hand_over(desk_of("curators"), uploaded=[file("../../etc/passwd")])
    assert RegisterRun.objects.get().files == ["passwd"]
    assert left() == ["passwd"]


def test_too_much_is_refused_in_words_and_never_written(settings):
    settings.UPLOAD_MOST_BYTES = 100
    response = hand_over(desk_of("curators"), uploaded=[file(text=b"x" * 200)])
    assert "at most 100" in complaints(response)
    assert not settings.UPLOADS_DIR.exists()


def disk_with(monkeypatch, free):
    usage = namedtuple("usage", "free")(free)
    monkeypatch.setattr(handler.shutil, "disk_usage", lambda path: usage)


def test_full_disk_is_refused_before_anything_is_written(settings, monkeypatch):
    disk_with(monkeypatch, free=400 << 20)
    words = complaints(hand_over(desk_of("curators"), uploaded=[file()]))
    assert "512.0\xa0MB are needed" in words
    assert "400.0\xa0MB are free" in words
    assert not settings.UPLOADS_DIR.exists()
    disk_with(monkeypatch, free=600 << 20)
    assert hand_over(desk_of("curators"), uploaded=[file()]).status_code == 302


def test_disk_that_fills_up_meanwhile_is_told_and_leaves_nothing(monkeypatch):
    def fill(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(handler.ReceivedFile, "write", fill)
    words = complaints(hand_over(desk_of("curators"), uploaded=[file("a.txt"), file("b.txt")]))
    assert "became full while the files came in" in words
    assert left() == []
    assert not RegisterRun.objects.exists()


@pytest.mark.parametrize("address", ["/admin/login/", "/api/v1/check/"])
def test_upload_to_another_address_by_nobody_is_never_written(client, settings, address):
    client.post(address, {"uploaded": [file()]})
    assert not settings.UPLOADS_DIR.exists()


def test_import_needs_the_permission(client):
    assert client.get(add_url(RegisterRun)).status_code == 302
    person().user_permissions.add(Permission.objects.get(codename="view_registerrun"))
    looker = desk_of()
    assert looker.get(list_url(RegisterRun)).status_code == 200
    assert looker.get(add_url(RegisterRun)).status_code == 403
    assert hand_over(looker, uploaded=[file()]).status_code == 403
    assert left() == []
    run = made(state=RunState.FAILED)
    address = reverse("admin:registry_registerrun_repeat", args=[run.pk])
    assert looker.post(address).status_code == 403


def test_plan_is_proposed_by_one_and_published_by_another():
    run = made()
    assert "Propose this plan" in desk_of("curators").get(change_url(run)).content.decode()
    address = reverse("admin:registry_registerrun_propose", args=[run.copy.pk])
    assert "Propose this plan" in desk_of("curators").get(address).content.decode()
    response = desk_of("curators").post(address, {"override_reason": ""})
    change_set = RegisterCopy.objects.get(pk=run.copy.pk).change_set
    assert response.headers["Location"] == change_url(change_set)
    assert (change_set.state, change_set.proposed_by) == ("submitted", person("curators"))
    assert "Propose this plan" not in desk_of("curators").get(change_url(run)).content.decode()

    decided = decide(desk_of("reviewers"), change_set, follow=True)
    assert "background worker publishes it" in decided.content.decode()
    run.refresh_from_db()
    assert run.state == RunState.TO_APPLY
    job = ProcrastinateJob.objects.get()
    assert job.args == {
        "run": run.pk,
        "by": person("reviewers").pk,
        "reason": "Reviewed",
        "reviewed": change_set.content_hash,
    }
    again = decide(desk_of("reviewers"), change_set, follow=True).content.decode()
    assert "under way" in again


def test_plan_is_proposed_with_the_right_only():
    address = reverse("admin:registry_registerrun_propose", args=[made().copy.pk])
    assert desk_of().post(address, {"override_reason": ""}).status_code == 403


def test_proposal_is_offered_by_the_copy_unless_something_stands_in_the_way():
    run = made()
    desk, address = (
        desk_of("curators"),
        reverse("admin:registry_registerrun_propose", args=[run.copy.pk]),
    )
    assert address in desk.get(change_url(run.copy)).content.decode()
    assert change_url(run) in desk.get(change_url(run.copy)).content.decode()
    RegisterRun.objects.update(state=RunState.TO_APPLY)
    page = desk.get(change_url(run.copy)).content.decode()
    assert (address in page, "it is under way" in page) == (False, True)
    RegisterRun.objects.update(state=RunState.PLANNED)
    load(row("EX 9"), name="xa-second")
    for shown in (run.copy, run):
        page = desk.get(change_url(shown)).content.decode()
        assert (address in page, "Read the files again for a new plan" in page) == (False, True)
    assert "has changed since" in desk.post(address, follow=True).content.decode()
    applied = RegisterCopy.objects.get(state="applied")
    assert "was applied already" in desk.get(change_url(applied)).content.decode()


def test_names_list_is_offered_and_its_plan_is_only_counted(settings):
    name = "UNII_Names_12Jun2025.txt"
    text = (SAMPLES / "fda_unii/archive" / name).read_bytes()
    desk = desk_of("curators")
    desk.post(add_url(RegisterRun), {"register": "fda-unii", "uploaded": [file(name, text)]})
    run = RegisterRun.objects.get()
    with Source(settings.UPLOADS_DIR / run.upload) as source:
        run.copy = plan_import(adapter=NAME_LIST, source=source, by=run.by)
    run.state = RunState.PLANNED
    run.save()
    page = desk_of("curators").get(change_url(run))
    counts = {title: count for title, count, _ in page.context["counts"]}
    assert (counts["Created"], page.context["can_propose"]) == (7, True)
    (settings.UPLOADS_DIR / run.upload / name).unlink()
    (settings.UPLOADS_DIR / run.upload).rmdir()
    page = desk_of("curators").get(change_url(run))
    assert not page.context["can_propose"]
    assert "Hand them over again" in page.content.decode()


def test_plan_is_shown_with_its_counts():
    run = made(rows=1)
    page = desk_of("curators").get(change_url(run))
    counts = {title: count for title, count, _ in page.context["counts"]}
    assert counts["Created"] == 1
    for _, _, address in page.context["counts"]:
        assert desk_of("curators").get(address).status_code == 200
    assert change_url(run.copy) in page.content.decode()


def test_refusal_is_shown():
    run = made(state=RunState.REFUSED, message="Example of a refusal")
    page = desk_of("reviewers").get(change_url(run)).content.decode()
    assert "Example of a refusal" in page


def test_progress_moves_and_then_loads_the_page_anew():
    # Its last sign of life is yet to come, so that a slow machine does not find it silent.
    started = timezone.now() + dt.timedelta(seconds=600)
    run = made(
        state=RunState.READING,
        rows=1_234,
        copy=None,
        phase="reading the files",
        step=1,
        steps=5,
        share=0.25,
        started_at=started,
        told_at=started + dt.timedelta(seconds=10),
    )
    desk = desk_of("curators")
    page = desk.get(change_url(run)).content.decode()
    assert "1,234 rows" in page
    assert "Step 1 of 5: reading the files" in page
    assert 'value="25"' in page
    assert "123 rows a second, 25 % of the files read, about 30 s left" in page
    assert "No background worker is running" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    address = reverse("admin:registry_registerrun_progress", args=[run.pk])
    part = desk.get(address).content.decode()
    assert f'hx-get="{address}"' in part
    assert "<html" not in part
    RegisterRun.objects.update(told_at=timezone.now() - dt.timedelta(seconds=60))
    part = desk.get(address).content.decode()
    assert "No progress for 6" in part
    assert " left" not in part
    RegisterRun.objects.update(state=RunState.FAILED, message="Example <b>fault</b>")
    assert desk.get(address).headers["HX-Refresh"] == "true"
    page = desk.get(change_url(run)).content.decode()
    assert "Example &lt;b&gt;fault&lt;/b&gt;" in page
    assert address not in page


def test_repeat_is_offered_while_the_files_are_kept(settings):
    desk = desk_of("curators")
    hand_over(desk, uploaded=[file()])
    run = RegisterRun.objects.get()
    RegisterRun.objects.update(state=RunState.FAILED)
    assert "Read the files again" in desk.get(change_url(run)).content.decode()
    assert "Day of the copy" in desk.get(change_url(run)).content.decode()
    address = reverse("admin:registry_registerrun_repeat", args=[run.pk])
    assert desk.get(address).status_code == 405
    again = desk.post(address, {"published_on": "2020-13"}, follow=True).content.decode()
    assert "Day of the copy: " in again
    desk.post(address, {"published_on": "2020-12"})
    run.refresh_from_db()
    assert (run.state, run.published_on) == (RunState.QUEUED, "2020-12")
    RegisterRun.objects.update(state=RunState.FAILED)
    (settings.UPLOADS_DIR / run.upload / "example.csv").unlink()
    (settings.UPLOADS_DIR / run.upload).rmdir()
    assert "Read the files again" not in desk.get(change_url(run)).content.decode()
    assert "not kept any more" in desk.post(address, follow=True).content.decode()


def test_uploads_are_never_served(client):
    desk = desk_of("curators")
    hand_over(desk, uploaded=[file()])
    upload = RegisterRun.objects.get().upload
    for address in (f"/uploads/{upload}/example.csv", f"/static/uploads/{upload}/example.csv"):
        assert desk.get(address).status_code == 404


def test_other_forms_of_the_desk_still_work():
    response = desk_of("curators").post(add_url(Document), {"title": "", "slug": ""})
    assert response.status_code == 200
