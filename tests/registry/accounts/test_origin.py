"""Where a request comes from, with and without a proxy before us."""

import pytest
from django.test import RequestFactory

from registry.accounts.origin import origin_of


@pytest.mark.parametrize(
    ("https_only", "forwarded", "address"),
    [
        (False, None, "192.0.2.1"),
        (False, "203.0.113.9", "192.0.2.1"),  # nobody we trust wrote that
        (True, "203.0.113.9", "203.0.113.9"),
        (True, "10.9.9.9, 203.0.113.9", "203.0.113.9"),  # the visitor wrote the first
        (True, None, "192.0.2.1"),
        (True, "nonsense", None),
    ],
)
def test_address_is_the_one_that_was_seen(settings, https_only, forwarded, address):
    settings.HTTPS_ONLY = https_only
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="192.0.2.1")
    assert origin_of(request).address == address
