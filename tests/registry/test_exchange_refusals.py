"""What is refused is explained, all of it at once, and leaves nothing behind."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from formulary.models import CocktailVersion, IngredientName
from registry.actions.exchange import plan_import
from registry.exchange import checks, planner
from registry.exchange.problems import FilesRefused
from registry.exchange.tables import TABLES
from registry.models import Approval, ApprovalRoute, ChangeSet, Edition, ProposedRow, User
from tests.publishing import curator, import_files
from tests.registry import exchange_files as make

pytestmark = pytest.mark.django_db

REFUSED = Path(__file__).parent / "samples/refused"


def test_everything_that_is_wrong_is_reported_at_once():
    """`expected.txt` was read against the files by hand, line by line."""
    problems = [str(problem) for problem in plan_import(folders=[REFUSED]).problems]
    assert problems == (REFUSED / "expected.txt").read_text(encoding="utf-8").splitlines()


def test_problem_has_its_file_line_column_and_value():
    (problem,) = [p for p in plan_import(folders=[REFUSED]).problems if p.value == "vaild"]
    assert (problem.file, problem.line, problem.column) == ("approvals.csv", 2, "lifecycle")
    assert "did you mean “valid”?" in problem.expected


def test_command_prints_every_problem_and_imports_nothing(capsys):
    curator()
    before = everything()
    with pytest.raises(CommandError, match=r"7\d problems in the files; nothing was imported"):
        call_command("import_data", REFUSED, by=curator().username)
    expected = (REFUSED / "expected.txt").read_text(encoding="utf-8")
    assert capsys.readouterr().err == expected
    assert everything() == before


def test_folder_without_files_is_refused(tmp_path):
    with pytest.raises(CommandError, match="1 problem in the files"):
        call_command("import_data", tmp_path, by=curator().username)
    with pytest.raises(CommandError, match="no folder"):
        call_command("import_data", tmp_path / "missing", by=curator().username)


def test_chain_of_forms_through_a_stored_form_is_refused(tmp_path):
    """Sodium hyaluronate is stored as a form; its base cannot become a form itself."""
    stored = IngredientName._meta.get_field("ingredient").related_model.objects
    form = stored.filter(form_of__isnull=False).select_related("form_of").first()
    base = {"slug": form.form_of.slug, "form_of": "example-peptide"}
    files = make.write(tmp_path, ingredients=make.rows("ingredients", {}, base))
    problems = plan_import(folders=[files]).problems
    assert [(p.line, p.column) for p in problems if p.column == "form_of"] == [
        (3, "form_of")
    ] * len(stored.filter(form_of=form.form_of))


def test_published_version_takes_no_change_but_a_new_version_is_welcome(tmp_path):
    import_files(make.whole(tmp_path))
    changed = make.write(
        tmp_path / "changed", cocktail_lines=make.rows("cocktail_lines", {"note": "New"})
    )
    (problem,) = plan_import(folders=[changed]).problems
    assert (problem.column, problem.value) == ("note", "New")
    assert "add version 2 of “example-mixture” instead" in problem.expected

    second = {"version": "2"}
    files = make.write(
        tmp_path / "second",
        cocktails=make.rows("cocktails", second),
        cocktail_lines=make.rows("cocktail_lines", second),
    )
    import_files(files)
    versions = CocktailVersion.objects.published().filter(cocktail__slug="example-mixture")
    assert [version.version for version in versions] == [1, 2]
    assert [version.lines.count() for version in versions] == [1, 1]


def test_draft_of_the_desk_is_not_published_by_a_file(tmp_path):
    import_files(make.whole(tmp_path))
    published = CocktailVersion.objects.get(cocktail__slug="example-mixture")
    CocktailVersion.objects.create(cocktail=published.cocktail, version=2, name="Draft")
    files = make.write(
        tmp_path / "second",
        cocktails=make.rows("cocktails", {"version": "2"}),
        cocktail_lines=make.rows("cocktail_lines", {"version": "2"}),
    )
    problems = plan_import(folders=[files]).problems
    assert len(problems) == 2
    assert all("is a draft" in problem.expected for problem in problems)


@pytest.mark.parametrize(
    ("table", "change", "complaint"),
    [
        ("approvals", {"documents": ""}, "has no document"),
        ("approvals", {"valid_to": "2020"}, "approval_valid_to_iff_date"),
        ("cocktail_lines", {"amount": "0", "unit": "mg"}, "cocktailline_amount_has_unit"),
        ("ingredients", {"category": "other", "unii": "G2SH0XKK91"}, "ingredient_unii_once"),
    ],
)
def test_what_only_the_database_refuses_is_reported_too(
    tmp_path, capsys, monkeypatch, table, change, complaint
):
    monkeypatch.setattr(planner.checks, "check", lambda book: None)
    files = make.whole(tmp_path)
    make.write(files, **{table: make.rows(table, change)})
    by = curator().username
    before = everything()
    with pytest.raises(CommandError, match="1 problem in the files; nothing was imported"):
        call_command("import_data", files, by=by)
    assert complaint in capsys.readouterr().err
    assert everything() == before


def test_import_that_dies_half_way_leaves_nothing(tmp_path, monkeypatch):
    def die(*args, **kwargs):
        raise KeyboardInterrupt

    files = make.whole(tmp_path)
    curator()
    before = everything()
    monkeypatch.setattr("registry.actions.exchange_rows._publish_versions", die)
    with pytest.raises(KeyboardInterrupt):
        import_files(files)
    assert everything() == before


def test_checks_and_database_agree_on_the_base_files(tmp_path):
    """What the refusals above start from is accepted by both."""
    planned = plan_import(folders=[make.whole(tmp_path)])
    assert not planned.problems
    assert checks.OF_TABLES.keys() <= TABLES.keys()


def everything():
    """How many rows there are of all that an import writes."""
    models = {table.model for table in TABLES.values()}
    models |= {parts.model for table in TABLES.values() for parts in table.parts}
    models |= {Approval, ApprovalRoute, ChangeSet, Edition, ProposedRow, User}
    return {model.__name__: model._default_manager.count() for model in models}


def test_hash_of_a_file_that_is_not_held_is_named_with_its_line(tmp_path):
    unknown = make.rows("documents", {}, {"slug": "another", "sha256": "0" * 64})
    with pytest.raises(FilesRefused) as refused:
        import_files(make.write(tmp_path, documents=unknown))
    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.column) == ("documents.csv", 3, "sha256")
    assert "bring it first" in problem.expected
