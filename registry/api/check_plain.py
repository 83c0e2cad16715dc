"""Questions that are plainly in order, read without ceremony.

Most are, and the serializers of `registry.api.check_question` take longer over one than its answer does. What is not
plain here may still be in order: it is handed to them, and only they refuse. A test holds that whatever is plain means
to them what it means here.
"""

import datetime as dt
import re
from typing import Any
from urllib.parse import parse_qsl

import orjson
from django.http import HttpRequest

from formulary.names import Asked
from registry.api.check_question import LONGEST_CODE, LONGEST_NAME, MOST_LINES
from registry.checks.question import CheckQuestion
from registry.vocabulary import HAIR_LOSS

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KINDS = ("ingredient", "product")
_OF_A_QUESTION = frozenset({"jurisdiction", "route", "on", "purpose", "mixed", "lines"})
_OF_A_ROW = frozenset({"jurisdiction", "route", "on", "purpose", *_KINDS})


class NotPlain(ValueError):
    """It is for the serializers to read, or to refuse."""


def plain_post(request: HttpRequest, body: bytes, today: dt.date) -> CheckQuestion:
    """The question in a JSON body; raises NotPlain."""
    meta = request.META
    if meta.get("QUERY_STRING") or meta.get("CONTENT_TYPE") != "application/json":
        raise NotPlain
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise NotPlain from error
    if type(sent) is not dict or not sent.keys() <= _OF_A_QUESTION:
        raise NotPlain
    lines, mixed = sent.get("lines"), sent.get("mixed")
    if type(lines) is not list or not 0 < len(lines) <= MOST_LINES:
        raise NotPlain
    if "mixed" in sent and type(mixed) is not bool:
        raise NotPlain
    return _question(sent, [_line(line) for line in lines], mixed, today)


def plain_get(request: HttpRequest, today: dt.date) -> CheckQuestion:
    """The question in the parameters of an address; raises NotPlain."""
    try:
        pairs = parse_qsl(
            request.META.get("QUERY_STRING", ""), keep_blank_values=True, errors="strict"
        )
    except ValueError as error:
        raise NotPlain from error
    sent = dict(pairs)
    if len(sent) != len(pairs):
        raise NotPlain
    return plain_row(sent, today)


def plain_row(sent: Any, today: dt.date) -> CheckQuestion:
    """The question of one line in a flat mapping; raises NotPlain."""
    if type(sent) is not dict or not sent.keys() <= _OF_A_ROW:
        raise NotPlain
    line = {kind: sent[kind] for kind in _KINDS if kind in sent}
    return _question(sent, [_line(line)], None, today)


def _question(
    sent: dict[str, Any], lines: list[Asked], mixed: bool | None, today: dt.date
) -> CheckQuestion:
    if sent.get("purpose", HAIR_LOSS) != HAIR_LOSS:
        raise NotPlain
    return CheckQuestion(
        _text(sent.get("jurisdiction"), LONGEST_CODE["jurisdiction"]),
        _text(sent.get("route"), LONGEST_CODE["route"]),
        _day(sent["on"]) if "on" in sent else today,
        HAIR_LOSS,
        mixed,
        lines,
    )


def _line(sent: Any) -> Asked:
    if type(sent) is not dict or len(sent) != 1:
        raise NotPlain
    [(kind, text)] = sent.items()
    if kind not in _KINDS:
        raise NotPlain
    return Asked(kind, _text(text, LONGEST_NAME))


def _text(sent: Any, most: int) -> str:
    if type(sent) is not str or not 0 < len(sent) <= most or sent != sent.strip():
        raise NotPlain
    if "\x00" in sent or "\ufffd" in sent:
        raise NotPlain
    return sent


def _day(sent: Any) -> dt.date:
    if type(sent) is not str or not _DAY.fullmatch(sent):
        raise NotPlain
    try:
        return dt.date.fromisoformat(sent)
    except ValueError as error:
        raise NotPlain from error
