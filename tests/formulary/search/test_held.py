"""Whichever way the names came, the same text finds the same: from a file, from memory, or some read later."""

import random

import pytest
from django.db import transaction

from benchmarks.names import misspelt
from formulary.models import IngredientName, Spelling, UniiName
from formulary.search import dictionary_file, spellings
from formulary.search.dictionary import Dictionary
from formulary.search.dictionary_file import Held, State, write_file
from formulary.search.dictionary_writer import in_memory, write
from formulary.search.held import HELD, seen
from registry.as_of import as_of
from tests.publishing import edition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Files of this test alone, written in this process; nothing is held before or after."""
    monkeypatch.setattr(dictionary_file, "folder", lambda: tmp_path / "names")
    monkeypatch.setattr(dictionary_file, "write_elsewhere", write_file)
    monkeypatch.setattr("formulary.search.held.connection.close", lambda: None)
    HELD.hold(None)
    yield tmp_path / "names"
    HELD.hold(None)


def texts():
    chance = random.Random(3)  # noqa: S311
    names = list(Spelling.objects.order_by("normalised").values_list("normalised", flat=True))
    chosen = chance.sample(names, 60)
    slipped = [misspelt(name, chance.randint(1, 2), chance).strip() for name in chosen]
    return [
        *chosen[:20],
        *(name[:4].strip() for name in chosen[20:40]),
        *filter(None, slipped),
        "a",
        "о",
    ]


def found(texts):
    return {text: (f.near, f.others) for text, f in spellings.like(texts, everything=True).items()}


def test_file_and_memory_and_names_read_later_say_the_same(folder, monkeypatch):
    asked = texts()
    memory = found(asked)
    assert not folder.exists()
    monkeypatch.setattr(dictionary_file, "FEW", 0)
    HELD.hold(None)
    assert found(asked) == memory
    assert len(list(folder.glob("*.names"))) == 1
    HELD.hold(half())
    assert len(HELD.names(seen()[0])) == 2
    assert found(asked) == memory


def half():
    """Half of the curated names, as if that had been all for a time."""
    rows = Spelling.objects.filter(since__isnull=False).order_by("number")
    rows = rows[: rows.count() // 2].values_list("normalised", "since", "number")
    state = State(seen()[0].database, curated=rows[len(rows) - 1][2])
    names = sorted(((name, since) for name, since, _ in rows), key=lambda row: row[0].encode())
    return Held(state, in_memory(names, {}))


def test_name_is_found_at_once_and_what_is_taken_back_is_in_no_dictionary():
    found(["biotin"])
    with transaction.atomic():
        Spelling.objects.create(normalised="exampelword", since=2)
        assert "exampelword" in found(["exampleword"])["exampleword"][0]
        HELD.hold(None)
        assert "exampelword" in found(["exampleword"])["exampleword"][0]
        transaction.set_rollback(True)
    Spelling.objects.create(normalised="other word", since=2)
    assert found(["exampleword"])["exampleword"] == (set(), set())
    assert "other word" in found(["othre word"])["othre word"][0]


def test_name_of_a_list_is_found_at_once_and_may_come_into_the_formulary():
    found(["biotin"])
    UniiName.objects.create(normalised="example mitogen", unii="EXAMPLE00V", kind="cn")
    assert found(["exampel mitogen"])["exampel mitogen"][0] == {"example mitogen"}
    assert not spellings.like(["exampel mitogen"], everything=False)["exampel mitogen"].near
    HELD.hold(None)
    with edition():
        IngredientName.objects.filter(ingredient__slug="biotin", kind="synonym").first()
        name = IngredientName.objects.filter(ingredient__slug="biotin", kind="synonym").first()
        name.text = "Example mitogen"
        name.save()
    few = spellings.like(["exampel mitogen"], everything=False)["exampel mitogen"]
    assert few.near == {"example mitogen"}
    with as_of(1):
        assert not spellings.like(["exampel mitogen"], everything=False)["exampel mitogen"].near


def damage(path):
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


def of_another_database(path):
    raw = path.read_bytes()
    with path.open("wb") as file:
        write(file, [], Dictionary(raw).about | {"last": "example that is not there"})


@pytest.mark.parametrize("spoil", [damage, of_another_database])
def test_file_that_cannot_be_believed_is_written_anew(folder, monkeypatch, spoil):
    monkeypatch.setattr(dictionary_file, "FEW", 0)
    expected = found(["biotni"])
    [path] = folder.glob("*.names")
    spoil(path)
    HELD.hold(None)
    assert found(["biotni"]) == expected
    HELD.hold(None)
    monkeypatch.setattr(dictionary_file, "write", None)  # nobody has to write it again
    assert found(["biotni"]) == expected


def test_file_is_written_anew_when_much_is_new_and_other_processes_take_it_up(folder, monkeypatch):
    HELD.keep()
    assert not folder.exists()
    found(["biotin"])
    HELD.keep()
    assert not folder.exists()
    old = half()
    HELD.hold(old)
    monkeypatch.setattr("formulary.search.held.FEW", 5)
    HELD.keep()
    assert len(list(folder.glob("*.names"))) == 1
    assert len(HELD.names(seen()[0])) == 1
    HELD.hold(old)
    monkeypatch.setattr(dictionary_file, "write", None)
    HELD.keep()
    assert len(HELD.names(seen()[0])) == 1
