"""The front page of the desk: every number leads to the list of exactly the rows that it counts."""

import datetime as dt

import pytest
from django.utils import timezone

from formulary.models import Product
from registry.actions.change_sets import open_draft, submit
from registry.actions.security_log import record
from registry.models import (
    Approval,
    Authority,
    Coverage,
    Jurisdiction,
    Pairing,
    RegisterRun,
    SecurityEvent,
)
from tests.formulary.admin.desk import desk_of, person, queries
from tests.publishing import drafted, edition, publish_correction
from tests.registry.registers import made_up
from tests.registry.statements import copy_of

pytestmark = pytest.mark.django_db

SOME = {"France", "Canada", "European Economic Area"}


def shown(desk):
    return desk.get("/admin/").context


def counts(page):
    return {tile.title: tile.count for card in page["cards"] for tile in card.tiles}


def tiles(page):
    """Every number of the page but those that lead to one record's page."""
    yield from (tile for tile in page["holdings"] if tile.title != "Edition in force")
    yield from (tile for card in page["cards"] for tile in card.tiles)
    for row in page.get("coverage", ()):
        if row.name in SOME:  # each is three pages to open
            yield from (row.approvals, row.ingredients, row.products)
    if "uncovered" in page:
        yield page["uncovered"]


def fill():
    """At least one row of everything that the page counts, and others beside it that are not counted."""
    today = timezone.localdate()
    for days, change in enumerate(
        (
            {"review_due_on": today},
            {"review_due_on": today + dt.timedelta(days=1)},
            {"valid_to": f"{today + dt.timedelta(days=90)}", "valid_to_kind": "date"},
            {"valid_to": f"{today + dt.timedelta(days=91)}", "valid_to_kind": "date"},
            {"is_disputed": True},
        )
    ):
        old = Approval.objects.live().filter(effect="granted", valid_to_kind="open")[days]
        publish_correction(of=old, statement=copy_of(old, **change))
    for proposer in (person("curators"), person("curators", "reviewers")):
        row = ("documents", f"xa-{proposer.pk}", None, {"slug": f"xa-{proposer.pk}", "title": "Example", "kind": "page"})  # fmt: skip
        submit(change_set=drafted(row, by=proposer), by=proposer)
        open_draft(by=proposer, reason="Example")
    for state in ("failed", "interrupted", "planned"):
        RegisterRun.objects.create(register="xa-register", by=person(), state=state)
    made_up.make_world()
    made_up.load(made_up.row(substances=(made_up.PEPTIDE, made_up.STRANGE)))
    Pairing.objects.create(
        register="xa-register", number="EX 1", name="Example", authority=Authority.objects.first()
    )
    record(SecurityEvent.Kind.PASSWORD_WRONG, name="nobody")
    record(SecurityEvent.Kind.LOCKED_OUT, name="nobody")


ROLES = [("curators",), ("reviewers",), ("curators", "reviewers"), ("operators",)]


@pytest.mark.parametrize("roles", ROLES[2:], ids="-".join)
def test_every_number_leads_to_its_rows(roles):
    fill()
    desk = desk_of(*roles)
    followed = 0
    for tile in tiles(shown(desk)):
        found = desk.get(tile.address)
        assert found.status_code == 200, tile
        assert found.context["cl"].result_count == tile.count, tile
        followed += 1
    assert followed >= (4 if roles == ("operators",) else 24)


def test_what_is_counted():
    before = counts(shown(desk_of("curators", "reviewers")))
    fill()
    after = counts(shown(desk_of("curators", "reviewers")))
    assert {title: after[title] - before[title] for title in after} == {
        "You may decide about": 1,
        "Waiting for review": 2,
        "Proposed by you and undecided": 2,
        "Approvals due for review": 1,
        "Approvals that end within 90 days": 1,
        "Disputed approvals": 1,
        "Approvals on general knowledge, without evidence": 0,
        "Products never seen in a source": 0,
        "Imports that were interrupted or failed": 2,
        "Names that no ingredient has": 1,
        "Products to tell apart": 1,
    }


def test_each_role_sees_what_it_works_with():
    titles = {role: [card.title for card in shown(desk_of(*role))["cards"]] for role in ROLES}
    whole = ["Review", "What needs a pharmacist", "Registers"]
    assert titles == {
        ("curators",): whole,
        ("reviewers",): whole,
        ("curators", "reviewers"): whole,
        ("operators",): ["Registers", "People"],
    }
    assert "You may decide about" not in counts(shown(desk_of("curators")))
    assert "coverage" not in shown(desk_of("operators"))


def test_without_a_role_it_says_so():
    assert "no role yet" in desk_of().get("/admin/").content.decode()


def test_nothing_to_do_is_said():
    page = desk_of("operators").get("/admin/").content.decode()
    assert "Nothing waits here" in page
    assert "No log-in has failed" in page


def test_coverage_is_what_answers_say_of_it():
    page = shown(desk_of("curators"))
    [france] = [row for row in page["coverage"] if row.name == "France"]
    counted = Coverage.objects.get(jurisdiction__code="FR")
    assert france.ingredients.count == counted.ingredients
    assert 0 < france.share < 100
    assert len(page["coverage"]) + page["uncovered"].count == Jurisdiction.objects.count()


def test_coverage_follows_what_is_in_a_product():
    """A line that becomes active is an assessment more, though no approval has changed."""
    line = Product.objects.get(slug="kenalog-10-ca").lines.filter(role="active").first()
    excipient = line.ingredient.__class__.objects.exclude(
        pk__in=Approval.objects.filter(jurisdiction__code="CA").exclude(ingredient=None).values("ingredient")
    ).exclude(product_lines__role="active").first()  # fmt: skip
    before = _covered("CA")
    with edition():
        line.product.lines.create(position=99, ingredient=excipient, role="active")
    assert _covered("CA") == before + 1


def _covered(code):
    [row] = Coverage.objects.newest().filter(jurisdiction__code=code)
    return row.ingredients


def test_costs_the_same_number_of_queries_however_much_there_is():
    desk = desk_of("curators", "reviewers")
    # Session, user, two for permissions, the person's own log; ingredients, products, approvals, editions;
    # change sets, approvals, products, imports, names, pairings; ingredients, coverage, jurisdictions.
    assert queries(lambda: desk.get("/admin/")) == 18
    fill()
    assert queries(lambda: desk.get("/admin/")) == 18
