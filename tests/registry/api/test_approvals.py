"""GET /api/v1/approvals/: what a clinic's system asks most."""

import pytest

from formulary.models import Ingredient, IngredientClass, Product
from registry.api.approval_examples import PROCAINE
from registry.models import Approval, Jurisdiction
from tests.publishing import publish_correction
from tests.reading import assert_flat_queries, faults, rows, walk
from tests.registry.api.build import publish, statement

pytestmark = pytest.mark.django_db

URL = "/api/v1/approvals/"
CLINIC = {
    "jurisdiction": "FR",
    "ingredient": "procaine",
    "route": "intradermal",
    "on": "2026-06-01",
}


def ids(client, **parameters):
    return {row["id"] for row in rows(client, URL, **parameters)}


def connections(client, **parameters):
    return {row["id"]: row["connection"] for row in rows(client, URL, limit=200, **parameters)}


def test_clinic_finds_who_authorised_procaine_by_its_products(client):
    found = {row["id"]: row for row in rows(client, URL, **CLINIC)}
    row = found["fr-procaine-lavoisier-10-cis-63409284"]
    assert row["connection"] == "product"
    assert row["subject"] == {
        "kind": "product",
        "slug": "procaine-lavoisier-10",
        "name": row["subject"]["name"],
    }
    assert row["jurisdiction"] == {"code": "FR", "name": "France"}
    assert (row["authority"]["abbreviation"], row["number"]) == ("ANSM", "CIS 63409284")
    assert (row["effect"], row["lifecycle"], row["route_scope"]) == ("granted", "valid", "listed")
    assert "intradermal" in row["routes"]
    assert row["valid_to"] is None
    assert row["documents"]
    assert row["documents"][0]["published_on"]


def test_example_of_the_description_is_what_is_answered(client):
    assert client.get(f"{URL}{PROCAINE['id']}/").json() == {**PROCAINE, "edition": 1}


def test_page_says_the_day_and_the_edition_asked(client):
    page = client.get(URL, CLINIC | {"limit": 1}).json()
    assert (page["on"], page["edition"]) == ("2026-06-01", 1)
    assert "edition=1" in page["next"]
    assert client.get(URL, {"limit": 1}).json()["on"] is None


@pytest.mark.parametrize("name", ["procaine", "59-46-1", "4z8y51m438", "Прокаин"])
def test_ingredient_is_named_as_in_a_check(client, name):
    assert "fr-procaine-lavoisier-10-cis-63409284" in ids(
        client, jurisdiction="FR", ingredient=name
    )


@pytest.mark.parametrize(
    ("parameter", "value", "meant"),
    [
        ("jurisdiction", "fr", "FR"),
        ("jurisdiction", "France", None),
        ("route", "intra-dermal", "intradermal"),
        ("ingredient", "procainе", None),
        ("ingredient", "procain-hydrochloride", "procaine-hydrochloride"),
        ("product", "kenalog", "kenalog-40-ca"),
        ("authority", "ansn", "ansm"),
        ("pathway", "us_nda", "US_NDA"),
        ("class", "cosmetic", "cosmetic-products"),
        ("effect", "banned", None),
        ("lifecycle", "Valid", "valid"),
        ("regulatory_class", "drug", None),
        ("connection", "self", None),
        ("purpose", "hairloss", "hair-loss"),
        ("purpose", "Hair loss", None),
        ("inherited", "no", "true"),
        ("edition", "0", "1"),
        ("edition", "2", "1"),
        ("edition", "latest", "1"),
        ("edition", "9" * 300, "1"),
        ("on", "2026-02-30", None),
        ("on", "0000-01-01", None),
        ("on", "01/06/2026", None),
        ("search", "---", None),
    ],
)
def test_value_that_is_not_known_is_never_an_empty_list(client, parameter, value, meant):
    fault = faults(client.get(URL, {parameter: value}))[parameter]
    assert fault["value"] == value[:200] + "…" * (len(value) > 200)
    assert meant is None or meant in fault["nearest"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"ingredient": "procaine", "product": "kenalog-10-ca"}, "product"),
        ({"connection": "itself"}, "connection"),
        ({"inherited": "false"}, "inherited"),
    ],
)
def test_parameters_that_do_not_go_together_are_refused(client, query, field):
    assert set(faults(client.get(URL, query))) == {field}


def test_union_wide_records_reach_members_until_they_leave(client):
    record = "eea-nctf-135ha-device"
    assert record in ids(client, jurisdiction="FR", product="nctf-135ha")
    assert record not in ids(client, jurisdiction="FR", product="nctf-135ha", inherited="false")
    assert record not in ids(client, jurisdiction="US", product="nctf-135ha")
    publish(
        statement(
            "xa-union-ban",
            jurisdiction=Jurisdiction.objects.get(code="EEA"),
            effect="prohibited",
            is_union_wide=True,
        ),
        statement("xa-union-own", jurisdiction=Jurisdiction.objects.get(code="EEA")),
    )
    assert "xa-union-ban" in ids(client, jurisdiction="GB", ingredient="procaine", on="2020-12-31")
    gone = ids(client, jurisdiction="GB", ingredient="procaine", on="2021-01-01")
    assert "xa-union-ban" not in gone
    assert "xa-union-own" not in ids(client, jurisdiction="FR", ingredient="procaine")
    assert {"xa-union-ban", "xa-union-own"} <= ids(
        client, jurisdiction="EEA", ingredient="procaine"
    )


def test_subdivision_has_the_records_of_its_country(client):
    dubai = {row["jurisdiction"]["code"] for row in rows(client, URL, jurisdiction="AE-DU")}
    assert "AE-DU" in dubai
    assert dubai <= {"AE-DU", "AE"}


def test_bans_go_down_and_grants_go_up_and_nothing_else_moves(client):
    form = Ingredient.objects.get(slug="procaine-hydrochloride")
    publish(
        statement("xa-base-granted"),
        statement("xa-base-banned", effect="prohibited"),
        statement("xa-base-suspended", lifecycle="suspended"),
        statement("xa-form-granted", ingredient=form),
        statement("xa-form-banned", ingredient=form, effect="prohibited"),
    )
    assert connections(client, jurisdiction="XA", ingredient="procaine") == {
        "xa-base-granted": "itself",
        "xa-base-banned": "itself",
        "xa-base-suspended": "itself",
        "xa-form-granted": "form",
    }
    assert connections(client, jurisdiction="XA", ingredient="procaine-hydrochloride") == {
        "xa-base-banned": "base",
        "xa-base-suspended": "base",
        "xa-form-granted": "itself",
        "xa-form-banned": "itself",
    }


def test_product_has_its_own_records_and_the_bans_on_what_is_in_it(client):
    asked = Product.objects.get(slug="procaine-lavoisier-10")
    within = asked.lines.get(role="active").ingredient
    publish(
        statement("xa-product", product=asked),
        statement("xa-substance-granted", ingredient=within),
        statement("xa-substance-banned", ingredient=within, effect="not-authorised"),
        statement("xa-substance-rule", ingredient=within, effect="requirement"),
    )
    assert connections(client, jurisdiction="XA", product="procaine-lavoisier-10") == {
        "xa-product": "itself",
        "xa-substance-banned": "substance",
        "xa-substance-rule": "substance",
    }
    assert ids(client, jurisdiction="XA", product=asked.name, connection="itself") == {"xa-product"}


def test_classes_bear_on_members_kinds_of_product_and_every_injection(client):
    classes = {row.slug: row for row in IngredientClass.objects.all()}
    publish(
        statement("xa-hair", ingredient_class=classes["injected-hair-medicines"]),
        statement("xa-cosmetics", ingredient_class=classes["cosmetic-products"]),
        statement("xa-absent", ingredient_class=classes["unregistered-injectables"]),
        statement(
            "xa-practice",
            ingredient_class=classes["mesotherapy-procedure"],
            effect="requirement",
            route_scope="any",
        ),
    )
    assert connections(client, jurisdiction="XA", ingredient="dutasteride") == {
        "xa-hair": "class",
        "xa-practice": "every-injection",
    }
    cosmetic = Product.objects.filter(regulatory_class="cosmetic").first()
    found = connections(client, jurisdiction="XA", product=cosmetic.slug)
    assert found == {"xa-cosmetics": "class", "xa-practice": "every-injection"}
    assert ids(client, jurisdiction="XA", route="oral") == set()
    assert ids(client, **{"jurisdiction": "XA", "class": "cosmetic-products"}) == {"xa-cosmetics"}


def test_connection_is_null_where_nothing_was_asked(client):
    assert {row["connection"] for row in rows(client, URL)} == {None}


def test_route_is_covered_by_listing_it_or_by_scope_and_never_by_another(client):
    publish(
        statement("xa-listed"),
        statement("xa-any", effect="prohibited", route_scope="any"),
        statement("xa-parenteral", effect="prohibited", route_scope="parenteral"),
        statement("xa-unspecified", route_scope="unspecified"),
    )
    by_route = {
        route: ids(client, jurisdiction="XA", route=route)
        for route in ("intradermal", "subcutaneous", "cutaneous")
    }
    assert by_route == {
        "intradermal": {"xa-listed", "xa-any", "xa-parenteral"},
        "subcutaneous": {"xa-any", "xa-parenteral"},
        "cutaneous": {"xa-any"},
    }


def test_on_takes_partial_dates_as_widely_as_they_can_be(client):
    publish(
        statement("xa-month", valid_from="2020-03", valid_to="2021", valid_to_kind="date"),
        statement("xa-unknown", valid_to_kind="unknown_past"),
    )
    expected = {
        "2020-02-29": {"xa-unknown"},
        "2020-03-01": {"xa-month", "xa-unknown"},
        "2021-12-31": {"xa-month", "xa-unknown"},
        "2022-01-01": {"xa-unknown"},
    }
    assert {day: ids(client, jurisdiction="XA", on=day) for day in expected} == expected
    assert ids(client, jurisdiction="XA") == {"xa-month", "xa-unknown"}


def test_number_is_found_with_its_scheme_or_without_and_never_by_a_part(client):
    record = {"fr-procaine-lavoisier-10-cis-63409284"}
    assert ids(client, number="CIS 63409284") == record
    assert ids(client, number="63409284") == record
    assert ids(client, number="3409284") == set()


def test_purpose_keeps_what_is_limited_to_none(client):
    publish(
        statement("xa-any-purpose"),
        statement("xa-test", purposes=["sensitivity-test"]),
        statement("xa-hair", purposes=["hair-loss", "sensitivity-test"]),
    )
    assert ids(client, jurisdiction="XA", purpose="hair-loss") == {"xa-any-purpose", "xa-hair"}


def test_search_and_the_other_axes_narrow(client):
    narrow = {
        "search": "décret n° 2011-382",
        "authority": "conseil-d-etat",
        "effect": "prohibited",
        "lifecycle": "valid",
        "regulatory_class": "practice",
        "pathway": "FR_DECREE",
    }
    found = rows(client, URL, **narrow)
    assert found
    assert all(row["authority"]["slug"] == "conseil-d-etat" for row in found)


def test_correction_leaves_the_earlier_edition_word_for_word(client):
    publish(statement("xa-a"), statement("xa-b"))
    question = {"jurisdiction": "XA", "ingredient": "procaine", "on": "2026-06-01", "edition": 2}
    before = client.get(URL, question).content
    row = Approval.objects.get(record="xa-a")
    publish_correction(of=row, statement=statement("xa-a", effect="prohibited"))
    assert client.get(URL, question).content == before
    assert {r["id"]: r["effect"] for r in rows(client, URL, jurisdiction="XA")} == {
        "xa-a": "prohibited",
        "xa-b": "granted",
    }
    detail = client.get(f"{URL}xa-a/?edition=2").json()
    assert (detail["effect"], detail["edition"], detail["published_in"]) == ("granted", 2, 2)
    assert client.get(f"{URL}xa-a/").json()["edition"] == 3
    assert set(faults(client.get(f"{URL}xa-a/?edition=1"), 404)) == {"id"}
    assert set(faults(client.get(f"{URL}xa-a/?edition=4"))) == {"edition"}


def test_walk_stays_in_the_edition_that_it_began_in(client):
    publish(*(statement(f"xa-{letter}") for letter in "abcd"))
    pages = walk(client, f"{URL}?jurisdiction=XA&limit=2")
    first = next(pages)
    publish(statement("xa-bb"))
    rest = list(pages)
    found = [row["id"] for page in [first, *rest] for row in page["results"]]
    assert found == ["xa-a", "xa-b", "xa-c", "xa-d"]
    assert {page["edition"] for page in rest} == {2}


def test_queries_do_not_grow_with_records(client):
    publish(statement("xa-a"), statement("xa-b", product=Product.objects.first()))
    assert_flat_queries(
        lambda: client.get(URL, {"jurisdiction": "XA", "ingredient": "procaine"}),
        grow=lambda: publish(*(statement(f"xa-more-{number}") for number in range(20))),
    )
