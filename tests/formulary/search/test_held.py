"""Whichever way the names came, the same text finds the same: from a file, from memory, or some read later."""

import json
import random
from contextlib import suppress

import pytest
from django.db import connection, transaction

from benchmarks.names import misspelt
from formulary.models import Ingredient, IngredientName, Spelling, UniiName
from formulary.search import dictionary_file
from formulary.search.dictionary import Dictionary
from formulary.search.dictionary_file import Held, State, write_file
from formulary.search.dictionary_writer import in_memory, write
from formulary.search.find import CURATED, EVERY_KIND, search, suggest
from formulary.search.held import HELD, seen
from formulary.search.source import DATABASE, NotWritten, Written
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


like = DATABASE.like


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
    return {text: (f.near, f.others) for text, f in like(texts, everything=True).items()}


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
    names = sorted(((name, since, "") for name, since, _ in rows), key=lambda row: row[0].encode())
    return Held(state, None, in_memory(names, {}))


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
    assert not like(["exampel mitogen"], everything=False)["exampel mitogen"].near
    HELD.hold(None)
    with edition():
        IngredientName.objects.filter(ingredient__slug="biotin", kind="synonym").first()
        name = IngredientName.objects.filter(ingredient__slug="biotin", kind="synonym").first()
        name.text = "Example mitogen"
        name.save()
    few = like(["exampel mitogen"], everything=False)["exampel mitogen"]
    assert few.near == {"example mitogen"}
    with as_of(1):
        assert not like(["exampel mitogen"], everything=False)["exampel mitogen"].near


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


def test_what_names_mean_is_taken_up_anew_when_any_means_something_else(folder):
    assert HELD.meaning(seen()[1]) is None
    assert HELD.keep()
    before = seen()[1]
    assert json.loads(HELD.meaning(before).meaning("biotin"))[0][:3] == [
        "ingredient",
        "biotin",
        "Biotin",
    ]
    with edition():
        IngredientName.objects.filter(ingredient__slug="biotin", kind="synonym").first().delete()
    assert HELD.meaning(seen()[1]) is None
    UniiName.objects.all().delete()
    assert seen()[1] != before
    assert not folder.exists()


def test_many_names_are_written_by_one_process_and_others_take_it_up(folder, monkeypatch):
    monkeypatch.setattr(dictionary_file, "FEW", 0)
    assert HELD.keep()
    version = seen()[1]
    assert HELD.meaning(version)
    assert len(list(folder.glob("*.names"))) == 1
    HELD.hold(half())
    monkeypatch.setattr(dictionary_file, "write", None)
    assert HELD.keep()
    assert HELD.meaning(version)
    monkeypatch.setattr(dictionary_file, "write_elsewhere", lambda: None)  # it fails
    with edition():
        IngredientName.objects.filter(ingredient__slug="biotin", kind="synonym").first().delete()
    assert not HELD.keep(), "the older file serves, and the keeper waits longer before the next try"
    assert HELD.meaning(version)
    for path in folder.glob("*.names"):
        path.unlink()
    HELD.hold(None)
    assert not HELD.keep()


def test_dictionary_and_database_answer_alike():
    """Of every kind of thing: also what only the list has, and its other names of what is in the formulary."""
    biotin = Ingredient.objects.get(slug="biotin").unii
    for name, unii in (("example mitogen", "EXAMPLE00V"), ("example biotinoid", biotin)):
        UniiName.objects.create(normalised=name, unii=unii, display_name=name.upper(), kind="cn")
    with connection.cursor() as cursor:  # ours, which sees what is not committed
        cursor.execute(dictionary_file._NAMES)
        written = Written(in_memory(cursor, {}))
    asked = ["exampel mitogen", "exampel biotinoid", "example", *texts()]
    compared = 0
    for kinds in (EVERY_KIND, CURATED, ("product",), ("cocktail",), ("known-substance",)):
        for text in asked:
            question = {"kinds": kinds, "limit": 50}
            assert suggest(text, source=written, **question) == suggest(text, **question)
            with suppress(NotWritten):
                found = search(text, source=written, **question)
                assert found == search(text, **question)
                compared += bool(found)
    assert compared > len(asked)
