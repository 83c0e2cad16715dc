"""A receipt on paper: what was asked and answered, and a code that leads back here to show that it is true."""

import hmac
from uuid import UUID

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from registry.api.receipt_addresses import code_of
from registry.checks.receipt import digest_of, question_of
from registry.models import Receipt
from registry.qr_code import qr_code
from registry.vocabulary import Answer, Status

_HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
}


@require_safe
def receipt_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """For whoever has the address with its code: it is on the paper, and can't be found without it."""
    receipt = Receipt.objects.select_related("edition").filter(key=key).first()
    if receipt is None or not hmac.compare_digest(
        request.GET.get("code", "").encode(), code_of(receipt).encode()
    ):
        raise Http404("No receipt has this address.")
    answer = orjson.loads(receipt.answer)
    shown = {
        "receipt": receipt,
        "is_intact": digest_of(receipt.question, receipt.answer) == receipt.digest,
        "question": question_of(receipt.question),
        "answer": answer,
        "answer_in_words": Answer(answer["answer"]).label,
        "lines": [
            line | {"status_in_words": Status(line["status"]).label, "number": number}
            for number, line in enumerate(answer["lines"], 1)
        ],
        "qr_code": qr_code(request.build_absolute_uri()),
    }
    page = render_to_string("registry/pages/receipt.html", shown, request)
    return HttpResponse(page, headers=_HEADERS)
