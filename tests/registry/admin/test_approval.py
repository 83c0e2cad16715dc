import pytest
from django.utils import timezone

from formulary.desk.links import change_url, list_url
from formulary.models import Ingredient, Route
from registry.actions.approvals import Statement, publish_correction
from registry.admin import approval
from registry.errors import AlreadySuperseded
from registry.models import Approval, Authority, Document, Edition, Jurisdiction, Pathway
from registry.vocabulary import GENERAL_KNOWLEDGE
from tests.formulary.admin.desk import add_url, desk_of, person, refusals, save, typed

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
        "reason": "Example reason",
    }


def test_add_approval_publishes_an_edition(new):
    before = Edition.objects.count()
    assert save(desk_of("curators"), add_url(Approval), **new).status_code == 302
    row = Approval.objects.get(record="xa-example")
    assert row.published_in_id == before + 1
    assert row.published_in.change_set.reason == "Example reason"
    assert row.published_in.published_by == person("curators")
    assert [link.route.code for link in row.approval_routes.all()] == ["intradermal"]
    assert row.documents.get() == Document.objects.first()


def test_change_approval_publishes_a_correction(listed):
    client = desk_of("curators")
    routes = [(link.route_id, link.position) for link in listed.approval_routes.all()]
    response = save(
        client, change_url(listed), paraphrase="Better.", reason="Read again", _continue="1"
    )
    live = Approval.objects.live().get(record=listed.record)
    assert response.headers["Location"] == change_url(live)
    assert live.pk != listed.pk
    assert live.paraphrase == "Better."
    assert [(link.route_id, link.position) for link in live.approval_routes.all()] == routes
    old = Approval.objects.get(pk=listed.pk)
    assert old.superseded_in == live.published_in
    assert old.paraphrase == listed.paraphrase


def test_change_approval_message_is_its_sentence(listed):
    response = save(
        desk_of("curators"), change_url(listed), paraphrase="Better.", reason="Read again"
    )
    page = desk_of("curators").get(response.headers["Location"])
    live = Approval.objects.live().get(record=listed.record)
    assert change_url(live) in page.content.decode()


def test_change_approval_without_a_change_is_refused(listed):
    found = refusals(save(desk_of("curators"), change_url(listed), reason="For fun"))
    assert "Nothing would change" in found["__all__"]


def test_change_approval_needs_a_reason(listed):
    found = refusals(save(desk_of("curators"), change_url(listed), paraphrase="Better."))
    assert "reason" in found


def test_documents_keep_their_order(listed):
    documents = list(Document.objects.order_by("-slug")[:3])
    statement = Statement(row=listed, routes=list(listed.routes.all()), documents=documents)
    correction = publish_correction(
        of=Approval(pk=listed.pk, record=listed.record),
        statement=statement,
        by=person("curators"),
        reason="Example",
    )
    save(desk_of("curators"), change_url(correction), paraphrase="Better.", reason="Read again")
    live = Approval.objects.live().get(record=listed.record)
    assert [link.document for link in live.approval_documents.all()] == documents


def test_superseded_row_is_read_only_and_leads_to_the_live_one(listed):
    client = desk_of("curators")
    save(client, change_url(listed), paraphrase="Better.", reason="Read again")
    page = client.get(change_url(listed))
    live = Approval.objects.live().get(record=listed.record)
    assert not page.context["has_change_permission"]
    assert change_url(live) in page.content.decode()


def test_change_approval_that_somebody_corrected_meanwhile_is_refused_in_words(listed):
    client = desk_of("curators")
    page = client.get(change_url(listed))
    save(client, change_url(listed), paraphrase="Better.", reason="Read again")
    response = client.post(
        change_url(listed), {**typed(page), "paraphrase": "Other.", "reason": "Late"}
    )
    found = refusals(response)
    live = Approval.objects.live().get(record=listed.record)
    assert "Somebody has corrected" in found["__all__"]
    assert change_url(live) in found["__all__"]
    assert "Other." in response.content.decode()


def test_change_approval_corrected_between_check_and_save_is_refused(listed, monkeypatch):
    def lose(**_):
        raise AlreadySuperseded(listed.record)

    monkeypatch.setattr(approval, "publish_correction", lose)
    response = save(
        desk_of("curators"), change_url(listed), paraphrase="Better.", reason="Read again"
    )
    assert "Somebody has corrected" in refusals(response)["__all__"]
    assert "Better." in response.content.decode()


def test_add_approval_of_a_known_id_names_it(new, listed):
    found = refusals(
        save(desk_of("curators"), add_url(Approval), **{**new, "record": listed.record})
    )
    assert change_url(listed) in found["record"]


def test_add_approval_with_number_of_another_for_the_same_days_names_it(new):
    new["number"] = "Example 1"
    save(desk_of("curators"), add_url(Approval), **new)
    known = Approval.objects.get(record="xa-example")
    again = {**new, "record": "xa-example-2", "valid_from": "2024-02-10"}
    found = refusals(save(desk_of("curators"), add_url(Approval), **again))
    assert change_url(known) in found["number"]
    client = desk_of("curators")
    ends = {"valid_to_kind": "date", "valid_to": "2024-03"}
    save(client, change_url(known), **ends, reason="It ended")
    later = {**new, "record": "xa-example-2", "valid_from": "2024-04"}
    assert save(client, add_url(Approval), **later).status_code == 302


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
    assert save(desk_of("curators"), add_url(Approval), **new).status_code == 302


def test_every_starter_record_can_be_saved():
    """What is published already passes the form's checks, or nobody could correct it."""
    client = desk_of("curators")
    for row in Approval.objects.live().order_by("pk")[::8]:
        response = save(client, change_url(row), paraphrase="Same, again.", reason="Example")
        assert response.status_code == 302, (row.record, refusals(response))


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
    save(client, change_url(listed), paraphrase="Better.", reason="Read again")
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
