"""The dictionary of names says what a look at every name would say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formulary.rules.probes import keys, probes
from formulary.search.dictionary import (
    EVERYTHING,
    HEAD,
    MAGIC,
    MOST_BEGUN,
    SECOND,
    THIRD,
    WHOLE,
    Dictionary,
    Scope,
    hashed,
    tail,
)
from formulary.search.dictionary_writer import in_memory, write

WORDS = st.text(alphabet="abcя水", min_size=1, max_size=6)
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
ROWS = st.dictionaries(NAMES, st.integers(0, 3), max_size=60)
SCOPES = st.builds(Scope, st.booleans(), st.none() | st.integers(1, 3))


def indexed(rows):
    meant = ((name, since, name.upper() * since) for name, since in rows.items())
    return in_memory(sorted(meant, key=lambda row: row[0].encode()), {})


@settings(max_examples=150, deadline=None)
@given(ROWS, NAMES, SCOPES)
def test_dictionary_finds_what_a_look_at_every_name_finds(rows, asked, scope):
    names = indexed(rows)
    shown = {name for name, since in rows.items() if scope.shows(since)}
    wanted = probes(asked)
    assert set(names.having(hashed(wanted), scope)) == {
        name for name in shown if not set(keys(name)).isdisjoint(wanted)
    }
    assert set(names.known([*rows, asked], scope)) == shown
    for name in (*rows, asked):
        assert names.meaning(name).decode() == name.upper() * rows.get(name, 0)
    for order in (WHOLE, SECOND, THIRD, EVERYTHING):
        begun = {n for n in shown if tail(n, order).startswith(asked)}
        begun = {n for n in begun if order == EVERYTHING or rows[n]}
        assert set(names.begun(asked, order, scope)) == begun


def test_shortest_beginnings_come_first_and_later_editions_crowd_out_none():
    rows = {f"ab{n:03}": 9 for n in range(400)} | {f"abcdef{n:03}": 1 for n in range(70)}
    names = indexed(rows | {"ab" + "c" * 400: 1})
    then = list(names.begun("ab", WHOLE, Scope(everything=False, edition=1)))
    assert then == [f"abcdef{n:03}" for n in range(MOST_BEGUN)]
    assert list(names.begun("abccc", WHOLE, Scope(everything=False))) == ["ab" + "c" * 400]


def test_what_is_not_whole_is_refused(tmp_path):
    path = tmp_path / "example.names"
    with path.open("wb") as file:
        write(file, [("biotin", 1, "[]"), ("zinc", 0, "")], {"example": 1})
    assert Dictionary.at(path).about == {"example": 1}
    whole = path.read_bytes()
    for at in range(len(MAGIC) + HEAD.size, len(whole), 7):
        damaged = bytearray(whole)
        damaged[at] ^= 1
        with pytest.raises(ValueError, match="not whole"):
            Dictionary(bytes(damaged))
    for short in (b"", whole[:20], whole[:-1]):
        path.write_bytes(short)
        with pytest.raises(ValueError):  # noqa: PT011
            Dictionary.at(path)
