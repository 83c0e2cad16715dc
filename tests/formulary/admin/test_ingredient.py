import pytest

from formulary.admin.ingredient import IngredientForm
from formulary.desk.links import change_url, list_url
from formulary.models import Ingredient
from tests.formulary.admin.desk import (
    add_url,
    desk_of,
    propose_url,
    proposed,
    refusals,
    released,
    save,
    typed,
)

pytestmark = pytest.mark.django_db

NEW = {
    "preferred_name": "Example peptide",
    "slug": "example-peptide",
    "category": "peptide",
    "source": "Example",
}


def name_row(number, text, kind="synonym", language=""):
    row = f"names-{number}"
    return {f"{row}-text": text, f"{row}-kind": kind, f"{row}-language": language}


def test_add_ingredient_keeps_its_names():
    names = {
        **name_row(0, "Peptide d’exemple", language="fr"),
        **name_row(1, "examplum", kind="inn"),
        "names-TOTAL_FORMS": "2",
    }
    released(save(desk_of("curators"), add_url(Ingredient), **NEW, **names))
    found = Ingredient.objects.get(slug="example-peptide").names.values_list(
        "text", "kind", "language", "normalised"
    )
    assert set(found) == {
        ("Example peptide", "preferred", "", "example peptide"),
        ("Peptide d’exemple", "synonym", "fr", "peptide d exemple"),
        ("examplum", "inn", "", "examplum"),
    }


def test_change_ingredient_preferred_name_follows():
    procaine = Ingredient.objects.get(slug="procaine")
    released(save(desk_of("curators"), propose_url(procaine), preferred_name="Example peptide"))
    assert procaine.names.get(kind="preferred").text == "Example peptide"


@pytest.mark.parametrize(
    ("field", "of", "message"),
    [
        ("slug", "slug", "taken by"),
        ("unii", "unii", "taken by"),
        ("cas", "cas", "taken by"),
        ("preferred_name", "preferred_name", "has this name already"),
    ],
)
def test_add_ingredient_duplicate_names_the_one_that_exists(field, of, message):
    procaine = Ingredient.objects.get(slug="procaine")
    other = {**NEW, field: getattr(procaine, of)}
    found = refusals(save(desk_of("curators"), add_url(Ingredient), **other))
    assert message in found[field]
    assert change_url(procaine) in found[field]


def test_add_ingredient_same_name_in_another_spelling_refused():
    procaine = Ingredient.objects.get(slug="procaine")
    other = {**NEW, "preferred_name": f" {procaine.preferred_name.upper()}™ "}
    found = refusals(save(desk_of("curators"), add_url(Ingredient), **other))
    assert change_url(procaine) in found["preferred_name"]


def test_add_name_of_another_ingredient_refused():
    procaine = Ingredient.objects.get(slug="procaine")
    biotin = Ingredient.objects.get(slug="biotin")
    row = biotin.names.exclude(kind="preferred").count()
    names = {**name_row(row, procaine.preferred_name), "names-TOTAL_FORMS": str(row + 1)}
    found = refusals(save(desk_of("curators"), propose_url(biotin), **names))
    assert change_url(procaine) in found["text"]


@pytest.mark.parametrize(
    ("first", "second", "field", "message"),
    [
        (("Exemplum", "synonym"), ("exemplum", "synonym"), "text", "has that name already"),
        (("Exemplum", "inn"), ("Exempla", "inn"), "kind", "has one INN"),
        (("Exemplum", "synonym"), ("—", "synonym"), "text", "at least one letter"),
    ],
)
def test_add_two_names_judged_together(first, second, field, message):
    names = {**name_row(0, *first), **name_row(1, *second), "names-TOTAL_FORMS": "2"}
    found = refusals(save(desk_of("curators"), add_url(Ingredient), **NEW, **names))
    assert message in found[field]


def test_form_of_a_form_names_both():
    form = Ingredient.objects.filter(form_of__isnull=False).first()
    found = refusals(save(desk_of("curators"), add_url(Ingredient), **NEW, form_of=str(form.pk)))
    assert change_url(form) in found["form_of"]
    assert change_url(form.form_of) in found["form_of"]


def test_base_cannot_become_a_form():
    form = Ingredient.objects.filter(form_of__isnull=False).first()
    other = Ingredient.objects.filter(form_of=None, forms=None).first()
    found = refusals(save(desk_of("curators"), propose_url(form.form_of), form_of=str(other.pk)))
    assert "is a form of this ingredient" in found["form_of"]


def test_wrong_check_digit_is_explained():
    found = refusals(save(desk_of("curators"), add_url(Ingredient), **NEW, cas="58-85-6"))
    assert "no CAS number" in found["cas"]


def test_unii_is_written_in_capitals():
    biotin = Ingredient.objects.get(slug="biotin")
    typed_in = {"unii": biotin.unii.lower(), "caution": "Example"}
    _, rows = proposed(save(desk_of("curators"), propose_url(biotin), **typed_in))
    assert rows["ingredients", "biotin"].cells["unii"] == biotin.unii


@pytest.mark.parametrize(
    "question",
    ["PROCAÏNE", "{0.unii}", "{0.cas}", "{0.slug}"],
)
def test_search_ingredients_by_any_name_or_identifier(question):
    procaine = Ingredient.objects.get(slug="procaine")
    address = list_url(Ingredient, f"q={question.format(procaine)}")
    results = desk_of("reviewers").get(address).context["cl"].result_list
    assert procaine in results
    assert len(results) < 10


def test_what_only_the_database_refuses_is_said_on_the_form(monkeypatch):
    """A form of a form, made by two people at once: the form finds no fault, the trigger does."""
    monkeypatch.setattr(IngredientForm, "clean_form_of", lambda form: form.cleaned_data["form_of"])
    form = Ingredient.objects.filter(form_of__isnull=False).first()
    response = save(desk_of("curators"), add_url(Ingredient), **NEW, form_of=str(form.pk))
    assert "is itself a form: name its base instead" in refusals(response)["__all__"]
    assert "Example peptide" in response.content.decode()
    assert not Ingredient.objects.filter(slug=NEW["slug"]).exists()


def test_constraint_speaks_its_own_words(monkeypatch):
    """The same UNII, stored by somebody else after the form had looked."""
    monkeypatch.setattr(IngredientForm, "once", ())
    monkeypatch.setattr(Ingredient, "validate_constraints", lambda *args, **kwargs: None)
    unii = Ingredient.objects.get(slug="procaine").unii
    response = save(desk_of("curators"), add_url(Ingredient), **NEW, unii=unii)
    assert refusals(response) == {"__all__": "Another ingredient has this UNII."}


def test_choice_without_a_default_is_not_made_for_anybody():
    page = desk_of("curators").get(add_url(Ingredient))
    assert typed(page)["category"] == ""
