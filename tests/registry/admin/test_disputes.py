"""Two documents that disagree: two records in dispute, until a second person publishes what stays, and why."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from formulary.desk.links import change_url, list_url
from registry.actions.approvals import supersede, write
from registry.actions.change_sets import submit
from registry.change_set_errors import Refused
from registry.models import Approval, Document
from tests.evidence import upload
from tests.formulary.admin.desk import (
    add_url,
    desk_of,
    proposed,
    publish_all,
    refusals,
    released,
    save,
)
from tests.publishing import edition
from tests.registry.api.build import publish, statement
from tests.registry.statements import copy_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]

SAYS = {"effect": "prohibited", "paraphrase": "It is prohibited.", "record": "xa-otherwise"}


@pytest.fixture
def approval():
    publish(statement("xa-example", number="EX 1", valid_from="2020-01-01"))
    return live("xa-example")


def live(record):
    return Approval.objects.live().filter(record=record).for_api().first()


def contest_url(approval):
    return change_url(approval).replace("/change/", "/contest/")


def settle_url(approval):
    return reverse("admin:registry_approval_settle", args=[approval.pk])


def ask(desk, url, **typed):
    return desk.post(url, {f"proposal-{name}": value for name, value in typed.items()})


def other_document():
    return Document.objects.exclude(slug="example-document").first()


def contested(approval):
    """Both records, published as disputed."""
    said = {**SAYS, "document": str(other_document().pk), "reason": "Two sources"}
    response = ask(desk_of("curators"), contest_url(approval), **said)
    row = response.headers["Location"]
    draft, rows = proposed(save(desk_of("curators"), row, holder="Example holder"))
    publish_all(draft)
    return live("xa-example"), live("xa-otherwise"), draft, rows


def answer(client):
    asked = {
        "jurisdiction": "XA",
        "route": "intradermal",
        "on": "2026-01-01",
        "lines": [{"ingredient": "procaine"}],
    }
    found = client.post("/api/v1/checks", asked, content_type="application/json").json()
    return found["answer"], found["status"]


def test_contesting_proposes_a_second_record_and_marks_both(approval, client):
    assert answer(client) == ("yes", "authorised")
    first, second, draft, rows = contested(approval)
    assert rows["approvals", "xa-example"].base["disputed"] == "no"
    assert rows["approvals", "xa-example"].cells["disputed"] == "yes"
    assert rows["approvals", "xa-otherwise"].base is None
    assert first.is_disputed
    assert second.is_disputed
    assert (second.effect, second.holder, second.number) == ("prohibited", "Example holder", "EX 1")
    assert list(second.documents.all()) == [other_document()]
    assert draft.reason == "Two sources"
    assert answer(client) == ("unknown", "contested")


def test_pages_name_the_other_side_and_lead_to_settling(approval):
    first, second, _, _ = contested(approval)
    for one, other in ((first, second), (second, first)):
        page = desk_of("curators").get(change_url(one)).content.decode()
        assert change_url(other) in page
        assert settle_url(one) in page
    page = desk_of("reviewers").get(change_url(first)).content.decode()
    assert change_url(second) in page
    assert settle_url(first) not in page
    listed = desk_of("reviewers").get(list_url(Approval, "attention=disputed"))
    assert {first, second} <= set(listed.context["cl"].queryset)


def test_settling_is_a_change_set_that_says_what_stays_and_why(approval, client):
    first, second, _, _ = contested(approval)
    choices = {f"side-{first.pk}": "stays", f"side-{second.pk}": "goes"}
    response = ask(desk_of("curators"), settle_url(second), reason="The law says so", **choices)
    draft, rows = proposed(response)
    assert rows["approvals", "xa-otherwise"].action == "retract"
    page = desk_of("reviewers").get(change_url(draft)).content.decode()
    assert "Stays: <code>xa-example</code>" in page
    assert "Taken back: <code>xa-otherwise</code>" in page
    assert "Why: The law says so" in page
    assert answer(client) == ("unknown", "contested")
    publish_all(draft)
    assert not live("xa-example").is_disputed
    assert live("xa-otherwise") is None
    assert answer(client) == ("yes", "authorised")


def test_review_says_what_is_contested_from_here_on(approval):
    said = {**SAYS, "document": str(other_document().pk), "reason": "Two sources"}
    ask(desk_of("curators"), contest_url(approval), **said)
    draft = approval_draft()
    page = desk_of("reviewers").get(change_url(draft)).content.decode()
    assert "Contested from here on: <code>xa-example</code>, <code>xa-otherwise</code>." in page


def approval_draft():
    return desk_of("curators").get(list_url(Approval)).wsgi_request.user.change_sets.first()


def test_new_document_of_a_draft_can_say_otherwise(approval):
    new = {"title": "Example warning", "slug": "example-warning", "kind": "warning"}
    draft, rows = proposed(save(desk_of("curators"), add_url(Document), upload=upload(), **new))
    drafted = rows["documents", "example-warning"]
    response = ask(desk_of("curators"), contest_url(approval), **SAYS, drafted=str(drafted.pk))
    assert response.status_code == 302, response.context["proposal_form"].errors
    changed, rows = proposed(save(desk_of("curators"), response.headers["Location"], holder="X"))
    assert changed == draft
    assert set(rows) == {
        ("documents", "example-warning"),
        ("approvals", "xa-example"),
        ("approvals", "xa-otherwise"),
    }
    assert rows["approvals", "xa-otherwise"].cells["documents"] == "example-warning"
    publish_all(draft)
    assert [str(document) for document in live("xa-otherwise").documents.all()] == [
        "Example warning"
    ]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"document": ""}, "Name one document"),
        ({"record": "xa-example"}, "A record “xa-example” exists"),
        ({"record": "not a slug"}, "lower-case letters"),
        ({"document": "example-document"}, "rests on “example-document” itself"),
        ({"effect": ""}, "required"),
        ({"reason": ""}, "Say why"),
    ],
)
def test_contest_refuses_in_words_and_drafts_nothing(approval, typed, words):
    said = {**SAYS, "document": other_document().slug, "reason": "Example", **typed}
    if said["document"]:
        said["document"] = str(Document.objects.get(slug=said["document"]).pk)
    response = ask(desk_of("curators"), contest_url(approval), **said)
    assert response.status_code == 200
    errors = str(response.context["proposal_form"].errors)
    assert words in errors
    assert approval_draft() is None or not approval_draft().rows.exists()


def test_half_a_settlement_is_refused(approval):
    _, second, _, _ = contested(approval)
    retract = change_url(second).replace("/change/", "/retract/")
    draft, _ = proposed(ask(desk_of("curators"), retract, reason="Example"))
    with pytest.raises(Refused, match=r"xa-example: it stays disputed.*settle it too"):
        submit(change_set=draft, by=draft.proposed_by)
    with pytest.raises(IntegrityError, match="settle it too"), edition() as opened:
        Approval.objects.filter(pk=second.pk).update(superseded_in=opened)


def test_of_three_sides_one_may_go(approval):
    first, second, _, _ = contested(approval)
    publish(copy_of(second, record="xa-third"))
    ends = {first: "disputed", second: "goes", live("xa-third"): "disputed"}
    choices = {f"side-{side.pk}": end for side, end in ends.items()}
    released(ask(desk_of("curators"), settle_url(first), reason="Example", **choices))
    assert list(Approval.objects.disagreeing_with(first)) == [live("xa-third")]


def test_side_that_is_left_may_be_corrected_to_stay_disputed(approval):
    first, second, _, _ = contested(approval)
    with edition() as opened:
        supersede(edition=opened, rows=[first, second])
        write(edition=opened, statements=[copy_of(first, paraphrase="Its own sources disagree.")])
    assert live("xa-example").is_disputed


def test_nothing_decided_is_nothing_proposed(approval):
    first, second, _, _ = contested(approval)
    choices = {f"side-{side.pk}": "disputed" for side in (first, second)}
    response = ask(desk_of("curators"), settle_url(first), reason="Example", **choices)
    assert "Nothing is settled yet" in str(response.context["proposal_form"].errors)


def test_record_whose_own_sources_disagree_is_settled_alone():
    alone = live("us-ghk-cu-503a-topical-disputed")
    page = desk_of("curators").get(change_url(alone)).content.decode()
    assert "told in its own words" in page
    choice = {f"side-{alone.pk}": "stays", "reason": "The list was read"}
    released(ask(desk_of("curators"), settle_url(alone), **choice))
    assert not live(alone.record).is_disputed


def test_what_is_not_disputed_is_not_settled(approval):
    page = desk_of("curators").get(settle_url(approval), follow=True)
    assert "is not in dispute any more" in page.content.decode()


def test_settling_asks_about_every_side(approval):
    first, second, _, _ = contested(approval)
    response = ask(
        desk_of("curators"), settle_url(first), reason="x", **{f"side-{first.pk}": "goes"}
    )
    assert f"side-{second.pk}" in response.context["proposal_form"].errors


def test_who_may_contest_and_settle(approval, client):
    for url in (contest_url(approval), settle_url(approval)):
        assert client.get(url).headers["Location"].startswith("/admin/login/")
        for roles in ((), ("reviewers",), ("operators",)):
            assert desk_of(*roles).post(url).status_code == 403


def test_superseded_row_is_not_contested(approval):
    released(
        save(
            desk_of("curators"), change_url(approval).replace("/change/", "/propose/"), holder="New"
        )
    )
    assert desk_of("curators").get(contest_url(approval)).status_code == 404


def test_sides_of_a_dispute_may_speak_of_the_same_days_and_others_may_not(approval):
    _, second, _, _ = contested(approval)
    propose = change_url(second).replace("/change/", "/propose/")
    agreeing = {"is_disputed": [], "valid_from": "2021-01-01"}
    found = refusals(save(desk_of("curators"), propose, **agreeing))
    assert "for the same days" in found["number"]
    proposed(save(desk_of("curators"), propose, valid_from="2021-01-01"))


def test_review_shows_the_side_that_was_contested_before(approval):
    first, second, _, _ = contested(approval)
    said = {**SAYS, "record": "xa-third", "document": str(Document.objects.last().pk)}
    ask(desk_of("curators"), contest_url(first), **said, reason="A third source")
    page = desk_of("reviewers").get(change_url(approval_draft())).content.decode()
    assert "Contested from here on: <code>xa-third</code>." in page
    for side in (first, second):
        assert f'Contested before: <a class="underline" href="{change_url(side)}">' in page
