"""An answer of JSON before Django makes a response of it: what is answered plainly is sent without one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpResponse

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class JsonAnswer:
    """A body, and the headers of this answer alone."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    status: HTTPStatus = HTTPStatus.OK

    @classmethod
    def of(cls, value: Any) -> "JsonAnswer":
        return cls(orjson.dumps(value))

    def response(self) -> HttpResponse:
        response = HttpResponse(
            self.body, content_type=JSON, status=self.status, headers=dict(self.headers)
        )
        if self.status == HTTPStatus.NOT_MODIFIED:
            del response["Content-Type"]
        return response
