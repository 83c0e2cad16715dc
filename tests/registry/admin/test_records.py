"""What the other pages about what authorities say refuse, and name."""

import pytest

from formulary.desk.links import change_url, list_url
from registry.models import Approval, Authority, Document, Jurisdiction, Notice, Pathway
from tests.formulary.admin.desk import (
    add_url,
    desk_of,
    nothing_proposed,
    propose_url,
    proposed,
    refusals,
    released,
    save,
)

pytestmark = pytest.mark.django_db


def document(**changes):
    return {"title": "Example", "slug": "example", "kind": "page", **changes}


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (Authority, "slug"),
        (Authority, "name"),
        (Document, "slug"),
        (Jurisdiction, "code"),
        (Jurisdiction, "name"),
        (Notice, "slug"),
        (Pathway, "code"),
    ],
)
def test_add_duplicate_names_the_one_that_exists(model, field):
    known = model.objects.first()
    found = refusals(save(desk_of("curators"), add_url(model), **{field: getattr(known, field)}))
    assert change_url(known) in found[field]


def test_document_with_address_and_date_of_another_refused():
    known = Document.objects.exclude(url="").first()
    same = document(url=known.url, published_on=known.published_on)
    found = refusals(save(desk_of("curators"), add_url(Document), **same))
    assert change_url(known) in found["url"]


def test_document_with_title_of_another_refused():
    known = Document.objects.first()
    same = document(
        title=known.title.upper(), publisher=known.publisher, published_on=known.published_on
    )
    found = refusals(save(desk_of("curators"), add_url(Document), **same))
    assert change_url(known) in found["title"]


def test_document_copy_of_another_day_is_another_document():
    known = Document.objects.exclude(url="").first()
    other = document(url=known.url, published_on="1999-01-01")
    proposed(save(desk_of("curators"), add_url(Document), **other))


def test_notice_of_the_same_day_refused():
    known = Notice.objects.exclude(url="").exclude(authority=None).first()
    same = {
        "title": known.title,
        "url": known.url,
        "authority": str(known.authority_id),
        "published_on": known.published_on,
        "slug": "example",
        "kind": "example",
        "confidence": "Example",
    }
    found = refusals(save(desk_of("curators"), add_url(Notice), **same))
    assert change_url(known) in found["title"]
    assert change_url(known) in found["url"]


def test_notice_subjects_are_written_one_a_line():
    known = Notice.objects.first()
    subjects = "Example, with a comma\r\n\r\nexample-peptide\r\n"
    released(save(desk_of("curators"), propose_url(known), subjects=subjects))
    known.refresh_from_db()
    assert known.subjects == ["Example, with a comma", "example-peptide"]


def membership(row, union, first="", last=""):
    start = f"memberships-{row}"
    return {
        f"{start}-union": str(union.pk),
        f"{start}-valid_0": first,
        f"{start}-valid_1": last,
    }


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((("EU", "2000-01-01", ""), ("EU", "2010-01-01", "2011-01-01")), "overlap"),
        ((("EU", "", "2000-01-01"), ("EU", "", "1990-01-01")), "overlap"),
        ((("EU", "2000-01-01", "2010-01-01"), ("EU", "2010-01-01", "")), None),
        ((("EU", "2000-01-01", ""), ("EEA", "2000-01-01", "")), None),
    ],
)
def test_memberships_of_one_union_do_not_overlap(rows, words):
    typed = {"code": "XA", "name": "Example land", "kind": "country"}
    for number, (code, first, last) in enumerate(rows):
        typed |= membership(number, Jurisdiction.objects.get(code=code), first, last)
    typed["memberships-TOTAL_FORMS"] = str(len(rows))
    response = save(desk_of("curators"), add_url(Jurisdiction), **typed)
    if words:
        assert words in refusals(response)["valid"]
    else:
        assert response.status_code == 302


def test_membership_of_what_is_no_union_refused():
    france = Jurisdiction.objects.get(code="FR")
    typed = {"code": "XA", "name": "Example land", "kind": "country"}
    typed |= {**membership(0, france), "memberships-TOTAL_FORMS": "1"}
    found = refusals(save(desk_of("curators"), add_url(Jurisdiction), **typed))
    assert "is not a union" in found["union"]


@pytest.mark.parametrize(
    ("kind", "part_of", "words"),
    [("subdivision", "", "names its country"), ("country", "FR", "Only a subdivision")],
)
def test_part_of_is_for_subdivisions(kind, part_of, words):
    country = Jurisdiction.objects.filter(code=part_of).first()
    typed = {"code": "XA", "name": "Example land", "kind": kind}
    typed["part_of"] = str(country.pk) if country else ""
    found = refusals(save(desk_of("curators"), add_url(Jurisdiction), **typed))
    assert words in found["part_of"]


def test_saving_a_record_as_it_stands_changes_nothing():
    client = desk_of("curators")
    for model in (Authority, Document, Jurisdiction, Notice, Pathway):
        for record in model.objects.all()[:5]:
            assert nothing_proposed(save(client, propose_url(record))), record


@pytest.mark.parametrize("code", ["FR", "DE", "HR"])
def test_member_of_a_union_since_nobody_knows_when_can_be_corrected(code):
    """Founding members have no first day on record: neither end of their membership is known."""
    member = Jurisdiction.objects.get(code=code)
    client = desk_of("curators")
    assert nothing_proposed(save(client, propose_url(member)))
    released(save(client, propose_url(member), note="Example"))
    member.refresh_from_db()
    assert member.note == "Example"


def test_document_leads_to_what_rests_on_it():
    known = Document.objects.filter(approvals__isnull=False).first()
    client = desk_of("curators")
    assert f"documents__id__exact={known.pk}" in client.get(change_url(known)).content.decode()
    page = client.get(list_url(Approval, f"documents__id__exact={known.pk}"))
    assert set(page.context["cl"].queryset) == set(Approval.objects.live().filter(documents=known))
