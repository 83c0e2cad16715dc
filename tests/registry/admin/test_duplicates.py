"""What is alike is shown while somebody types, after they proposed it, and to the reviewer."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from formulary.desk.links import change_url
from formulary.models import Ingredient, Product
from registry.models import Approval, Document
from tests.formulary.admin.desk import add_url, desk_of, propose_url, proposed, save
from tests.reading import assert_flat_queries

pytestmark = pytest.mark.django_db

TYPED = {
    Ingredient: ({"preferred_name": "Example", "names-0-text": "Procaine"}, "procaine"),
    Product: ({"name": "Alopexy 50 mg/ml"}, "alopexy-5"),
    Document: ({"title": "Report on a Dubai Health Authority circulars"}, None),
}


def alike_url(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_alike")


@pytest.mark.parametrize("model", TYPED)
def test_what_is_typed_is_looked_for(model):
    sent, slug = TYPED[model]
    page = desk_of("curators").get(alike_url(model), sent).content.decode()
    record = (
        model.objects.get(slug=slug)
        if slug
        else model.objects.get(title__startswith="Report on a Dubai")
    )
    assert change_url(record) in page
    assert (
        desk_of("curators")
        .get(alike_url(model), {**sent, "own": record.pk})
        .content.decode()
        .count(change_url(record))
        == 0
    )


def test_approval_is_looked_for_by_what_its_form_points_at():
    row = Approval.objects.live().filter(product__isnull=False).exclude(number="").first()
    sent = {
        "authority": row.authority_id,
        "number": row.number.lower(),
        "jurisdiction": row.jurisdiction_id,
        "product": row.product_id,
    }
    assert change_url(row) in desk_of("curators").get(alike_url(Approval), sent).content.decode()
    nonsense = {"authority": "x", "number": "\0", "jurisdiction": "9" * 30, "product": "-1"}
    assert desk_of("curators").get(alike_url(Approval), nonsense).status_code == 200


@pytest.mark.parametrize("role", ["reviewers", "operators", None])
def test_only_who_may_propose_is_answered(role):
    assert desk_of(*filter(None, [role])).get(alike_url(Ingredient)).status_code == 403


def test_more_that_is_alike_costs_no_more_queries():
    desk = desk_of("curators")

    def add(numbers):
        Product.objects.bulk_create(
            Product(slug=f"xa-{n}", name=f"Example ampoule {n}", source="Example") for n in numbers
        )

    def ask():
        desk.get(alike_url(Product), {"name": "Example ampoule"})

    def add_more():
        add(range(2, 22))
        ask()  # names that are new are read once, by whoever asks first

    add(range(2))
    ask()
    assert_flat_queries(ask, add_more)


def test_page_tells_the_script_where_to_ask():
    page = desk_of("curators").get(add_url(Document)).content.decode()
    assert alike_url(Document) in page
    assert "registry/admin/proposal.js" in page
    page = desk_of("curators").get(propose_url(Document.objects.first())).content.decode()
    assert f'data-own="{Document.objects.first().pk}"' in page


def new_document(**typed_in):
    sent = {"title": "Example of its own", "slug": "example", "kind": "page", **typed_in}
    return save(desk_of("curators"), add_url(Document), **sent)


def test_without_a_script_it_is_said_once_it_is_proposed_and_shown_to_the_reviewer():
    other = Document.objects.exclude(url="").first()
    response = new_document(url=other.url, published_on="1999")
    change_set, _ = proposed(response)
    (warning, _) = map(str, get_messages(response.wsgi_request))
    assert change_url(other) in warning
    page = desk_of("reviewers").get(change_url(change_set))
    ((record, _),) = page.context["records"]
    assert other in [one.record for one in record.alike]
    assert "Is it one of these?" in page.content.decode()


def test_nothing_is_said_of_what_is_like_nothing_or_is_no_new_record():
    change_set, _ = proposed(new_document())
    page = desk_of("reviewers").get(change_url(change_set)).content.decode()
    assert "Is it one of these?" not in page
    change_set, _ = proposed(
        save(desk_of("curators"), propose_url(Document.objects.first()), note="Changed")
    )
    assert (
        "Is it one of these?"
        not in desk_of("reviewers").get(change_url(change_set)).content.decode()
    )
