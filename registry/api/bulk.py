"""POST /api/v1/checks/bulk: a list of checks of one line each, of any length, from one edition.

The list is put by on disk before the first answer leaves: a client that sends all of it before it reads anything would
otherwise wait for us, and we for it. From there on both sides are streamed, and memory does not grow with the list.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http import HTTPStatus
from itertools import chain, islice
from typing import IO, Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.exceptions import APIException, NotAcceptable, UnsupportedMediaType
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from config.api.edition import PARAMETERS, edition_of
from config.api.openapi import CLOCK
from config.api.parameters import check_parameters
from registry.api.bulk_read import SHORT, read_csv, read_json, read_lines
from registry.api.bulk_rows import BulkAnswerSerializer, answer_pieces
from registry.api.bulk_write import write_csv, write_json, write_lines
from registry.api.check_question import CheckRowSerializer
from registry.clinics.limits import charge
from registry.facts.current import CURRENT

MOST_MEGABYTES = 64
"""Half a million rows as pharmacies write them."""

JSON, LINES, CSV = "application/json", "application/x-ndjson", "text/csv"
READERS: dict[str, Callable[[IO[bytes]], Iterator[Any]]] = {
    JSON: read_json,
    LINES: read_lines,
    CSV: read_csv,
}
WRITERS = {JSON: write_json, LINES: write_lines, CSV: write_csv}
_EXAMPLE = [{"ingredient": "procaine", "jurisdiction": "FR", "route": "intradermal"}]
_CSV_EXAMPLE = "ingredient,jurisdiction,route\nprocaine,FR,intradermal\n"


class TooLarge(APIException):
    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = f"A list has at most {MOST_MEGABYTES} megabytes: send it in parts."


class NoLength(APIException):
    status_code = HTTPStatus.LENGTH_REQUIRED
    default_detail = "Send the list with its Content-Length."


class _AskedLater(BaseContentNegotiation):
    """What is wanted depends on what was sent."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class _Answers:
    """The pieces of an answer, and what to close when all are sent or nobody wants them any more."""

    def __init__(self, pieces: Iterator[bytes], held: ExitStack) -> None:
        self._pieces, self._held = pieces, held

    def __iter__(self) -> Iterator[bytes]:
        with self._held:
            yield from self._pieces

    def close(self) -> None:
        self._held.close()


class BulkView(APIView):
    """Many checks, one edition. Nothing is stored."""

    renderer_classes = [JSONRenderer]
    content_negotiation_class = _AskedLater

    @extend_schema(
        operation_id="check_bulk",
        tags=["checks"],
        parameters=[
            *CLOCK,
            OpenApiParameter(
                "Edition",
                int,
                OpenApiParameter.HEADER,
                response=[200],
                description="The edition from which every row is answered.",
            ),
        ],
        request={
            JSON: CheckRowSerializer(many=True),
            LINES: OpenApiTypes.STR,
            CSV: OpenApiTypes.STR,
        },
        responses={
            (200, JSON): BulkAnswerSerializer(many=True),
            (200, LINES): OpenApiTypes.STR,
            (200, CSV): OpenApiTypes.STR,
        },
        examples=[
            OpenApiExample("One row", _EXAMPLE, request_only=True, media_type=JSON),
            OpenApiExample("A file", _CSV_EXAMPLE, request_only=True, media_type=CSV),
        ],
    )
    def post(self, request: Request) -> StreamingHttpResponse:
        """May each of these be injected? For a whole stock list, in one request.

        Send a JSON array, JSON lines or CSV with a header; the answer has the same form, or the one that `Accept`
        names. All rows are answered from one edition, in their order. A bad row is answered in its place with
        what was expected, and stops none of the others. Each row counts as a question of the day.
        """
        check_parameters(request.query_params, known=PARAMETERS)
        is_pinned = any(name in request.query_params for name in PARAMETERS)
        edition = edition_of(request.query_params) if is_pinned else CURRENT.edition()
        sent = (request.content_type or "").partition(";")[0].strip().lower()
        if sent not in READERS:
            raise UnsupportedMediaType(sent)
        wanted = _wanted(request.META.get("HTTP_ACCEPT", "*/*"), sent)
        with ExitStack() as held:
            file = held.enter_context(_put_by(request._request))
            charge(request._request, sum(1 for _ in READERS[sent](file)))
            file.seek(0)
            rows = READERS[sent](file)
            first = list(
                islice(rows, 1)
            )  # a list that is none is refused before anything is answered
            pieces = answer_pieces(chain(first, rows), edition, timezone.localdate())
            answers = _Answers(WRITERS[wanted](pieces), held.pop_all())
        return StreamingHttpResponse(
            answers, content_type=wanted, headers={"Edition": str(edition)}
        )


def _wanted(accept: str, sent: str) -> str:
    """The form of the answer: the first that is accepted, and as the list came where anything is."""
    accepted = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    for one in accepted:
        if one in WRITERS:
            return one
        kind, _, any_ = one.partition("/")
        if one == "*/*" or (any_ == "*" and sent.startswith(f"{kind}/")):
            return sent
    raise NotAcceptable


def _put_by(request: HttpRequest) -> IO[bytes]:
    """The body as a file. Raises TooLarge and NoLength."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdecimal():
        raise NoLength
    if int(length) > MOST_MEGABYTES << 20:
        raise TooLarge
    file = tempfile.SpooledTemporaryFile(max_size=SHORT)  # noqa: SIM115 (who asks closes it)
    shutil.copyfileobj(request, file)
    file.seek(0)
    return file
