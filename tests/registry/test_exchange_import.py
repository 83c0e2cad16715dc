"""Importing: what is created, changed and left, as one edition, in a number of queries that does not grow."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from formulary.models import (
    ClinicalUse,
    Ingredient,
    IngredientName,
    Product,
    ProductLine,
)
from registry.actions.approvals import Statement
from registry.actions.exchange import plan_import
from registry.as_of import as_of
from registry.exchange.plan import Outcome
from registry.models import Approval, ChangeSet, Edition, Membership
from tests.publishing import curator, import_files, publish_correction, reviewer
from tests.registry import exchange_files as make

pytestmark = pytest.mark.django_db


def test_import_is_one_edition_with_its_reason(tmp_path):
    newest = Edition.objects.first().number
    import_files(make.whole(tmp_path), reason="Because of an example")
    edition = Edition.objects.first()
    assert edition.number == newest + 1
    assert edition.change_set.reason.startswith("Because of an example (sha256 ")
    assert edition.change_set.kind == "import"
    assert (edition.change_set.proposed_by, edition.published_by) == (curator(), reviewer())


def test_second_import_changes_nothing(tmp_path, capsys):
    files = make.whole(tmp_path)
    import_files(files)
    editions, change_sets = Edition.objects.count(), ChangeSet.objects.count()
    before = _row_versions()
    call_command("import_data", files, by=curator().username)
    assert capsys.readouterr().out.endswith(
        "Nothing changes: the registry says all of this already.\n"
    )
    assert (Edition.objects.count(), ChangeSet.objects.count()) == (editions, change_sets)
    assert _row_versions() == before


def test_starter_set_is_not_loaded_again(capsys):
    editions = Edition.objects.count()
    Product.objects.update(holder="Edited since")
    call_command("load_starter")
    assert "exists: the starter set is not loaded again" in capsys.readouterr().out
    assert Edition.objects.count() == editions
    assert not Product.objects.exclude(holder="Edited since").exists()


def test_changed_approval_supersedes_and_the_old_edition_reads_as_before(tmp_path):
    import_files(make.whole(tmp_path))
    first = Approval.objects.live().get(record="xa-example-peptide")
    correction = {"lifecycle": "revoked", "routes": "subcutaneous", "purposes": "example-purpose"}
    files = make.write(tmp_path / "second", approvals=make.rows("approvals", correction))
    import_files(files)

    live = Approval.objects.live().get(record="xa-example-peptide")
    assert (live.lifecycle, live.purposes) == ("revoked", ["example-purpose"])
    assert [route.code for route in live.routes.all()] == ["subcutaneous"]
    with as_of(first.published_in_id):
        old = Approval.objects.live().get(record="xa-example-peptide")
        assert (old.pk, old.lifecycle) == (first.pk, "valid")
        assert [route.code for route in old.routes.all()] == ["intradermal"]


def test_correction_keeps_what_a_column_that_the_file_lacks_says(tmp_path):
    due = dt.date(2030, 1, 1)
    import_files(make.whole(tmp_path))
    first = Approval.objects.get(record="xa-example-peptide")
    by_hand = Approval.objects.get(pk=first.pk)
    by_hand.review_due_on = due
    statement = Statement(by_hand, first.routes.all(), (), first.documents.all())
    publish_correction(of=first, statement=statement)
    files = make.write(
        tmp_path / "second", approvals=make.rows("approvals", {"paraphrase": "Other."})
    )
    text = (files / "approvals.csv").read_text()
    (files / "approvals.csv").write_text(
        text.replace(",review_due_on", "").replace("retrieved,\n", "retrieved\n")
    )
    import_files(files)
    assert Approval.objects.live().get(record="xa-example-peptide").review_due_on == due


def test_blank_replaces_and_absent_rows_stay(tmp_path):
    first = {"mechanism": "Example", "names": "Exemple", "inn": "exemplum"}
    files = make.write(
        tmp_path, ingredients=make.rows("ingredients", first, {"slug": "example-other"})
    )
    import_files(files)
    import_files(make.write(tmp_path, ingredients=make.rows("ingredients", {})))
    ingredient = Ingredient.objects.get(slug="example-peptide")
    assert ingredient.mechanism == ""
    assert [name.text for name in ingredient.names.all()] == ["Example peptide"]
    assert Ingredient.objects.filter(slug="example-other").exists()


def test_renamed_rows_are_found_by_their_new_names(tmp_path):
    products = [{"slug": "example-product", "name": "Exämple One", "verified": "no"}]
    files = make.write(tmp_path, ingredients=make.rows("ingredients"), products=products)
    import_files(files)
    assert Product.objects.get(slug="example-product").normalised == "example one"
    renamed = make.rows("ingredients", {"preferred_name": "Néw name", "names": "ru:Пример"})
    products[0]["name"] = "Exämple Two"
    import_files(make.write(tmp_path, ingredients=renamed, products=products))
    assert Product.objects.get(slug="example-product").normalised == "example two"
    assert list(
        IngredientName.objects.filter(ingredient__slug="example-peptide").values_list(
            "normalised", "language", "kind"
        )
    ) == [("new name", "", "preferred"), ("пример", "ru", "synonym")]


def test_rows_may_hand_each_other_what_is_unique(tmp_path):
    """Base and form, and their identifiers, change places in one file."""
    base, form = (
        {"slug": "example-a", "cas": "58-85-5"},
        {"slug": "example-b", "form_of": "example-a"},
    )
    Ingredient.objects.filter(cas="58-85-5").update(cas="")
    import_files(make.write(tmp_path, ingredients=make.rows("ingredients", base, form)))
    base, form = (
        {"slug": "example-b", "cas": "58-85-5"},
        {"slug": "example-a", "form_of": "example-b"},
    )
    import_files(make.write(tmp_path, ingredients=make.rows("ingredients", base, form)))
    assert Ingredient.objects.get(slug="example-a").form_of.slug == "example-b"
    assert Ingredient.objects.get(cas="58-85-5").slug == "example-b"


def test_members_of_a_union_are_replaced_with_their_days(tmp_path):
    union = {"code": "XU", "name": "Example union", "kind": "union"}
    country = {"member_of": "XU@2010-01-01/2012-01-01|XU@2015-01-01/"}
    rows = make.rows("jurisdictions", country, union)
    import_files(make.write(tmp_path, jurisdictions=rows))
    stays = Membership.objects.filter(member__code="XA")
    assert [stay.valid.upper for stay in stays] == [dt.date(2012, 1, 1), None]
    rows[0]["member_of"] = "XU"
    import_files(make.write(tmp_path, jurisdictions=rows))
    (stay,) = Membership.objects.filter(member__code="XA")
    assert (stay.valid.lower, stay.valid.upper) == (None, None)


def test_statement_may_change_from_all_to_some_ingredients(tmp_path):
    use = {
        "slug": "example-use",
        "kind": "caution",
        "condition": "Example",
        "applies_to": "all",
        "source": "Example",
    }
    files = make.write(tmp_path, ingredients=make.rows("ingredients"), clinical_uses=[use])
    import_files(files)
    assert ClinicalUse.objects.get(slug="example-use").applies_to_all
    import_files(make.write(tmp_path, clinical_uses=[use | {"applies_to": "example-peptide"}]))
    changed = ClinicalUse.objects.get(slug="example-use")
    assert not changed.applies_to_all
    assert [ingredient.slug for ingredient in changed.ingredients.all()] == ["example-peptide"]


def test_strength_keeps_its_printed_digits_and_their_change_is_seen(tmp_path):
    line = {"product": "example-product", "position": "1", "ingredient": "example-peptide"}
    line |= {"role": "active", "strength_value": "2.0", "strength_unit": "mg"}
    files = make.write(
        tmp_path,
        ingredients=make.rows("ingredients"),
        products=[{"slug": "example-product", "name": "Example", "verified": "no"}],
        product_lines=[line],
    )
    import_files(files)
    assert str(ProductLine.objects.get(product__slug="example-product").strength_value) == "2.0"
    files = make.write(tmp_path, product_lines=[line | {"strength_value": "2"}])
    (step,) = plan_import(folders=[files]).steps["product_lines"]
    assert (step.outcome, step.changes) == (Outcome.CHANGED, ("strength_value",))


def test_plan_shows_what_would_change_and_writes_nothing(tmp_path, capsys):
    import_files(make.whole(tmp_path))
    editions = Edition.objects.count()
    rows = make.rows("approvals", {"lifecycle": "revoked"}, {"id": "xa-another"})
    files = make.write(tmp_path / "second", approvals=rows)
    capsys.readouterr()
    call_command("import_data", files, plan=True)
    assert capsys.readouterr().out.splitlines() == [
        "approvals.csv: 2 rows read",
        "approvals.csv: 1 created, 1 changed",
        "  line 2: changed lifecycle: “valid” → “revoked”",
        "  line 3: created",
    ]
    assert Edition.objects.count() == editions


def test_columns_may_stand_in_any_order_and_excel_marks_are_read(tmp_path):
    content = "name,code,parenteral,parent,edqm,fda_ncit,snomed,ema_rms,note\r\nExample,xa-route,no,,,,,,\r\n"
    (tmp_path / "routes.csv").write_bytes(b"\xef\xbb\xbf" + content.encode())
    (step,) = plan_import(folders=[tmp_path]).steps["routes"]
    assert (step.outcome, step.row.values["name"]) == (Outcome.CREATED, "Example")


def test_number_of_queries_does_not_grow_with_the_rows(tmp_path):
    make.whole(tmp_path)

    def queries(count, **change):
        files = make.write(
            tmp_path,
            ingredients=make.rows(
                "ingredients",
                *({"slug": f"example-{n}", "names": f"Name {n}", **change} for n in range(count)),
            ),
            approvals=make.rows(
                "approvals",
                *(
                    {"id": f"xa-{n}", "subject": f"example-{n}", "holder": change.get("source", "")}
                    for n in range(count)
                ),
            ),
            cocktails=make.rows(
                "cocktails", *({"slug": f"mixture-{n}-{count}"} for n in range(count))
            ),
            cocktail_lines=make.rows(
                "cocktail_lines",
                *(
                    {"cocktail": f"mixture-{n}-{count}", "ingredient": "example-0"}
                    for n in range(count)
                ),
            ),
        )
        with CaptureQueriesContext(
            connection,
        ) as captured:
            import_files(files)
        return len(captured)

    queries(1)
    assert queries(40) <= queries(41, source="Changed", names="Changed")
    few = queries(2, source="Again", names="Again")
    assert queries(40, source="More", names="More") <= few


def _row_versions():
    """The transactions that wrote the rows: an update that changes nothing would still show."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'i', id, xmin::text FROM formulary_ingredient")
        found = cursor.fetchall()
        cursor.execute("SELECT 'a', id, ctid::text FROM registry_approval")
        return found + cursor.fetchall()


def test_optional_column_that_a_file_lacks_stays_as_it_is(tmp_path):
    product = {"slug": "example-product", "name": "Example product", "verified": "no"}
    first = make.write(tmp_path / "1", products=[product | {"has_other_actives": "yes"}])
    import_files(first)
    plain = make.write(tmp_path / "2", products=[product | {"holder": "Example Laboratories"}])
    (plain / "products.csv").write_text(
        (plain / "products.csv")
        .read_text()
        .replace(",has_other_actives", "")
        .replace(",no,\n", ",no\n")
    )
    import_files(plain)
    held = Product.objects.get(slug="example-product")
    assert (held.holder, held.has_other_actives) == ("Example Laboratories", True)


def test_optional_column_is_exported_where_something_is_in_it(tmp_path):
    call_command("export_data", tmp_path / "without")
    assert "has_other_actives" not in (tmp_path / "without/products.csv").read_text()
    Product.objects.filter(slug="kenalog-10-ca").update(has_other_actives=True)
    call_command("export_data", tmp_path / "with")
    rows = (tmp_path / "with/products.csv").read_text().splitlines()
    assert rows[0].endswith(",has_other_actives")
    assert [row for row in rows if row.endswith(",yes,yes")]
    import_files(tmp_path / "with")
    assert Product.objects.filter(has_other_actives=True).count() == 1
