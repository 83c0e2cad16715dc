"""A shelf gives back what was put on it, and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.facts import shelf as module
from registry.facts.shelf import Shelf, ShelfWriter

keys = st.text(st.characters(codec="utf-8"), max_size=20)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | keys,
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=8,
)


def written(path, entries, root=None):
    with ShelfWriter(path) as writer:
        for key, value in entries.items():
            writer.put(key, value)
        writer.finish(root)
    return Shelf(path)


@settings(deadline=None, max_examples=50)
@given(entries=st.dictionaries(keys, plain, max_size=40), other=keys, root=plain)
def test_shelf_gives_back_what_was_put_on_it(tmp_path_factory, entries, other, root):
    shelf = written(tmp_path_factory.mktemp("shelf") / "a", entries, root)
    assert {key: shelf.get(key) for key in entries} == entries
    assert other in entries or shelf.get(other) is None
    assert shelf.root == root


def test_keys_of_the_same_hash_are_told_apart(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "crc32", lambda _: 7)
    shelf = written(tmp_path / "a", {"one": 1, "two": 2, "": 3})
    assert [shelf.get(key) for key in ("one", "two", "", "three")] == [1, 2, 3, None]


def test_shelf_is_read_after_its_file_is_gone(tmp_path):
    shelf = written(tmp_path / "a", {"one": [1]})
    (tmp_path / "a").unlink()
    assert shelf.get("one") == [1]


@pytest.mark.parametrize("content", [b"", b"x", b"x" * 100])
def test_file_that_is_no_shelf_is_refused(tmp_path, content):
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(ValueError):  # noqa: PT011 (an empty file cannot be mapped, and says so in its own words)
        Shelf(tmp_path / "a")
