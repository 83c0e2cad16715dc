"""What is plain is in order, and means to the serializers what it means here."""

import datetime as dt
import json
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from config.api.strict import unknown_members
from registry.api.check_plain import NotPlain, plain_get, plain_post, plain_row
from registry.api.check_question import (
    CheckOneSerializer,
    CheckQuestionSerializer,
    CheckRowSerializer,
    as_question,
)

TODAY = dt.date(2026, 6, 1)
ASK = RequestFactory()
words = st.sampled_from(["FR", "intradermal", "hair-loss", "procaine", " procaine", "", "\x00", "é", "x" * 70]) | st.text(max_size=8)  # fmt: skip
days = st.sampled_from(["2026-06-01", "2026-02-30", "20260601", "2026-W01-1", "٢٠٢٦-06-01"]) | words
odd = st.none() | st.booleans() | st.integers(0, 3) | st.just([]) | st.just({})
lines = st.dictionaries(st.sampled_from(["ingredient", "product", "name"]), words | odd, max_size=2)
rows = st.fixed_dictionaries(
    {"jurisdiction": words, "route": words},
    optional={
        "on": days | odd,
        "purpose": words | odd,
        "ingredient": words | odd,
        "product": words,
        "edition": odd,
        "nonsense": odd,
    },
)
questions = st.fixed_dictionaries(
    {"jurisdiction": words | odd, "route": words, "lines": st.lists(lines, max_size=3) | odd},
    optional={"on": days, "purpose": words, "mixed": odd, "cocktail": words, "explain": odd},
)
often = settings(max_examples=400, deadline=None)


def meant(serializer, sent):
    """What the serializer takes it for; it must not refuse."""
    assert not list(unknown_members(sent, serializer()))
    read = serializer(data=sent)
    assert read.is_valid(), (sent, read.errors)
    return as_question(read.validated_data, TODAY)


@often
@given(sent=questions)
def test_plain_body_means_the_same_to_the_serializers(sent):
    request = ASK.post("/", json.dumps(sent), content_type="application/json")
    try:
        question = plain_post(request, request.body, TODAY)
    except NotPlain:
        return
    assert question == meant(CheckQuestionSerializer, sent)


@often
@given(sent=rows)
def test_plain_row_means_the_same_to_the_serializers(sent):
    try:
        question = plain_row(sent, TODAY)
    except NotPlain:
        return
    assert question == meant(CheckRowSerializer, sent)


@often
@given(
    sent=st.lists(
        st.tuples(st.sampled_from(["ingredient", "jurisdiction", "route", "on", "x"]), days)
    )
)
def test_plain_address_means_the_same_to_the_serializers(sent):
    written = urlencode(sent)
    try:
        question = plain_get(ASK.get(f"/?{written}"), TODAY)
    except NotPlain:
        return
    assert question == meant(CheckOneSerializer, QueryDict(written).dict())


@pytest.mark.parametrize("on", [{}, {"on": "2026-06-01"}])
def test_ordinary_questions_are_plain(on):
    sent = {"jurisdiction": "FR", "route": "intradermal", **on}
    body = json.dumps({**sent, "lines": [{"ingredient": "Acide tranexamique"}], "mixed": False})
    posted = ASK.post("/", body, content_type="application/json")
    assert plain_post(posted, posted.body, TODAY)
    assert plain_get(ASK.get("/", {**sent, "ingredient": "Vitamin A"}), TODAY)
    assert plain_row({**sent, "product": "kenalog-10-ca"}, TODAY)
