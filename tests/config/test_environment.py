import os
import stat

import pytest

from config.environment import data_dir, env_bool, env_list, env_number, read_dotenv, secret_key
from config.errors import Misconfigured


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1", True), ("Yes", True), (" on ", True), ("0", False), ("FALSE", False), ("", False)],
)
def test_env_bool_reads_one_truth(monkeypatch, value, expected):
    monkeypatch.setenv("DEBUG", value)
    assert env_bool("DEBUG") is expected


@pytest.mark.parametrize("value", ["2", "maybe", "tru"])
def test_env_bool_refuses_what_is_neither(monkeypatch, value):
    monkeypatch.setenv("DEBUG", value)
    with pytest.raises(Misconfigured, match=f"DEBUG={value} is neither yes nor no"):
        env_bool("DEBUG")


def test_env_list_drops_blanks(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", " a.example, ,b.example,")
    assert env_list("ALLOWED_HOSTS", "c.example") == ["a.example", "b.example"]
    monkeypatch.delenv("ALLOWED_HOSTS")
    assert env_list("ALLOWED_HOSTS", "c.example") == ["c.example"]


@pytest.mark.parametrize("value", ["0", "65536", "-1", "80x", "8e3", "²"])
def test_env_number_outside_its_range_is_refused(monkeypatch, value):
    monkeypatch.setenv("PORT", value)
    with pytest.raises(Misconfigured, match="not a whole number from 1 to 65535"):
        env_number("PORT", 8000, low=1, high=65535)


def test_secret_key_is_made_once_and_closed_to_others(monkeypatch, tmp_path):
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first = secret_key()
    assert len(first) >= 50
    assert secret_key() == first
    assert stat.S_IMODE((tmp_path / "data/secret_key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret_key"]


def test_secret_key_given_is_not_kept(monkeypatch, tmp_path):
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SECRET_KEY", "given")
    assert secret_key() == "given"
    assert not data_dir().exists()


def test_data_dir_that_can_not_be_made_is_one_line(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file/data"))
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with pytest.raises(Misconfigured, match="or set DATA_DIR to a folder of your own") as error:
        secret_key()
    assert "\n" not in str(error.value)


def test_dotenv_is_read_as_a_shell_would_and_yields_to_the_environment(monkeypatch, tmp_path):
    lines = "# comment\nMESO_A='two words'\nexport MESO_B=p$w#rd\n\nMESO_C=file\n"
    (tmp_path / ".env").write_text(lines, encoding="utf-8")
    for name in ("MESO_A", "MESO_B"):
        monkeypatch.setenv(name, "")  # so that it is put back after the test
        monkeypatch.delenv(name)
    monkeypatch.setenv("MESO_C", "environment")
    read_dotenv(tmp_path / ".env")
    found = [os.environ[name] for name in ("MESO_A", "MESO_B", "MESO_C")]
    assert found == ["two words", "p$w#rd", "environment"]


@pytest.mark.parametrize("line", ["PORT 8000", "NAME=two words", "NAME=1 # why", "NAME='open"])
def test_dotenv_line_that_is_no_assignment_is_refused_with_its_number(tmp_path, line):
    (tmp_path / ".env").write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(Misconfigured, match="line 2"):
        read_dotenv(tmp_path / ".env")
