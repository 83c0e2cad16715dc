"""Proposing, reading and deciding at the desk, for every kind of record."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from formulary.desk.links import change_url, list_url
from formulary.models import CocktailVersion, Ingredient, Product
from registry.exchange.kinds import KINDS
from registry.models import Approval, ChangeSet, Document, Edition
from tests.formulary.admin.desk import (
    add_url,
    decide,
    desk_of,
    person,
    propose_url,
    proposed,
    publish_all,
    refusals,
    released,
    save,
)
from tests.people import PASSWORD
from tests.publishing import curator, drafted, publish
from tests.reading import assert_flat_queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Every test begins with the same edition, whose impacts are remembered."""
    cache.clear()


CHANGES = {
    "routes": {"note": "Changed"},
    "jurisdictions": {"note": "Changed"},
    "authorities": {"register_name": "Changed"},
    "pathways": {"note": "Changed"},
    "documents": {"note": "Changed"},
    "ingredients": {"mechanism": "Changed"},
    "classes": {"definition": "Changed"},
    "products": {"holder": "Changed", "lines-0-strength": "Changed"},
    "approvals": {"paraphrase": "Changed", "review_due_on": "2030-01-01"},
    "notices": {"confidence": "Changed"},
    "interactions": {"source": "Changed"},
    "clinical_uses": {"rationale": "Changed"},
    "protocols": {"note": "Changed"},
}
KINDS_CHANGED = [kind for kind in KINDS.values() if kind.table.name in CHANGES]


def act(client, verb, change_set, *rest, **sent):
    address = reverse(f"admin:registry_changeset_{verb}", args=[change_set.pk, *rest])
    return client.post(address, sent, follow=True)


def one_of(kind):
    rows = kind.table.rows() if kind.table.rows else kind.model._default_manager.all()
    if kind.model is Product:
        rows = rows.filter(lines__isnull=False)
    return rows.order_by("-pk").first()


def test_every_kind_has_a_form():
    assert {*CHANGES, "cocktails"} == {kind.table.name for kind in KINDS.values()}


@pytest.mark.parametrize("kind", KINDS_CHANGED, ids=lambda kind: kind.table.name)
def test_every_kind_is_proposed_read_and_published(kind):
    """What was proposed is what the export says afterwards, and nothing before."""
    record, curators, reviewers = one_of(kind), desk_of("curators"), desk_of("reviewers")
    key = kind.key_of(record)
    _, before = kind.stored(key)
    changes = CHANGES[kind.table.name]
    change_set, rows = proposed(save(curators, propose_url(record), **changes))
    assert kind.stored(key)[1] == before
    assert all(row.base == before[name] for name, row in rows.items())
    assert "Submitted" in act(curators, "submit", change_set).content.decode()
    page = reviewers.get(change_url(change_set)).content.decode()
    assert "Changed" in page
    assert "Published." in decide(reviewers, change_set, follow=True).content.decode()
    after = kind.stored(key)[1]
    assert after == {**before, **{name: row.cells for name, row in rows.items()}}
    assert after != before
    change_set.refresh_from_db()
    assert change_set.decided_by == person("reviewers")


def test_several_changes_gather_in_one_draft():
    client = desk_of("curators")
    change_set, _ = proposed(
        save(client, propose_url(Ingredient.objects.get(slug="procaine")), caution="Changed")
    )
    document = {"title": "Example", "slug": "example", "kind": "page"}
    chosen = {"proposal-draft": str(change_set.pk), "proposal-reason": ""}
    response = save(client, add_url(Document), **document, **chosen)
    _, rows = proposed(response)
    assert set(rows) == {("ingredients", "procaine"), ("documents", "example")}
    publish_all(change_set)
    assert Edition.objects.count() == 2
    assert Document.objects.filter(slug="example").exists()


def test_drafts_of_others_are_not_offered():
    theirs = drafted(by=person("reviewers"))
    page = desk_of("curators").get(add_url(Document))
    assert theirs not in page.context["proposal_form"].fields["draft"].queryset
    assert proposed_into(theirs) == [
        "Select a valid choice. That choice is not one of the available choices."
    ]


def proposed_into(draft):
    sent = {"title": "Example", "slug": "example", "kind": "page"}
    response = save(
        desk_of("curators"), add_url(Document), **sent, **{"proposal-draft": str(draft.pk)}
    )
    refusals(response)
    return response.context["proposal_form"].errors["draft"]


def test_record_says_that_a_change_is_proposed():
    procaine = Ingredient.objects.get(slug="procaine")
    change_set, _ = proposed(save(desk_of("curators"), propose_url(procaine), caution="Changed"))
    page = desk_of("reviewers").get(change_url(procaine)).content.decode()
    assert change_url(change_set) in page


@pytest.fixture
def waiting():
    """A correction that waits for review."""
    row = Approval.objects.live().filter(route_scope="listed", documents__isnull=False).first()
    change_set, _ = proposed(
        save(
            desk_of("curators"),
            propose_url(row),
            paraphrase="Said in other words, of more length than before.",
        )
    )
    act(desk_of("curators"), "submit", change_set)
    return change_set


def test_page_names_both_sides_and_the_evidence(waiting):
    (row,) = waiting.rows.all()
    page = desk_of("reviewers").get(change_url(waiting))
    ((record, _),) = page.context["records"]
    assert [document.slug for document in record.documents] == row.cells["documents"].split("|")
    text = page.content.decode()
    assert all(change_url(document) in text for document in record.documents)
    assert "[was: " in text
    assert "[now: " in text


def test_curator_is_not_asked_to_decide(waiting):
    page = desk_of("curators").get(change_url(waiting))
    assert not page.context["may_decide"]
    assert 'id="decide"' not in page.content.decode()
    assert act(desk_of("curators"), "decide", waiting, publish="").status_code == 403


def test_reviewer_who_proposed_it_is_told_that_somebody_else_must(waiting):
    both = desk_of("curators", "reviewers")
    act(both, "explain", waiting, reason="Another")
    act(desk_of("curators"), "submit", waiting)
    page = both.get(change_url(waiting)).content.decode()
    assert "another pharmacist reviews it" in page
    assert 'id="decide"' not in page
    waiting.refresh_from_db()
    sent = {"reason": "x", "password": PASSWORD, "reviewed": waiting.content_hash}
    refused = act(both, "decide", waiting, publish="", **sent)
    assert "last edited this" in refused.content.decode()


@pytest.mark.parametrize(
    ("typed_in", "words"),
    [
        ({"password": "another"}, "not your password"),
        ({"password": ""}, "required"),
        ({"reason": ""}, "required"),
    ],
)
def test_decision_needs_a_reason_and_the_password(waiting, typed_in, words):
    response = decide(desk_of("reviewers"), waiting, **typed_in)
    assert words in response.content.decode()
    waiting.refresh_from_db()
    assert waiting.state == "submitted"


def test_page_that_is_out_of_date_decides_nothing(waiting):
    reviewed = waiting.content_hash
    act(desk_of("curators"), "explain", waiting, reason="Another")
    act(desk_of("curators"), "submit", waiting)
    refused = decide(desk_of("reviewers"), waiting, follow=True, reviewed=reviewed or "0" * 64)
    assert "Read it again" in refused.content.decode()


def test_refused_with_a_reason(waiting):
    page = decide(desk_of("reviewers"), waiting, button="refuse", follow=True, reason="No source")
    assert "No source" in page.content.decode()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decided_by) == ("refused", person("reviewers"))


def test_comment_withdraw_and_leave_out(waiting):
    curators = desk_of("curators")
    page = act(desk_of("reviewers"), "comment", waiting, text="Which <b>source</b>?")
    assert "Which &lt;b&gt;source&lt;/b&gt;?" in page.content.decode()
    row = waiting.rows.get()
    act(curators, "drop", waiting, row.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.rows.count()) == ("draft", 0)
    act(curators, "withdraw", waiting, reason="Nothing is left of it")
    waiting.refresh_from_db()
    assert waiting.state == "withdrawn"


def test_stale_shows_both_versions_and_takes_up_the_one_in_force(waiting):
    row = Approval.objects.live().get(record=waiting.rows.get().key)
    released(save(desk_of("curators"), propose_url(row), holder="Example Laboratories"))
    page = desk_of("reviewers").get(change_url(waiting)).content.decode()
    assert "Published meanwhile" in page
    assert "Example Laboratories" in page
    refused = decide(desk_of("reviewers"), waiting, follow=True).content.decode()
    assert "others have changed" in refused
    page = act(desk_of("curators"), "rebase", waiting).content.decode()
    assert "Published meanwhile" not in page
    act(desk_of("curators"), "submit", waiting)
    waiting.refresh_from_db()
    publish(waiting)
    live = Approval.objects.live().get(record=row.record)
    assert (live.holder, live.paraphrase[:4]) == ("Example Laboratories", "Said")


def test_lists_are_of_one_state(waiting):
    shown = {
        query: set(desk_of("reviewers").get(list_url(ChangeSet, query)).context["cl"].queryset)
        for query in ("state__exact=draft", "state__exact=submitted", "state__in=refused,withdrawn")
    }
    assert shown == {
        "state__exact=draft": set(),
        "state__exact=submitted": {waiting},
        "state__in=refused,withdrawn": set(),
    }


def test_clinics_see_nothing_of_it(client, waiting):
    row = waiting.rows.get()
    found = client.get(f"/api/v1/approvals/?search={row.key}").content.decode()
    assert "other words" not in found
    assert client.get(change_url(waiting)).status_code == 302


def ban(number=1):
    """A prohibition of an ingredient of some cocktail, proposed in XA... in France."""
    known = Approval.objects.live().filter(jurisdiction__code="FR").first()
    cells = KINDS[Approval].stored((known.record,))[1]["approvals", known.record]
    version = CocktailVersion.objects.published().filter(lines__ingredient__isnull=False).first()
    line = version.lines.filter(ingredient__isnull=False).first()
    wanted = {
        **cells,
        "id": f"fr-example-{number}",
        "subject_type": "ingredient",
        "subject": line.ingredient.slug,
        "effect": "prohibited",
        "lifecycle": "valid",
        "route_scope": "any",
        "routes": "",
        "routes_excluded": "",
        "purposes": "",
        "number": "",
        "valid_from": "2020",
        "valid_to": "",
        "valid_to_kind": "open",
    }
    return version, wanted


def test_impact_is_what_the_rules_say_afterwards():
    version, wanted = ban()
    draft = drafted(("approvals", wanted["id"], None, wanted))
    page = desk_of("curators").get(change_url(draft))
    impact = page.context["impact"]
    changed = [one for one in impact.changed if one.cocktail.name == str(version)]
    assert {(one.place, one.after) for one in changed} == {("France", ("No", "Prohibited"))}
    assert all(one.before != one.after for one in impact.changed)
    assert impact.left_out == 0
    publish_all(draft)
    question = {
        "jurisdiction": "FR",
        "route": "intradermal",
        "cocktail": f"{version.cocktail.slug}@{version.version}",
    }
    answer = desk_of().post("/api/v1/checks", question, content_type="application/json").json()
    assert (answer["answer"], answer["status"]) == ("no", "prohibited")


def test_impact_is_bounded_and_counts_what_it_leaves_out(monkeypatch):
    monkeypatch.setattr("registry.review.impact.MOST_QUESTIONS", 1)
    _, wanted = ban()
    draft = drafted(("approvals", wanted["id"], None, wanted))
    impact = desk_of("curators").get(change_url(draft)).context["impact"]
    assert impact.asked <= 1
    assert impact.left_out > 0


def test_impact_of_a_change_that_no_rule_reads_is_none():
    draft = drafted(by=curator())
    procaine = KINDS[Ingredient].stored(("procaine",))[1]["ingredients", "procaine"]
    draft = drafted(("ingredients", "procaine", procaine, {**procaine, "caution": "Changed"}))
    assert desk_of("curators").get(change_url(draft)).context["impact"].changed == []


def test_page_costs_no_more_for_more_rows():
    rows = [ban(number)[1] for number in range(22)]
    few = drafted(*(("approvals", cells["id"], None, cells) for cells in rows[:2]))
    many = drafted(*(("approvals", cells["id"], None, cells) for cells in rows))
    desk, shown = desk_of("reviewers"), [few]

    def call():
        page = desk.get(change_url(shown[0]))
        assert page.context["impact"] is not None, page.context["impact_refusal"]

    def grow():
        shown[0] = many
        call()  # an impact is computed once

    assert_flat_queries(call, grow)
