import pytest
from django.urls import reverse
from django.utils import timezone

from formulary.desk.links import change_url, list_url
from formulary.models import Ingredient, Route
from registry.actions.approvals import Statement
from registry.models import Approval, Authority, Document, Edition, Jurisdiction, Pathway
from registry.vocabulary import GENERAL_KNOWLEDGE
from tests.formulary.admin.desk import (
    add_url,
    desk_of,
    nothing_proposed,
    person,
    propose_url,
    proposed,
    publish_all,
    refusals,
    released,
    save,
    typed,
)
from tests.publishing import publish_correction, reviewer

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def listed():
    """A live record that lists routes and has a document, and no number that others share."""
    rows = Approval.objects.live().filter(route_scope="listed", effect="granted", number="")
    return rows.filter(documents__isnull=False).for_api().first()


@pytest.fixture
def new():
    """What must be typed for a new approval, in a country that does not exist."""
    place = Jurisdiction.objects.create(code="XA", name="Example land", kind="country")
    authority = Authority.objects.create(
        slug="example-agency", name="Example agency", jurisdiction=place, confidence="Example"
    )
    return {
        "record": "xa-example",
        "jurisdiction": str(place.pk),
        "authority": str(authority.pk),
        "ingredient": str(Ingredient.objects.get(slug="procaine").pk),
        "regulatory_class": "medicine",
        "pathway": str(Pathway.objects.first().pk),
        "effect": "granted",
        "lifecycle": "valid",
        "route_scope": "listed",
        "routes": [str(Route.objects.get(code="intradermal").pk)],
        "documents": [str(Document.objects.first().pk)],
        "valid_from": "2024-02",
        "valid_to_kind": "open",
        "paraphrase": "Example.",
        "confidence": "retrieved",
        "proposal-reason": "Example reason",
    }


def test_add_approval_is_proposed_then_published(new):
    before = Edition.objects.count()
    change_set, rows = proposed(save(desk_of("curators"), add_url(Approval), **new))
    assert set(rows) == {("approvals", "xa-example")}
    assert not Approval.objects.filter(record="xa-example").exists()
    assert Edition.objects.count() == before
    publish_all(change_set)
    row = Approval.objects.get(record="xa-example")
    assert row.published_in_id == before + 1
    assert row.published_in.change_set.reason == "Example reason"
    assert row.published_in.change_set.proposed_by == person("curators")
    assert row.published_in.published_by == reviewer()
    assert [link.route.code for link in row.approval_routes.all()] == ["intradermal"]
    assert row.documents.get() == Document.objects.first()


def correct(listed, **changes):
    """A correction of one word, proposed and published."""
    typed_in = {"paraphrase": "Better.", **changes}
    return released(save(desk_of("curators"), propose_url(listed), **typed_in))


def test_correction_supersedes(listed):
    routes = [(link.route_id, link.position) for link in listed.approval_routes.all()]
    correct(listed, review_due_on="2030-01-01")
    live = Approval.objects.live().get(record=listed.record)
    assert live.pk != listed.pk
    assert (live.paraphrase, str(live.review_due_on)) == ("Better.", "2030-01-01")
    assert [(link.route_id, link.position) for link in live.approval_routes.all()] == routes
    old = Approval.objects.get(pk=listed.pk)
    assert old.superseded_in == live.published_in
    assert old.paraphrase == listed.paraphrase


def test_published_approval_is_only_read(listed):
    client = desk_of("curators")
    page = client.get(change_url(listed))
    assert not page.context["has_change_permission"]
    assert "Propose a change" in page.content.decode()
    assert client.post(change_url(listed), {"paraphrase": "Better."}).status_code == 403


def test_proposal_without_a_change_is_refused(listed):
    assert nothing_proposed(save(desk_of("curators"), propose_url(listed)))


def test_proposal_needs_a_reason(listed):
    typed_in = {"paraphrase": "Better.", "proposal-reason": ""}
    response = save(desk_of("curators"), propose_url(listed), **typed_in)
    assert "Choose a draft, or say why" in refusals(response)["__all__"]
    assert "reason" in response.context["proposal_form"].errors
    assert "Better." in response.content.decode()


def test_documents_keep_their_order(listed):
    documents = list(Document.objects.order_by("-slug")[:3])
    statement = Statement(row=listed, routes=list(listed.routes.all()), documents=documents)
    correction = publish_correction(
        of=Approval(pk=listed.pk, record=listed.record), statement=statement
    )
    correct(correction)
    live = Approval.objects.live().get(record=listed.record)
    assert [link.document for link in live.approval_documents.all()] == documents


def test_superseded_row_is_read_only_and_leads_to_the_live_one(listed):
    client = desk_of("curators")
    correct(listed)
    page = client.get(change_url(listed))
    live = Approval.objects.live().get(record=listed.record)
    assert not page.context["has_change_permission"]
    assert change_url(live) in page.content.decode()
    refused = client.get(propose_url(listed), follow=True)
    assert "never changes" in refused.content.decode()


def test_draft_of_an_approval_goes_on_being_edited(listed):
    client = desk_of("curators")
    change_set, rows = proposed(save(client, propose_url(listed), paraphrase="Better."))
    (row,) = rows.values()
    address = reverse("admin:registry_approval_draft_row", args=[row.pk])
    page = client.get(address)
    assert typed(page)["paraphrase"] == "Better."
    _, rows = proposed(client.post(address, {**typed(page), "holder": "Example Laboratories"}))
    (row,) = rows.values()
    assert (row.cells["paraphrase"], row.cells["holder"]) == ("Better.", "Example Laboratories")
    publish_all(change_set)
    assert Approval.objects.live().get(record=listed.record).holder == "Example Laboratories"


def test_new_approval_in_a_draft_may_still_get_another_id(new):
    client = desk_of("curators")
    change_set, rows = proposed(save(client, add_url(Approval), **new))
    (row,) = rows.values()
    address = reverse("admin:registry_approval_draft_row", args=[row.pk])
    _, rows = proposed(client.post(address, {**typed(client.get(address)), "record": "xa-other"}))
    assert set(rows) == {("approvals", "xa-other")}
    publish_all(change_set)
    assert not Approval.objects.filter(record="xa-example").exists()


def test_retraction_supersedes_without_a_successor(listed):
    client = desk_of("curators")
    address = change_url(listed).replace("/change/", "/retract/")
    assert "says nothing any more" in client.get(address).content.decode()
    change_set, rows = proposed(client.post(address, {"proposal-reason": "It was never said"}))
    assert rows["approvals", listed.record].action == "retract"
    publish_all(change_set)
    assert not Approval.objects.live().filter(record=listed.record).exists()
    old = Approval.objects.get(pk=listed.pk)
    assert old.superseded_in == change_set.edition


def test_add_approval_of_a_known_id_names_it(new, listed):
    found = refusals(
        save(desk_of("curators"), add_url(Approval), **{**new, "record": listed.record})
    )
    assert change_url(listed) in found["record"]


def test_add_approval_with_number_of_another_for_the_same_days_names_it(new):
    new["number"] = "Example 1"
    released(save(desk_of("curators"), add_url(Approval), **new))
    known = Approval.objects.get(record="xa-example")
    again = {**new, "record": "xa-example-2", "valid_from": "2024-02-10"}
    found = refusals(save(desk_of("curators"), add_url(Approval), **again))
    assert change_url(known) in found["number"]
    client = desk_of("curators")
    ends = {"valid_to_kind": "date", "valid_to": "2024-03"}
    released(save(client, propose_url(known), **ends))
    later = {**new, "record": "xa-example-2", "valid_from": "2024-04"}
    proposed(save(client, add_url(Approval), **later))


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"documents": []}, "documents", GENERAL_KNOWLEDGE),
        ({"routes": []}, "routes", "list at least one"),
        ({"route_scope": "any"}, "routes", "“listed” only"),
        ({"route_scope": "parenteral", "routes": []}, "route_scope", "A grant lists its routes"),
        ({"regulatory_class": "cosmetic"}, "routes", "never granted by a parenteral route"),
        ({"is_union_wide": "on"}, "is_union_wide", "is not a union"),
        ({"ingredient": ""}, "ingredient", "exactly one subject"),
        ({"valid_to": "2025"}, "valid_to_kind", "Ends on a date"),
        ({"valid_to_kind": "date"}, "valid_to", "give it"),
        (
            {"valid_to_kind": "date", "valid_to": "2023"},
            "valid_to",
            "must come after the beginning",
        ),
        ({"valid_from": "2024-02-30"}, "valid_from", "no date of the calendar"),
        ({"purposes": "Hair loss"}, "purposes", "lower-case letters"),
        ({"record": "XA Example"}, "record", "lower-case letters"),
    ],
)
def test_add_approval_refused_in_words(new, change, field, words):
    found = refusals(save(desk_of("curators"), add_url(Approval), **{**new, **change}))
    assert words in found[field]


def test_route_listed_and_excluded_refused(new):
    new["routes_excluded"] = new["routes"]
    found = refusals(save(desk_of("curators"), add_url(Approval), **new))
    assert "Listed and excluded" in found["routes_excluded"]


def test_general_knowledge_needs_no_document(new):
    new |= {"documents": [], "confidence": GENERAL_KNOWLEDGE}
    proposed(save(desk_of("curators"), add_url(Approval), **new))


def test_every_starter_record_can_be_corrected():
    """What is published already passes the form's checks, or nobody could correct it."""
    client = desk_of("curators")
    for row in Approval.objects.live().order_by("pk")[::8]:
        proposed(save(client, propose_url(row), paraphrase="Same, again."))


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("q=proca%C3%AFne", {"ingredient__slug": "procaine"}),
        ("effect__exact=prohibited", {"effect": "prohibited"}),
        ("about=product", {"product__isnull": False}),
        ("attention=disputed", {"is_disputed": True}),
        ("attention=unproven", {"confidence": GENERAL_KNOWLEDGE}),
        ("attention=end", {"valid_to_kind__startswith": "unknown"}),
        ("today=before", {"valid_from__gt": "2100"}),
        ("today=in", {"valid__contains": TODAY}),
        ("today=after", {"valid__endswith__lte": TODAY}),
        ("attention=review", {"review_due_on__lte": TODAY}),
    ],
)
def test_list_is_narrowed(query, wanted):
    page = desk_of("reviewers").get(list_url(Approval, query + "&all="))
    rows = page.context["cl"].queryset
    wanted = Approval.objects.live().filter(**wanted)
    assert set(wanted) <= set(rows)
    if not query.startswith("q="):
        assert set(rows) == set(wanted)


def test_list_shows_live_rows_unless_asked(listed):
    client = desk_of("curators")
    correct(listed)
    live = Approval.objects.live().get(record=listed.record)
    rows = {
        which: set(client.get(list_url(Approval, f"rows={which}")).context["cl"].queryset)
        for which in ("", "superseded", "all")
    }
    assert live in rows[""]
    assert listed not in rows[""]
    assert rows["superseded"] == {listed}
    assert {live, listed} <= rows["all"]


def test_list_by_route_covers():
    page = desk_of("curators").get(list_url(Approval, "route=intradermal"))
    route = Route.objects.get(code="intradermal")
    assert set(page.context["cl"].queryset) == set(Approval.objects.live().covering(route))
