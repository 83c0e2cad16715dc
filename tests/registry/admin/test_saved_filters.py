"""Filters that a person keeps: of lists that they may open, seen by nobody else."""

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction

from registry.models import AuditEntry, SavedFilter
from tests.formulary.admin.desk import desk_of, person, queries

pytestmark = pytest.mark.django_db

PAGE, QUERY = "registry.approval", "attention=disputed&q=GHK"
LIST = "/admin/registry/approval/"
MINE = "/admin/filters/"


def keep(desk, name="Disputed", page=PAGE, query=QUERY):
    return desk.post(f"{MINE}keep/", {"name": name, "page": page, "query": query})


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def kept(*roles, name="Disputed", page=PAGE, query=QUERY):
    owner = person(*roles)
    return SavedFilter.objects.create(owner=owner, page=page, name=name, query=query)


def test_filter_is_kept_and_shown_above_its_list():
    desk = desk_of("curators")
    assert b"Keep these filters" not in desk.get(LIST).content
    assert b"Keep these filters" in desk.get(f"{LIST}?{QUERY}").content
    response = keep(desk)
    assert response.headers["Location"] == f"{LIST}?{QUERY}"
    page = desk.get(LIST).content.decode()
    assert f'href="{LIST}?attention=disputed&amp;q=GHK"' in page
    assert 'aria-current="page"' in desk.get(f"{LIST}?{QUERY}").content.decode()
    assert "Disputed" not in desk.get("/admin/registry/document/").content.decode()
    assert "Disputed" in desk.get(MINE).content.decode()


def test_kept_filter_narrows_as_it_did():
    desk = desk_of("curators")
    keep(desk)
    first, again = desk.get(f"{LIST}?{QUERY}"), desk.get(keep(desk, "Again").headers["Location"])
    assert again.context["cl"].result_count == first.context["cl"].result_count == 1


def test_page_and_window_are_not_kept():
    desk = desk_of("curators")
    keep(desk, query="attention=review&p=3&_popup=1&all=&e=1&o=2")
    assert SavedFilter.objects.get().query == "attention=review&o=2"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "Name:"),
        ({"name": "x" * 81}, "Name:"),
        ({"query": ""}, "nothing to keep"),
        ({"query": "p=2"}, "nothing to keep"),
        ({"query": "colour=red"}, "no filter of this list"),
        ({"query": "published_in__published_by__password__startswith=a"}, "no filter of this list"),
        ({"query": "attention=" + "x" * 2000}, "2000"),
        ({"page": "registry.nonsense"}, "no such list"),
        ({"page": "nonsense"}, "no such list"),
        ({"page": "auth.permission"}, "no such list"),
        ({"page": "https://example.org/"}, "no such list"),
    ],
)
def test_what_is_no_filter_of_the_list_is_refused(change, words):
    response = keep(desk_of("curators"), **change)
    assert words in said(response)
    assert response.headers["Location"] in (LIST, MINE)
    assert not SavedFilter.objects.exists()


def test_query_leads_to_no_other_place():
    """Whatever stands in it, only the list itself is opened."""
    response = keep(desk_of("curators"), query="q=//example.org/%0d%0aX&next=https://example.org")
    assert response.headers["Location"] == LIST
    response = keep(desk_of("curators"), query="q=//example.org/%0d%0aX")
    assert response.headers["Location"] == f"{LIST}?q=%2F%2Fexample.org%2F%0D%0AX"


@pytest.mark.parametrize(
    "fields",
    [
        {"query": "https://example.org"},
        {"query": "a b"},
        {"query": ""},
        {"page": "//example.org"},
        {"name": ""},
    ],
)
def test_database_keeps_only_queries_of_lists(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        kept("curators", **fields)


def test_list_that_one_may_not_open_is_refused():
    assert keep(desk_of("curators"), page="registry.user", query="q=a").status_code == 403
    assert not SavedFilter.objects.exists()


def test_name_is_taken_once_a_list():
    desk = desk_of("curators")
    keep(desk)
    assert "already" in said(keep(desk, query="attention=review"))
    keep(desk, page="registry.document", query="q=law")
    keep(desk_of("reviewers"))
    assert SavedFilter.objects.count() == 3


def test_filter_is_renamed_and_removed():
    desk, one = desk_of("curators"), kept("curators")
    kept("curators", name="Other")
    desk.post(f"{MINE}{one.pk}/rename/", {"name": "GHK-Cu"})
    one.refresh_from_db()
    assert one.name == "GHK-Cu"
    assert "already" in said(desk.post(f"{MINE}{one.pk}/rename/", {"name": "Other"}))
    assert "Name:" in said(desk.post(f"{MINE}{one.pk}/rename/", {"name": " "}))
    desk.post(f"{MINE}{one.pk}/forget/")
    assert [left.name for left in SavedFilter.objects.all()] == ["Other"]


def test_nobody_sees_or_touches_another_persons():
    one = kept("curators")
    for other in (desk_of("reviewers"), desk_of(is_superuser=True)):
        assert "Disputed" not in other.get(MINE).content.decode()
        assert 'id="saved-filters"' not in other.get(LIST).content.decode()
        for verb in ("rename", "forget"):
            response = other.post(f"{MINE}{one.pk}/{verb}/", {"name": "Stolen"})
            assert response.status_code == 404
    one.refresh_from_db()
    assert one.name == "Disputed"


def test_pages_need_a_login_and_a_post(client):
    assert client.get(MINE).headers["Location"].startswith("/admin/login/")
    assert keep(client).headers["Location"].startswith("/admin/login/")
    one, desk = kept("curators"), desk_of("curators")
    for path in ("keep/", f"{one.pk}/rename/", f"{one.pk}/forget/"):
        assert desk.get(MINE + path).status_code == 405


def test_filter_of_a_list_that_is_no_more_is_still_removed():
    one = kept("curators", page="registry.gone")
    desk = desk_of("curators")
    assert "no more" in desk.get(MINE).content.decode()
    desk.post(f"{MINE}{one.pk}/forget/")
    assert not SavedFilter.objects.exists()


def test_window_that_picks_a_record_shows_none():
    kept("curators")
    page = desk_of("curators").get("/admin/registry/approval/?_popup=1&q=GHK").content.decode()
    assert 'id="saved-filters"' not in page


def test_audit_trail_says_who_kept_it():
    keep(desk_of("curators"))
    entry = AuditEntry.objects.filter(table="registry_savedfilter").get()
    assert entry.actor == person("curators").username


def test_list_costs_one_query_for_any_number():
    desk = desk_of("curators")
    kept("curators")
    few = queries(lambda: desk.get(LIST))
    for number in range(20):
        kept("curators", name=f"Example {number}")
    assert queries(lambda: desk.get(LIST)) == few
