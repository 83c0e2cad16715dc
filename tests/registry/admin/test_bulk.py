"""One change of many records: every row is drafted, or refused with its reason, and nothing is lost."""

import pytest
from django.urls import reverse

from formulary.desk.links import list_url
from formulary.models import CocktailVersion, Ingredient, IngredientClass, Product
from registry.actions.bulk_proposals import propose_for_all
from registry.actions.change_sets import open_draft
from registry.change_set_errors import Refused, RowsRefused
from registry.exchange.kinds import KINDS
from registry.models import Approval, ChangeSet, Document
from tests.formulary.admin.desk import desk_of, proposed, publish_all, typed
from tests.publishing import curator, drafted
from tests.reading import assert_flat_queries

pytestmark = pytest.mark.django_db


def select(desk, model, action, records):
    """Choose an action for some records of a list; the page that asks what it is about."""
    sent = {"action": action, "_selected_action": [record.pk for record in records]}
    return desk.post(list_url(model), sent)


def bulk(model, records, verb="bulk_change", desk=None, **typed_in):
    """Fill in that page and press Propose."""
    desk = desk or desk_of("curators")
    action = "propose_to_these" if verb == "bulk_change" else "propose_to_take_these_back"
    page = select(desk, model, action, records)
    assert page.status_code == 200
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{verb}")
    return desk.post(address, {**typed(page), "proposal-reason": "Example", **typed_in})


def live(count=3, **filters):
    return list(Approval.objects.live().filter(**filters).order_by("pk")[:count])


def test_each_record_gets_its_row_and_is_published():
    rows = live()
    change_set, found = proposed(
        bulk(Approval, rows, what="review_due_on", to_review_due_on="2030-01-01")
    )
    assert set(found) == {("approvals", row.record) for row in rows}
    publish_all(change_set)
    now = Approval.objects.live().filter(record__in=[row.record for row in rows])
    assert {str(row.review_due_on) for row in now} == {"2030-01-01"}


def test_end_says_that_it_is_a_day():
    (row,) = live(1, valid_to="", valid_from="")
    _, found = proposed(bulk(Approval, [row], what="valid_to", to_valid_to="2031-02"))
    cells = found["approvals", row.record].cells
    assert (cells["valid_to"], cells["valid_to_kind"]) == ("2031-02", "date")


def test_documents_are_added_and_taken_out():
    rows, document = live(), Document.objects.last()
    response = bulk(Approval, rows, what="documents+", **{"to_documents+": document.pk})
    change_set, found = proposed(response)
    assert all(row.cells["documents"].split("|")[-1] == document.slug for row in found.values())
    chosen = {"proposal-draft": change_set.pk, "proposal-reason": ""}
    response = bulk(
        Approval, rows[:1], what="documents-", **{"to_documents-": document.pk}, **chosen
    )
    assert response.status_code == 302
    assert not change_set.rows.filter(
        key=rows[0].record
    ).exists()  # it says what is published again
    assert change_set.rows.count() == 2


def test_second_change_in_one_draft_is_put_on_the_first():
    rows = live()
    change_set, _ = proposed(bulk(Approval, rows, what="holder", to_holder="Example"))
    chosen = {"proposal-draft": change_set.pk, "proposal-reason": ""}
    _, found = proposed(bulk(Approval, rows, what="lifecycle", to_lifecycle="suspended", **chosen))
    assert {(row.cells["holder"], row.cells["lifecycle"]) for row in found.values()} == {
        ("Example", "suspended")
    }
    assert all(row.base["holder"] != "Example" for row in found.values())


def test_ingredients_are_put_into_a_class_by_one_row():
    ingredients = list(Ingredient.objects.order_by("pk")[:3])
    group = IngredientClass.objects.filter(reach="members").first()
    response = bulk(Ingredient, ingredients, what="classes+", **{"to_classes+": group.pk})
    _, found = proposed(response)
    (row,) = found.values()
    assert (row.table, row.key) == ("classes", group.slug)
    assert {one.slug for one in ingredients} <= set(row.cells["ingredients"].split("|"))


def test_records_that_cannot_be_changed_are_named_and_nothing_is_lost():
    fine = live(2, valid_from="", valid_to="")
    (late,) = live(1, valid_from__gte="2020", valid_to="")
    desk = desk_of("curators")
    sent = {"what": "valid_to", "to_valid_to": "2019"}
    response = bulk(Approval, [*fine, late], desk=desk, **sent)
    page = response.content.decode()
    assert [key for key, _ in response.context["refused"]] == [late.record]
    assert "1 of the records cannot be changed so" in page
    assert typed(response)["to_valid_to"] == "2019"
    assert typed(response)["selected"].count(",") == 2
    assert not ChangeSet.objects.filter(kind="edit").exists()
    _change_set, found = proposed(bulk(Approval, [*fine, late], desk=desk, leave_out="on", **sent))
    assert {key for _, key in found} == {row.record for row in fine}


def test_what_only_the_database_refuses_is_found_among_the_rest():
    """No two ingredients share a CAS number: the checks of a draft look at no other rows."""
    kind, taken = KINDS[Ingredient], Ingredient.objects.exclude(cas="").first()
    keys = kind.keys_of(Ingredient.objects.exclude(pk=taken.pk).order_by("pk")[:9])
    draft = open_draft(by=curator(), reason="Example")

    def change(cells):
        last = cells["slug"] == keys[6][0]
        return {**cells, "cas": taken.cas if last else cells["cas"], "caution": "Example"}

    with pytest.raises(RowsRefused) as caught:
        propose_for_all(change_set=draft, by=curator(), kind=kind, keys=keys, change=change)
    assert list(caught.value.refused) == [keys[6][0]]
    assert not draft.rows.exists()
    done = propose_for_all(
        change_set=draft, by=curator(), kind=kind, keys=keys, change=change, leave_out_refused=True
    )
    assert (done.drafted, list(done.refused), draft.rows.count()) == (8, [keys[6][0]], 8)


def test_records_in_each_others_way_are_refused_together(monkeypatch):
    """Each would pass without the others."""

    def only_one(held, by, rows):
        return "Only one of these." if len(rows) > 1 else ""

    monkeypatch.setattr("registry.actions.bulk_proposals._refusal", only_one)
    kind = KINDS[Ingredient]
    keys = kind.keys_of(Ingredient.objects.order_by("pk")[:3])
    with pytest.raises(RowsRefused) as caught:
        propose_for_all(
            change_set=open_draft(by=curator(), reason="Example"),
            by=curator(),
            kind=kind,
            keys=keys,
            change=lambda cells: {**cells, "source": "Example"},
        )
    assert set(caught.value.refused) == {slug for (slug,) in keys[1:]}


def test_refused_change_leaves_what_the_draft_said():
    kind, taken = KINDS[Ingredient], Ingredient.objects.exclude(cas="").first()
    keys = kind.keys_of(Ingredient.objects.exclude(pk=taken.pk).order_by("pk")[:2])
    before = kind.stored(keys[0])[1]["ingredients", keys[0][0]]
    draft = drafted(("ingredients", keys[0][0], before, {**before, "caution": "Mine"}))

    def change(cells):
        return {
            **cells,
            "source": "Example",
            **({"cas": taken.cas} if cells["caution"] == "Mine" else {}),
        }

    propose_for_all(
        change_set=draft, by=curator(), kind=kind, keys=keys, change=change, leave_out_refused=True
    )
    kept = draft.rows.get(key=keys[0][0])
    assert (kept.cells["caution"], kept.cells["source"]) == ("Mine", before["source"])


def test_fault_elsewhere_in_the_draft_is_not_blamed_on_the_records():
    draft = drafted(("ingredients", "xa-broken", None, {"slug": "xa-broken", "category": "none"}))
    kind = KINDS[Approval]
    with pytest.raises(Refused, match="xa-broken"):
        propose_for_all(
            change_set=draft,
            by=curator(),
            kind=kind,
            keys=kind.keys_of(Approval.objects.live()[:2]),
            change=lambda cells: {**cells, "holder": "Example"},
        )


def test_what_says_so_already_is_no_change():
    rows = live(2)
    response = bulk(Approval, rows[:1], what="lifecycle", to_lifecycle=rows[0].lifecycle)
    assert "Nothing would change" in response.content.decode()


def test_many_are_taken_back_with_their_lines():
    kind = KINDS[Product]
    unused = Product.objects.filter(approvals=None, lines__isnull=False).distinct()[:2]
    used = Product.objects.filter(approvals__isnull=False).first()
    response = bulk(Product, [*unused, used], verb="bulk_retract")
    assert [key for key, _ in response.context["refused"]] == [used.slug]
    change_set, found = proposed(
        bulk(Product, [*unused, used], verb="bulk_retract", leave_out="on")
    )
    assert {row.action for row in found.values()} == {"retract"}
    assert {table for table, _ in found} == {"products", "product_lines"}
    publish_all(change_set)
    assert kind.stored_of({(product.slug,) for product in unused}) == {}


@pytest.mark.parametrize(
    ("typed_in", "words"),
    [
        ({}, "Choose what is changed"),
        ({"what": "review_due_on", "to_review_due_on": "soon"}, "expected days"),
        ({"what": "lifecycle", "to_lifecycle": ""}, "never empty"),
        ({"what": "documents+"}, "expected a record"),
        ({"what": "holder", "to_holder": "x", "proposal-reason": ""}, "Say why"),
        ({"what": "holder", "to_holder": "x", "selected": "1,x"}, "Enter a valid value"),
    ],
)
def test_nonsense_is_refused_in_words(typed_in, words):
    response = bulk(Approval, live(1), **typed_in)
    assert response.status_code == 200
    text = response.content.decode()
    assert words in text or any(words in str(e) for e in response.context["form"].errors.values())


def test_actions_are_offered_to_who_may_propose():
    def actions(role, model):
        page = desk_of(role).get(list_url(model))
        return {name for name, _ in page.context["action_form"].fields["action"].choices if name}

    assert actions("curators", Approval) == {
        "propose_to_these", "propose_to_take_these_back", "export_these",
    }  # fmt: skip
    assert actions("reviewers", Approval) == {"export_these"}
    assert actions("curators", CocktailVersion) == {"export_these"}
    address = reverse("admin:registry_approval_bulk_change")
    assert desk_of("reviewers").post(address, {"selected": "1"}).status_code == 403


def test_more_records_cost_no_more_queries():
    kind, rows = KINDS[Document], Document.objects.order_by("pk")
    keys = kind.keys_of(rows[:2])

    def call():
        draft = open_draft(by=curator(), reason="Example")
        propose_for_all(
            change_set=draft,
            by=curator(),
            kind=kind,
            keys=keys,
            change=lambda cells: {**cells, "publisher": "Example"},
        )

    assert_flat_queries(call, lambda: keys.extend(kind.keys_of(rows[2:40])))


def test_too_many_at_once_are_sent_to_the_files(monkeypatch):
    monkeypatch.setattr("registry.admin.bulk.MOST", 2)
    response = select(desk_of("curators"), Approval, "propose_to_these", live(3))
    assert response.headers["Location"].endswith(list_url(Approval))
