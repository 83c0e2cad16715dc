"""Where a receipt is found: with the clinic's key, or by whoever has the paper."""

from rest_framework.request import Request
from rest_framework.reverse import reverse

from registry.models import Receipt

CODE_LENGTH = 16
"""Digits of the digest that the address of the page carries, so that it can't be found without the paper."""


def code_of(receipt: Receipt) -> str:
    return receipt.digest[:CODE_LENGTH]


def addresses_of(receipt: Receipt, request: Request) -> dict[str, str]:
    """Both, absolute."""
    page = reverse("receipt-page", [receipt.key], request=request)
    return {
        "url": reverse("receipt-detail", [receipt.key], request=request),
        "page": f"{page}?code={code_of(receipt)}",
    }
