"""Autocompletes offer what only the draft has, and a later form of the same draft understands it."""

import pytest
from django.urls import reverse

from formulary.models import Ingredient, Product
from registry.models import ChangeSet
from tests.formulary.admin.desk import add_url, desk_of, propose_url, proposed, publish_all, save
from tests.publishing import drafted

pytestmark = pytest.mark.django_db

ASKED = {"app_label": "formulary", "model_name": "productline", "field_name": "ingredient"}


def offered(draft, term, desk=None):
    address = reverse("admin:registry_changeset_choices", args=[draft.pk])
    response = (desk or desk_of("curators")).get(address, {**ASKED, "term": term})
    assert response.status_code == 200
    return {one["text"]: one["id"] for one in response.json()["results"]}


@pytest.fixture
def draft():
    """A draft with an ingredient that nobody has published."""
    sent = {
        "preferred_name": "Example peptide",
        "slug": "xa-peptide",
        "category": "peptide",
        "source": "Example",
    }
    return proposed(save(desk_of("curators"), add_url(Ingredient), **sent))[0]


def test_product_line_names_an_ingredient_of_its_own_draft(draft):
    made_up = offered(draft, "Example pep")["Example peptide (in this draft)"]
    line = {"lines-0-ingredient": made_up, "lines-0-role": "active", "lines-TOTAL_FORMS": "1"}
    product = {"name": "Example ampoule", "slug": "xa-ampoule", "source": "Example", **line}
    chosen = {"proposal-draft": str(draft.pk), "proposal-reason": ""}
    _, rows = proposed(save(desk_of("curators"), add_url(Product), **product, **chosen))
    assert rows["product_lines", "xa-ampoule|1"].cells["ingredient"] == "xa-peptide"
    publish_all(draft)
    (line,) = Product.objects.get(slug="xa-ampoule").lines.all()
    assert line.ingredient.slug == "xa-peptide"


def test_what_is_published_is_offered_as_ever_and_nothing_is_written(draft):
    procaine = Ingredient.objects.get(slug="procaine")
    assert offered(draft, "procaine")["Procaine"] == str(procaine.pk)
    assert not Ingredient.objects.filter(slug="xa-peptide").exists()


def test_draft_that_cannot_be_tried_offers_what_is_published():
    cells = {"slug": "xa-broken", "category": "no such word"}
    draft = drafted(("ingredients", "xa-broken", None, cells))
    assert next(iter(offered(draft, "procaine"))) == "Procaine"


def test_draft_that_adds_very_many_is_left_out(draft, monkeypatch):
    monkeypatch.setattr("registry.admin.draft_choices.MOST", 0)
    assert offered(draft, "Example pep") == {}


def test_only_open_drafts_are_tried_and_only_for_who_may_propose(draft):
    address = reverse("admin:registry_changeset_choices", args=[draft.pk])
    assert desk_of("reviewers").get(address, ASKED).status_code == 403
    assert desk_of("curators").get(address, {**ASKED, "field_name": "nonsense"}).status_code == 403
    starter = ChangeSet.objects.get(kind="starter")
    gone = reverse("admin:registry_changeset_choices", args=[starter.pk])
    assert desk_of("curators").get(gone, ASKED).status_code == 404


def test_pages_tell_the_script_which_draft(draft):
    page = desk_of("curators").get(f"{propose_url(Product.objects.first())}?draft={draft.pk}")
    assert f'data-draft="{draft.pk}"' in page.content.decode()
    assert reverse("admin:registry_changeset_choices", args=[0]) in page.content.decode()
