"""The shape of the house, read from the syntax trees: who may import whom, and what stays pure."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("formulary", "registry")
PURE = ("formulary/rules", "registry/rules")
IMPURE = ("django.db.models.", "django.conf", "django.core.cache", "django.utils.timezone")
MODULE_LINES = 400


def modules(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    """Every module that a file imports, and every lazy “app.Thing” string in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level <= 1, f"{path}: a relative import leaves its room"
            found.add(node.module or "")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.update(name for name in [node.value] if re.fullmatch(r"registry\.\w[\w.]*", name))
    return found


@pytest.mark.parametrize("path", modules("formulary"), ids=str)
def test_formulary_never_imports_registry(path):
    assert not {name for name in imported(path) if name.split(".")[0] == "registry"}


@pytest.mark.parametrize("path", modules(*PURE), ids=str)
def test_rules_know_no_database_and_no_clock(path):
    names = imported(path)
    assert not {n for n in names if n.startswith(IMPURE) or ".models" in n or n == "django.db"}
    calls = {
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    }
    assert not {call for call in calls if call.endswith((".today", ".now", ".utcnow"))}


@pytest.mark.parametrize("path", modules(*APPS), ids=str)
def test_imports_stand_at_the_top(path):
    """An import hidden in a function “to avoid a circle” is the smell that this guards against."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    hidden = [
        n for f in functions for n in ast.walk(f) if isinstance(n, ast.Import | ast.ImportFrom)
    ]
    assert not hidden


@pytest.mark.parametrize("app", APPS)
def test_models_api_and_admin_of_one_app_are_not_imported_by_the_others_rooms(app):
    """Across apps: models, rules, actions and vocabulary; never another app's API, admin or pages."""
    other = {"formulary": "registry", "registry": "formulary"}[app]
    closed = tuple(f"{other}.{room}" for room in ("api", "admin", "pages", "fhir"))
    for path in modules(app):
        assert not {name for name in imported(path) if name.startswith(closed)}, path


def test_modules_stay_small():
    large = {
        str(path.relative_to(ROOT)): count
        for path in modules(*APPS, "config", "tests")
        if "migrations" not in path.parts
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > MODULE_LINES
    }
    assert not large
