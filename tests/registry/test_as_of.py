"""Two clocks: what was known at an edition reads the same for ever, whatever is published later."""

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from formulary.models import (
    Ingredient,
    IngredientName,
    Interaction,
    Product,
    ProductLine,
    Route,
)
from registry.as_of import SCHEMA, as_of, drop_views, make_views, queries
from registry.facts.current import newest_edition
from registry.models import HISTORIES, Document, Edition, Jurisdiction, Membership
from tests.attack import refused
from tests.editions import be_strict
from tests.publishing import edition

pytestmark = pytest.mark.django_db

MODELS = sorted(HISTORIES, key=lambda model: model._meta.label)
CHANGEABLE = [
    model
    for model in MODELS
    if model.__name__ not in ("CocktailVersion", "CocktailLine", "NameMeaning", "RegisterEntry")
]
"""Published versions of cocktails never change at all; the starter set has no entry and no name of a register."""
ANOTHER = {
    "valid": ("1990-01-01", "1990-02-01"),
    "position": 1_000,
    "source": "Example",
    "note": "Example",
    "definition": "Example",
    "open_data": "Example",
    "title": "Example",
    "slug": "example-slug",
}
ASKED = {
    "jurisdiction": "FR",
    "route": "intradermal",
    "on": "2026-06-01",
    "lines": [
        {"ingredient": "procaine"},
        {"ingredient": "Acide tranexamique"},
        {"product": "kenalog-10-ca"},
        {"ingredient": "biotine d'exemple"},
    ],
}


def everything():
    """Every row of every table that an edition can change, as it reads now."""
    found = {}
    with connection.cursor() as cursor:
        for table in queries():
            names = "to_jsonb(t) - 'superseded_in_id'"
            cursor.execute(f"SELECT {names} FROM {table} t ORDER BY ({names})::text")  # noqa: S608
            found[table] = [row for (row,) in cursor.fetchall()]
    return found


@pytest.mark.parametrize("model", CHANGEABLE, ids=lambda model: model._meta.label)
def test_row_that_changes_or_goes_reads_as_before_at_the_old_edition(model):
    with as_of(1):
        before = everything()
    row = model._default_manager.order_by("pk").last()
    with edition():
        model._default_manager.filter(pk=row.pk).update(**_another(row))
    history = HISTORIES[model].objects.filter(id=row.pk)
    assert [(was.since, was.until) for was in history] == [(1, 2)]
    with as_of(1):
        assert everything() == before
    with as_of(2):
        assert everything() == _now() != before


def _another(row):
    """A field of the row, with a value that it has not."""
    names = {field.name for field in row._meta.concrete_fields}
    for name, value in ANOTHER.items():
        if name in names:
            return {name: value}
    raise AssertionError(f"Say what may change in {row._meta.label}.")


def _now():
    assert newest_edition() == Edition.objects.count()
    return everything()


def test_row_that_is_deleted_and_made_again_reads_as_before():
    product = Product.objects.filter(lines__isnull=False).distinct()[0]
    lines = list(product.lines.values_list("position", "ingredient__slug"))
    for number in (2, 3):
        with edition():
            product.lines.all().delete()
            ProductLine.objects.create(
                product=product, position=number, ingredient=Ingredient.objects.first()
            )
    for number, expected in ((1, lines), (2, [(2,)]), (3, [(3,)])):
        with as_of(number):
            found = list(Product.objects.get(pk=product.pk).lines.values_list("position"))
            assert found == [line[:1] for line in expected]


def test_changes_of_one_edition_are_one_version():
    with edition():
        for name in ("once", "twice"):
            Product.objects.filter(slug="kenalog-10-ca").update(name=name)
    [was] = HISTORIES[Product].objects.all()
    assert was.name not in ("once", "twice")
    assert Product.objects.get(slug="kenalog-10-ca").since == 2


def test_saving_what_is_said_already_changes_no_version():
    with edition():
        for row in Product.objects.all()[:5]:
            row.save()
    assert not HISTORIES[Product].objects.exists()
    assert not Product.objects.filter(since=2).exists()


def _corrections():
    """An edition each: names, compositions, places, memberships, evidence and interactions change or go."""
    with edition():
        IngredientName.objects.filter(text="Acide tranexamique").delete()
        IngredientName.objects.create(
            ingredient=Ingredient.objects.get(slug="biotin"), text="Biotine d'exemple"
        )
    with edition():
        ProductLine.objects.filter(product__slug="kenalog-10-ca").delete()
        Product.objects.filter(slug="kenalog-10-ca").update(has_other_actives=True)
    with edition():
        Jurisdiction.objects.filter(code="FR").update(name="Example land")
        Membership.objects.filter(member__code="FR").delete()
        Document.objects.update(title="Example title", published_on="1999")
        Interaction.objects.all().delete()
        Route.objects.filter(code="intradermal").update(name="Example route", is_parenteral=False)


def test_old_editions_are_replayed_byte_for_byte(client):
    urls = [
        "/api/v1/ingredients/?edition=1",
        "/api/v1/ingredients/tranexamic-acid/?edition=1",
        "/api/v1/products/?edition=1",
        "/api/v1/products/kenalog-10-ca/?edition=1",
        "/api/v1/cocktails/?edition=1",
        "/api/v1/interactions/?edition=1",
        "/api/v1/jurisdictions/FR/?edition=1",
        "/api/v1/documents/?edition=1",
        "/api/v1/routes/?edition=1",
        "/api/v1/approvals/?edition=1&jurisdiction=FR&on=2026-06-01&route=intradermal",
    ]

    def replies():
        answers = [client.get(url) for url in urls]
        for asked in (ASKED, {**ASKED, "lines": ASKED["lines"][:2]}):
            answers.append(client.post("/api/v1/checks", {**asked, "edition": 1}, "application/json"))  # fmt: skip
        assert {answer.status_code for answer in answers} == {200}, [a.content for a in answers]
        return [answer.content for answer in answers]

    before = replies()
    newest = client.post("/api/v1/checks", ASKED, "application/json").json()
    _corrections()
    assert replies() == before
    now = client.post("/api/v1/checks", ASKED, "application/json").json()
    assert now["edition"] == 4
    assert now["lines"] != newest["lines"]


def test_moment_names_the_edition_that_was_in_force_then(client):
    sealed = Edition.objects.get(pk=1).sealed_at
    _corrections()
    url = "/api/v1/jurisdictions/FR/"
    then = client.get(url, {"known_at": sealed.isoformat()}).json()
    assert then == client.get(url, {"edition": 1}).json()
    assert then != client.get(url).json()
    asked = {**ASKED, "known_at": sealed.isoformat()}
    assert client.post("/api/v1/checks", asked, "application/json").json()["edition"] == 1


@pytest.mark.parametrize(
    ("parameters", "field", "reason"),
    [
        ({"known_at": "2026-06-01"}, "known_at", "with its offset"),
        ({"known_at": "2026-13-01T00:00:00Z"}, "known_at", "with its offset"),
        ({"known_at": "0001-01-01T00:00:00+19:30"}, "known_at", "with its offset"),
        ({"known_at": "1256-06-21T01:15:02-19:30"}, "known_at", "Nothing had been published"),
        ({"known_at": "1999-01-01T00:00:00Z"}, "known_at", "Nothing had been published"),
        ({"known_at": "2999-01-01T00:00:00Z"}, "known_at", "has passed"),
        ({"edition": "2"}, "edition", "from 1 to 1"),
        ({"edition": "1", "known_at": "2999-01-01T00:00:00Z"}, "known_at", "not both"),
    ],
)
def test_edition_or_moment_that_cannot_be_meant_is_refused(client, parameters, field, reason):
    answer = client.get("/api/v1/products/", parameters)
    assert answer.status_code == 400
    [fault] = answer.json()["errors"]
    assert fault["field"] == field
    assert reason in fault["detail"]


def test_nested_readings_each_see_their_own_edition_and_leave_no_trace():
    _corrections()
    with as_of(4), as_of(1):
        assert Jurisdiction.objects.get(code="FR").name == "France"
    with as_of(4):
        with as_of(1):
            pass
        assert Jurisdiction.objects.get(code="FR").name == "Example land"
    with pytest.raises(DatabaseError), as_of(1), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    assert Jurisdiction.objects.get(code="FR").name == "Example land"
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        assert SCHEMA not in cursor.fetchone()[0]


def test_nothing_is_written_while_an_old_edition_is_read():
    with pytest.raises(DatabaseError), as_of(1), transaction.atomic():
        Product.objects.filter(slug="kenalog-10-ca").update(name="Example")


SQL = [
    "UPDATE formulary_product SET name = 'Example'",
    "DELETE FROM formulary_interaction",
    "INSERT INTO formulary_ingredientclass (slug, name, definition, reach, regulatory_class) "
    "VALUES ('example', 'Example', 'Example', 'members', '')",
]


@pytest.mark.parametrize("sql", SQL)
def test_published_rows_change_only_in_an_edition(sql):
    be_strict()
    refused(sql, match="propose the change instead")
    with edition() as open_one, connection.cursor() as cursor:
        cursor.execute(sql)
    assert open_one.number == 2


@pytest.mark.parametrize("sql", SQL)
@pytest.mark.parametrize("number", ["1", "2", "999"])
def test_edition_that_is_not_open_lends_its_name_to_nobody(sql, number):
    be_strict()
    forged = f"SET LOCAL mesoformulary.actor = 'Somebody'; SET LOCAL mesoformulary.edition_being_written = '{number}'; {sql}"
    refused(forged, match=f"edition {number} is not open")


def test_row_cannot_claim_another_edition():
    be_strict()
    with pytest.raises(IntegrityError, match="by the edition that is open"), edition():
        Product.objects.create(slug="example", name="Example", since=1)


def test_copy_is_refused_like_the_rest():
    be_strict()
    columns = "code, name, is_parenteral, edqm, fda_ncit, snomed, ema_rms, note"
    with (
        pytest.raises(psycopg.errors.IntegrityError, match="propose"),
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.copy(f"COPY formulary_route ({columns}) FROM STDIN") as copy,
    ):
        copy.write("example\tExample\tt\t\t\t\t\t\n")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_history_is_neither_changed_nor_emptied(model):
    table = HISTORIES[model]._meta.db_table
    refused(f"TRUNCATE {table}", match="never emptied")
    with edition():
        Product.objects.filter(slug="kenalog-10-ca").update(name="Example")
    if model is Product:
        refused("UPDATE formulary_product_history SET name = 'Example'", match="never changes")
        refused("DELETE FROM formulary_product_history", match="never changes")


def test_migrating_again_makes_the_views_anew(django_db_blocker):
    drop_views()
    make_views()
    with as_of(1):
        assert Product.objects.exists()
