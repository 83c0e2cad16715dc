"""What the database refuses of the formulary, whatever writes to it."""

import pytest
from django.db import connection

from formulary.models import Ingredient
from tests.attack import refused, run

pytestmark = pytest.mark.django_db

INGREDIENT = (
    "INSERT INTO formulary_ingredient (slug, preferred_name, category, unii, cas, atc_codes, "
    "molecular_formula, mechanism, caution, eu_cosmetics_annex, source, is_verified, form_of_id) "
    "VALUES (%s, %s, 'other', '', '', '{}', '', '', '', '', 'Example', false, %s)"
)
NAME = (
    "INSERT INTO formulary_ingredientname (ingredient_id, text, normalised, language, kind, position) "
    "SELECT id, %s, %s, '', %s, 0 FROM formulary_ingredient WHERE slug = %s"
)


def test_form_of_makes_no_chain():
    form = Ingredient.objects.filter(form_of__isnull=False).first()
    base = form.form_of
    other = Ingredient.objects.filter(form_of=None, forms=None).first()
    refused(
        "UPDATE formulary_ingredient SET form_of_id = %s WHERE id = %s",
        form.pk, other.pk, match="is itself a form",
    )  # fmt: skip
    refused(
        "UPDATE formulary_ingredient SET form_of_id = %s WHERE id = %s",
        other.pk, base.pk, match="has forms of its own",
    )  # fmt: skip
    refused(
        "UPDATE formulary_ingredient SET form_of_id = id WHERE id = %s",
        other.pk,
        match="not_its_own_form",
    )


def test_preferred_name_is_among_the_names():
    refused(INGREDIENT, "example-peptide", "Example peptide", None, match="is not among its names")
    refused(
        "UPDATE formulary_ingredient SET preferred_name = 'Example' WHERE slug = 'procaine'",
        match="is not among its names",
    )
    refused(
        "DELETE FROM formulary_ingredientname WHERE kind = 'preferred' AND ingredient_id = "
        "(SELECT id FROM formulary_ingredient WHERE slug = 'procaine')",
        match="is not among its names",
    )


@pytest.mark.parametrize(
    ("text", "normalised", "kind", "match"),
    [
        ("Example", "", "synonym", "folds_to_something"),
        ("Example", "example", "brand", "kind_known"),
        ("Example", "example", "preferred", "one_of_a_kind"),
    ],
)
def test_name_is_whole(text, normalised, kind, match):
    refused(NAME, text, normalised, kind, "procaine", match=match)


@pytest.mark.parametrize(
    ("table", "change", "match"),
    [
        ("ingredient", "slug = 'Not a slug'", "slug_shape"),
        ("ingredient", "category = 'magic'", "category_known"),
        ("ingredient", "unii = 'short'", "unii_shape"),
        ("ingredient", "unii = '059QF0KO0R'", "unii_once"),
        ("product", "regulatory_class = 'magic'", "regulatory_class_known"),
        ("product", "country = 'fr'", "country_shape"),
        ("productline", "role = 'magic'", "role_known"),
        ("productline", "strength_value = 1, strength_unit = ''", "strength_has_unit"),
        ("productline", "per_value = NULL, per_unit = 'mL'", "per_has_unit"),
        ("ingredientclass", "regulatory_class = 'device'", "iff_reach"),
        ("ingredientclass", "reach = 'every-injection' WHERE reach = 'members'", "has members"),
        ("interaction", "factor = 'pH', b_id = a_id", "one_partner|two_ingredients"),
        ("interaction", "rating = 'fine'", "rating_known"),
        ("clinicaluse", "icd10 = 'L63', icd10_label = ''", "icd10_has_title"),
        ("protocol", "sessions_min = 9, sessions_max = 3", "sessions_min"),
        ("protocol", "cost_min = 5, currency = ''", "cost_has_currency"),
        ("route", "code = 'Not a code'", "code_shape"),
    ],
)
def test_row_is_whole(table, change, match):
    refused(f"UPDATE formulary_{table} SET {change}", match=match)  # noqa: S608


@pytest.mark.parametrize("table", ["cocktailversion", "cocktailline"])
def test_published_cocktail_never_changes(table):
    refused(f"UPDATE formulary_{table} SET id = -id", match="is published")  # noqa: S608
    refused(f"DELETE FROM formulary_{table}", match="is published")  # noqa: S608
    refused(f"TRUNCATE formulary_{table} CASCADE", match="never emptied")


def test_published_cocktail_takes_no_line():
    refused(
        "INSERT INTO formulary_cocktailline (version_id, position, ingredient_id, unit, note) "
        "SELECT v.id, 99, i.id, '', '' FROM formulary_cocktailversion v, formulary_ingredient i "
        "WHERE i.slug = 'procaine'",
        match="is published, and so are its lines",
    )


def test_cocktail_line_names_one_thing():
    run("INSERT INTO formulary_cocktail (slug) VALUES ('example')")
    run(
        "INSERT INTO formulary_cocktailversion (cocktail_id, version, name, normalised, description, source) "
        "SELECT id, 1, 'Example', 'example', '', '' FROM formulary_cocktail WHERE slug = 'example'"
    )
    line = (
        "INSERT INTO formulary_cocktailline (version_id, position, ingredient_id, product_id, unit, note) "
        "SELECT v.id, 1, {}, '', '' FROM formulary_cocktailversion v JOIN formulary_cocktail c "
        "ON c.id = v.cocktail_id WHERE c.slug = 'example'"
    )
    both = "(SELECT min(id) FROM formulary_ingredient), (SELECT min(id) FROM formulary_product)"
    refused(line.format(both), match="one_subject")
    refused(line.format("NULL::int, NULL::int"), match="one_subject")
    one = line.format("(SELECT min(id) FROM formulary_ingredient), NULL::int")
    refused(
        one.replace("unit, note)", "note, unit)").replace("'', ''", "'', 'mg'"),
        match="amount_has_unit",
    )
    run(one)


def test_only_a_class_by_members_has_members():
    refused(
        "UPDATE formulary_ingredientclassmember SET ingredient_class_id = "
        "(SELECT min(id) FROM formulary_ingredientclass WHERE reach = 'every-injection')",
        match="does not reach by members",
    )


def test_extensions_are_there():
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        assert {"pg_trgm", "btree_gist"} <= {name for (name,) in cursor.fetchall()}
