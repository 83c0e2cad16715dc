"""Ingredients, products, cocktails, interactions, clinical uses, protocols and routes over the API."""

import pytest

from formulary.models import Cocktail, CocktailVersion, Ingredient, IngredientName, Protocol
from tests.reading import assert_flat_queries, faults, rows

pytestmark = pytest.mark.django_db


def slugs(client, url, **parameters):
    return {row["slug"] for row in rows(client, f"/api/v1/{url}/", limit=200, **parameters)}


def add_ingredients(*slugs, name="Example peptide"):
    """Ingredients that share a synonym."""
    for slug in slugs:
        ingredient = Ingredient.objects.create(
            slug=slug, preferred_name=slug, category="peptide", source="A test."
        )
        IngredientName.objects.create(ingredient=ingredient, text=slug, kind="preferred")
        IngredientName.objects.create(ingredient=ingredient, text=name)


def test_ingredient_has_names_codes_forms_and_classes(client):
    found = client.get("/api/v1/ingredients/procaine/").json()
    assert found["name"] == "Procaine"
    assert {"text": "Прокаин", "language": "ru", "kind": "synonym"} in found["names"]
    assert found["identifiers"]["cas"] == "59-46-1"
    assert found["base"] is None
    assert [form["slug"] for form in found["forms"]] == ["procaine-hydrochloride"]
    form = client.get("/api/v1/ingredients/procaine-hydrochloride/").json()
    assert form["base"] == {"slug": "procaine", "name": "Procaine"}
    member = client.get("/api/v1/ingredients/dutasteride/").json()
    assert "injected-hair-medicines" in {group["slug"] for group in member["classes"]}


@pytest.mark.parametrize(
    ("search", "slug"),
    [
        ("PROCAÍN", "procaine"),
        ("прокаин", "procaine"),
        ("dutasterid", "dutasteride"),
        ("dutesteride", "dutasteride"),
        ("59-46-1", "procaine"),
        ("4Z8Y51M438", "procaine"),
    ],
)
def test_ingredients_are_found_by_name_in_any_script_or_code(client, search, slug):
    assert slug in slugs(client, "ingredients", search=search)


def test_ingredients_are_narrowed(client):
    assert slugs(client, "ingredients", form_of="procaine") == {"procaine-hydrochloride"}
    assert "dutasteride" in slugs(client, "ingredients", member_of="injected-hair-medicines")
    assert "procaine" in slugs(client, "ingredients", category="local-anaesthetic", verified="true")
    assert slugs(client, "ingredients", atc="N01BA02") == {
        "procaine",
        "procaine-hydrochloride",
    }


@pytest.mark.parametrize(
    ("url", "query", "meant"),
    [
        ("ingredients", {"form_of": "procain-hydro"}, "procaine-hydrochloride"),
        ("ingredients", {"category": "vitamins"}, "vitamin"),
        ("ingredients", {"atc": "n01"}, None),
        ("products", {"ingredient": "tranexamic"}, "tranexamic-acid"),
        ("products", {"country": "fr"}, None),
        ("cocktails", {"product": "becozime"}, "becozyme"),
        ("protocols", {"indication": "alopecias"}, "alopecia"),
        ("interactions", {"rating": "bad"}, None),
        ("routes", {"parenteral": "yes"}, "true"),
    ],
)
def test_value_that_is_not_known_names_the_nearest(client, url, query, meant):
    [fault] = faults(client.get(f"/api/v1/{url}/", query)).values()
    assert meant is None or meant in fault["nearest"]


def test_name_that_two_ingredients_share_is_not_taken(client):
    add_ingredients("example-peptide-1", "example-peptide-2")
    fault = faults(client.get("/api/v1/products/?ingredient=Example peptide"))["ingredient"]
    assert sorted(fault["nearest"]) == ["example-peptide-1", "example-peptide-2"]


def test_product_has_lines_with_strength_as_printed_and_parsed(client):
    [line] = client.get("/api/v1/products/alopexy-5/").json()["lines"]
    assert line["ingredient"]["slug"] == "minoxidil"
    assert line["role"] == "active"
    assert line["strength"] == {
        "printed": "50 mg per mL",
        "value": "50",
        "unit": "mg",
        "per_value": "1",
        "per_unit": "mL",
    }


def test_products_of_a_base_are_those_of_its_salts_too(client):
    by_base = slugs(client, "products", active_ingredient="procaine")
    assert "procaine-lavoisier-10" in by_base
    assert by_base <= slugs(client, "products", ingredient="procaine")


def test_products_are_narrowed(client):
    found = rows(
        client, "/api/v1/products/", search="lavoisier", country="FR", regulatory_class="medicine"
    )
    assert {"procaine-lavoisier-10", "procaine-lavoisier-20"} <= {row["slug"] for row in found}


def test_product_named_by_two_is_not_taken(client):
    found = rows(client, "/api/v1/products/", limit=1)[0]
    assert client.get("/api/v1/cocktails/", {"product": found["name"]}).status_code == 200


def test_cocktail_has_its_published_versions_and_no_draft(client):
    cocktail = Cocktail.objects.get(slug="becozyme-recipe")
    CocktailVersion.objects.create(cocktail=cocktail, version=2, name="Secret draft")
    Cocktail.objects.create(slug="secret").versions.create(version=1, name="Secret draft")
    found = client.get("/api/v1/cocktails/becozyme-recipe/").json()
    assert [version["reference"] for version in found["versions"]] == ["becozyme-recipe@1"]
    assert found["versions"][0]["lines"][0]["amount"] == "10"
    assert "secret" not in slugs(client, "cocktails")
    assert slugs(client, "cocktails", search="secret") == set()
    fault = faults(client.get("/api/v1/cocktails/secret/"), 404)["slug"]
    assert "secret" not in fault["nearest"]


def test_protocol_hides_a_cocktail_that_nobody_published(client):
    draft = Cocktail.objects.create(slug="secret")
    Protocol.objects.create(slug="example-course", name="Example course", cocktail=draft)
    assert client.get("/api/v1/protocols/example-course/").json()["cocktail"] is None
    assert set(faults(client.get("/api/v1/protocols/?cocktail=secret"))) == {"cocktail"}


def test_cocktails_are_found_by_what_is_in_them(client):
    assert "becozyme-recipe" in slugs(client, "cocktails", ingredient="thiamine")
    assert "becozyme-recipe" not in slugs(client, "cocktails", ingredient="procaine")


def test_interactions_of_a_base_are_those_of_its_salts_too(client):
    found = rows(client, "/api/v1/interactions/", ingredient="thiamine")
    assert "thiamine-hydrochloride" in {row["a"]["slug"] for row in found}
    [pair] = rows(
        client,
        "/api/v1/interactions/",
        ingredient="sodium-metabisulfite",
        partner="thiamine-hydrochloride",
    )
    assert (pair["rating"], pair["factor"]) == ("incompatible", None)


def test_protocol_says_what_a_course_takes(client):
    found = client.get("/api/v1/protocols/seed-standard-course/").json()
    assert found["sessions"] == {"min": 5, "max": 15}
    assert found["interval_days"] == {"min": 7, "max": 7}
    assert found["cost_per_session"] == {"min": "15", "max": None, "currency": "USD"}
    assert found["results"]["visible_growth_months"] == {"min": 3.0, "max": 4.0}
    assert found["indication"]["slug"] == "alopecia"


def test_clinical_use_has_its_phase_cause_and_codes(client):
    found = client.get("/api/v1/clinical-uses/alopecia/").json()
    assert (found["kind"], found["phase"]) == ("indication", "any, after diagnosis")
    assert found["icd10"]["code"] == "L65.9"
    by_needle = rows(client, "/api/v1/clinical-uses/", kind="undesirable-effect", cause="needle")
    assert by_needle
    assert {row["cause"] for row in by_needle} == {"needle"}


def test_clinical_uses_of_an_ingredient_include_those_of_all(client):
    found = rows(client, "/api/v1/clinical-uses/", ingredient="procaine", limit=200)
    assert any(row["applies_to_all"] for row in found)
    named = {
        ref["slug"] for row in found for ref in row["ingredients"] if not row["applies_to_all"]
    }
    assert "biotin" not in named or "procaine" in named


def test_routes_are_told_apart(client):
    found = {row["code"]: row for row in rows(client, "/api/v1/routes/", parenteral="true")}
    assert {"intradermal", "subcutaneous", "intralesional"} <= set(found)
    assert found["intradermal"]["codes"]["edqm"] == "20030000"
    assert found["intradermal"]["codes"]["ema_rms"] is None


def test_queries_do_not_grow_with_ingredients(client):
    add_ingredients("example-a", "example-b")
    assert_flat_queries(
        lambda: client.get("/api/v1/ingredients/?search=example peptide"),
        grow=lambda: add_ingredients(*(f"example-{number}" for number in range(20))),
    )
