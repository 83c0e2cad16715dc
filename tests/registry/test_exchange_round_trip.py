"""Export gives exactly what import takes."""

from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from formulary.models import Ingredient, IngredientName, Protocol
from registry.actions.exchange import plan_import
from registry.exchange.tables import TABLES
from registry.models import Approval, Edition, User
from tests.evidence import kept
from tests.publishing import import_files
from tests.registry import exchange_files as make

pytestmark = pytest.mark.django_db


def test_export_of_the_starter_set_is_the_starter_set(tmp_path, starter_files):
    call_command("export_data", tmp_path / "out", verbosity=0)
    exported = make.contents(tmp_path / "out")
    assert list(exported) == sorted(table.file for table in TABLES.values())
    assert exported == starter_files


ADDED_TO = {"routes.csv", "ingredients.csv", "pathways.csv"}
"""Files that hold more than the shared set: what the registers name and the set has no word for."""


SPLIT = b"sodium-chloride-0-9"
"""Its names and identifiers are those of the substance, which has a row of its own."""


def test_starter_set_is_the_shared_one(shared_data, starter_files):
    shared = make.contents(shared_data / "starter")
    for name, ours in starter_files.items():
        if name in ADDED_TO:
            left_out = set(shared[name].splitlines()) - set(ours.splitlines())
            assert [line.partition(b",")[0] for line in left_out] in ([], [SPLIT]), name
        else:
            assert shared[name] == ours, name


def test_export_into_an_empty_registry_exports_the_same(tmp_path, empty_registry):
    files = make.whole(tmp_path / "first")
    names = {"names": r"ru:Пример|:pro:example|a\|b|back\\slash|omega:3 example"}
    names |= {"preferred_name": "en:Example peptide", "inn": "la:exemplum", "inci_name": ":inci:x"}
    text = {"mechanism": ' two\nlines, "quoted" and\r\nreturned', "molecular_formula": "C2.0"}
    make.write(files, ingredients=make.rows("ingredients", names | text))
    import_files(files)
    correction = make.rows(
        "approvals", {"lifecycle": "revoked"}, {"id": "xa-another", "valid_from": "2020-02"}
    )
    import_files(make.write(tmp_path / "second", approvals=correction))
    call_command("export_data", tmp_path / "before")
    _check_that_the_corrected_one_keeps_its_place(tmp_path / "before")

    empty_registry()
    assert not Edition.objects.exists()
    import_files(tmp_path / "before")
    call_command("export_data", tmp_path / "after")

    assert make.contents(tmp_path / "after") == make.contents(tmp_path / "before")
    assert list(
        IngredientName.objects.order_by("position").values_list("language", "text", "kind")
    ) == [
        ("en", "Example peptide", "preferred"),
        ("la", "exemplum", "inn"),
        ("", "inci:x", "inci"),
        ("ru", "Пример", "synonym"),
        ("", "pro:example", "synonym"),
        ("", "a|b", "synonym"),
        ("", "back\\slash", "synonym"),
        ("", "omega:3 example", "synonym"),
    ]
    assert "\r\n" in Ingredient.objects.get().mechanism
    assert Ingredient.objects.get().preferred_name == "Example peptide"


def _check_that_the_corrected_one_keeps_its_place(folder):
    """It was published first, although its live row is the newest."""
    by_age = Approval.objects.live().order_by("pk").values_list("record", flat=True)
    assert list(by_age) == ["xa-another", "xa-example-peptide"]
    lines = (folder / "approvals.csv").read_text().splitlines()
    assert [line.partition(",")[0] for line in lines[1:]] == ["xa-example-peptide", "xa-another"]


def test_exported_files_of_others_stay(tmp_path):
    (tmp_path / "notes.txt").write_text("Mine")
    (tmp_path / "routes.csv").write_text("old")
    call_command("export_data", tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "Mine"
    assert (tmp_path / "routes.csv").read_text().startswith("code,name,parenteral")
    assert {path.name for path in tmp_path.iterdir()} == {
        "notes.txt",
        *(table.file for table in TABLES.values()),
    }


def test_drafts_of_cocktails_are_not_exported(tmp_path):
    ingredient = Ingredient.objects.first()
    cocktail = make_draft(ingredient)
    Protocol.objects.create(slug="xa-course", name="Example course", cocktail=cocktail)
    call_command("export_data", tmp_path)
    for name in ("cocktails", "cocktail_lines", "protocols"):
        assert cocktail.slug not in (tmp_path / f"{name}.csv").read_text()
    assert "xa-course" in (tmp_path / "protocols.csv").read_text()
    assert not plan_import(folders=[tmp_path]).changes_something()


def test_course_cannot_name_a_draft_in_a_file(tmp_path):
    cocktail = make_draft(Ingredient.objects.first())
    course = {"slug": "xa-course", "name": "Example course", "cocktail": cocktail.slug}
    (problem,) = plan_import(folders=[make.write(tmp_path, protocols=[course])]).problems
    assert (problem.column, problem.value) == ("cocktail", cocktail.slug)


def make_draft(ingredient):
    cocktail = apps.get_model("formulary", "Cocktail").objects.create(slug="xa-draft")
    version = cocktail.versions.create(version=1, name="Example draft")
    version.lines.create(position=1, ingredient=ingredient)
    return cocktail


@pytest.fixture(scope="module")
def starter_files():
    """The files of both data folders."""
    files = {}
    for app in ("formulary", "registry"):
        folder = apps.get_app_config(app).path
        files |= make.contents(Path(folder) / "data")
    return dict(sorted(files.items()))


@pytest.fixture
def empty_registry(db):
    """Begin with empty tables but the routes; call it to empty them all again."""
    kept = {User._meta.db_table, *(field.m2m_db_table() for field in User._meta.many_to_many)}

    def empty(*also_kept):
        tables = [
            model._meta.db_table
            for app in ("formulary", "registry")
            for model in apps.get_app_config(app).get_models(include_auto_created=True)
            if model._meta.db_table not in {*kept, *also_kept}
        ]
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"TRUNCATE {', '.join(tables)}")
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    empty("formulary_route")
    return empty


def test_hash_of_a_file_and_review_date_travel_with_a_document(tmp_path, shelf):
    found = {"sha256": kept().sha256, "review_due_on": "2027-01-31"}
    import_files(make.write(tmp_path / "in", documents=make.rows("documents", found)))
    call_command("export_data", tmp_path / "out")
    header, *lines = (tmp_path / "out/documents.csv").read_text().splitlines()
    assert header.endswith(",review_due_on,sha256")
    assert any(line.endswith(f",2027-01-31,{found['sha256']}") for line in lines)
    assert import_files(tmp_path / "out") is None
