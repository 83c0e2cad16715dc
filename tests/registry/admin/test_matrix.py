"""The approval matrix at the desk."""

import csv

import pytest
from django.utils import timezone

from formulary.models import IngredientClass
from registry.models import Approval, Edition, Jurisdiction
from tests.formulary.admin.desk import desk_of, queries
from tests.publishing import edition, publish_correction
from tests.registry.statements import copy_of

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/matrix/"


def shown(desk, **asked):
    page = desk.get(ADDRESS, asked)
    assert page.status_code == 200
    return page


def cells(page):
    """By ingredient, the cells of its row."""
    return {row.slug: cells for row, cells in page.context["rows"]}


def test_page_asks_for_today_intradermal_everywhere_unless_told():
    page = shown(desk_of("reviewers"))
    matrix = page.context["matrix"]
    assert (matrix.route.code, matrix.on) == ("intradermal", timezone.localdate())
    places = Jurisdiction.objects.filter(pk__in=Approval.objects.live().values("jurisdiction"))
    assert len(matrix.places) == places.count()
    assert len(page.context["rows"]) == 50


def test_cell_is_in_words_and_leads_to_its_reason():
    desk = desk_of("curators")
    page = shown(desk, text="procaine", jurisdiction=["FR", "US"], on="2026-06-01")
    [yes, conditional] = cells(page)["procaine"]
    assert (yes["answer"], yes["status"], yes["tone"]) == ("Yes", "Authorised", "success")
    assert conditional["answer"] == "Under conditions"
    reason = desk.get(yes["address"])
    assert "authorised for intradermal use" in reason.context["reason"]
    assert reason.context["answer"] == "Yes"
    assert reason.context["notes"]
    for record in reason.context["deciding"]:
        assert desk.get(record["address"]).status_code == 200
    assert b"Chlorhydrate de procaine" in reason.content


def test_reason_of_no_record_says_that_this_is_no_approval():
    desk = desk_of("curators")
    [cell] = cells(shown(desk, text="minoxidil", jurisdiction="ZW", route="intravenous"))[
        "minoxidil"
    ]
    assert (cell["status"], cell["answer"], cell["tone"]) == ("No record", "", "unknown")
    reason = desk.get(cell["address"])
    assert reason.context["deciding"] == []
    assert b"never approval" in reason.content


def test_old_edition_is_shown_with_the_records_of_then():
    old = Approval.objects.live().get(record="us-procaine-hcl-abraxis-anda-080384")
    publish_correction(of=old, statement=copy_of(old, lifecycle="suspended"))
    desk = desk_of("curators")
    asked = {"text": "procaine", "jurisdiction": "US", "on": "2026-06-01"}
    [now] = cells(shown(desk, **asked))["procaine"]
    [then] = cells(shown(desk, **asked, edition=1))["procaine"]
    assert (now["status"], then["status"]) == ("Suspended", "Authorised by another route")
    [record] = desk.get(then["address"]).context["deciding"]
    assert record["address"] == f"/admin/registry/approval/{old.pk}/change/"


def test_pages_go_on_by_key_and_keep_the_question():
    desk = desk_of("curators")
    slugs, page = [], shown(desk, jurisdiction=["FR", "US"])
    while True:
        slugs += list(cells(page))
        if not page.context["next"]:
            break
        assert "edition=1" in page.context["next"]
        page = desk.get(f"{ADDRESS}?{page.context['next']}")
        assert [place.code for place in page.context["matrix"].places] == ["FR", "US"]
    assert slugs == sorted(set(slugs))
    assert len(slugs) > 200


def test_rows_are_chosen():
    desk = desk_of("curators")
    group = IngredientClass.objects.filter(members__isnull=False).first()
    page = shown(desk, group=group.slug, jurisdiction="FR")
    assert set(cells(page)) == set(group.members.values_list("slug", flat=True))
    page = shown(desk, status="authorised", jurisdiction="FR")
    found = [cell["status"] for row in cells(page).values() for cell in row]
    assert set(found) == {"Authorised"}
    page = shown(desk, text="no such thing at all")
    assert b"No ingredient fits" in page.content


def test_download_has_every_row():
    desk = desk_of("curators")
    page = shown(desk, jurisdiction=["FR", "US"], on="2026-06-01")
    response = desk.get(f"{ADDRESS}table.csv?{page.context['download']}")
    lines = list(csv.reader(b"".join(response.streaming_content).decode().splitlines()))
    assert response["Content-Type"].startswith("text/csv")
    assert "matrix-intradermal-2026-06-01-edition-1.csv" in response["Content-Disposition"]
    assert lines[0][-2:] == ["FR", "US"]
    assert len(lines) - 1 == Edition.objects.get(number=1).ingredients
    [procaine] = [line for line in lines if line[0] == "procaine"]
    assert procaine[2:] == [
        "intradermal",
        "2026-06-01",
        "1",
        "authorised",
        "authorised-other-route",
    ]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"route": "intradermic"}, "route"),
        ({"on": "yesterday"}, "on"),
        ({"edition": "2"}, "edition"),
        ({"edition": "0"}, "edition"),
        ({"jurisdiction": "XX"}, "jurisdiction"),
        ({"after": "a\x00"}, "after"),
    ],
)
def test_what_is_not_understood_is_said_and_nothing_is_shown(asked, field):
    desk = desk_of("curators")
    page = shown(desk, **asked)
    assert field in page.context["form"].errors
    assert "matrix" not in page.context
    assert desk.get(f"{ADDRESS}table.csv", asked).status_code == 302


def test_place_of_a_later_edition_is_said():
    with edition():
        Jurisdiction.objects.create(code="XA", name="Example country", kind="country")
    page = shown(desk_of("curators"), jurisdiction="XA", edition=1)
    assert "not known at that edition" in str(page.context["form"].errors)


@pytest.mark.parametrize(
    "query",
    ["", "?ingredient=procaine", "?ingredient=procaine&jurisdiction=XX&route=intradermal&on=2026-06-01&edition=1"],
)  # fmt: skip
def test_cell_of_nothing_is_not_found(query):
    assert desk_of("curators").get(f"{ADDRESS}cell/{query}").status_code == 404


@pytest.mark.parametrize("path", ["", "table.csv", "cell/"])
def test_matrix_needs_a_role(path, client):
    assert desk_of("operators").get(ADDRESS + path).status_code == 403
    assert desk_of().get(ADDRESS + path).status_code == 403
    assert client.get(ADDRESS + path).headers["Location"].startswith("/admin/login/")


def test_page_costs_the_same_whatever_its_size():
    desk = desk_of("curators")
    every = list(Jurisdiction.objects.values_list("code", flat=True))
    few = queries(lambda: shown(desk, text="procaine", jurisdiction="FR"))
    assert queries(lambda: shown(desk, status="authorised", jurisdiction=every)) <= few
