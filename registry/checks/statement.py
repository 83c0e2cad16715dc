"""One record in the plain values of an answer."""

import datetime as dt
from typing import Any

from registry.rules.values import Evidence, Record


def statement(record: Record) -> dict[str, Any]:
    """One record, as the authority's word that it is."""
    return {
        "id": record.id,
        "subject": {
            "kind": record.subject_kind,
            "slug": record.subject,
            "name": record.subject_name,
        },
        "jurisdiction": record.jurisdiction,
        "authority": record.authority_name,
        "regulatory_class": record.regulatory_class,
        "pathway": record.pathway,
        "effect": record.effect.value,
        "lifecycle": record.lifecycle.value,
        "number": record.number or None,
        "holder": record.holder or None,
        "route_scope": record.route_scope.value,
        "routes": [route.code for route in record.routes],
        "routes_excluded": [route.code for route in record.routes_excluded],
        "purposes": list(record.purposes),
        "valid_from": record.valid_from or None,
        "valid_to": record.valid_to or None,
        "valid_to_kind": record.valid_to_kind.value,
        "disputed": record.is_disputed,
        "paraphrase": record.paraphrase,
        "confidence": record.confidence,
        "review_due_on": _day(record.review_due_on),
        "documents": [document_of(document) for document in record.documents],
    }


def document_of(document: Evidence) -> dict[str, Any]:
    return {
        "title": document.title,
        "url": document.url or None,
        "published_on": document.published_on or None,
        "retrieved_on": document.retrieved_on or None,
        "review_due_on": _day(document.review_due_on),
    }


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
