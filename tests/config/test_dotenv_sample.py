"""`dotenv-sample` names exactly the variables that the code reads."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOOR = ROOT / "config/environment.py"
READERS = {"env_text", "env_bool", "env_list", "env_number"}


def modules() -> list[Path]:
    folders = ("config", "formulary", "registry")
    return [ROOT / "manage.py", *(path for name in folders for path in (ROOT / name).rglob("*.py"))]


def calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def test_sample_lists_what_is_read_and_nothing_else():
    sample = (ROOT / "dotenv-sample").read_text(encoding="utf-8")
    listed = re.findall(r"^#?([A-Z_]+)=", sample, flags=re.MULTILINE)
    read = {
        call.args[0].value
        for path in [*modules(), ROOT / "tests/conftest.py"]
        for call in calls(path)
        if isinstance(call.func, ast.Name) and call.func.id in READERS
        and isinstance(call.args[0], ast.Constant)
    }  # fmt: skip
    assert sorted(listed) == sorted(read)


def test_environment_is_read_through_one_door():
    """Elsewhere it may at most be told which settings to use."""
    for path in modules():
        if path == DOOR:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        used = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
        others = {name for name in used if name in ("os.environ", "os.getenv", "os.environb")}
        told = {ast.unparse(call.func) for call in calls(path)} & {"os.environ.setdefault"}
        assert not others or told, path
        assert "os.getenv" not in others, path
