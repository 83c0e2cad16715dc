"""Links from one record to another, and what to say when a record exists already."""

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString


def change_url(record: Model) -> str:
    """The address of a record's page at the desk."""
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])


def list_url(model: type[Model], query: str = "") -> str:
    """The address of a model's list at the desk, filtered by `query`."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?{query}" if query else address


def link(record: Model, text: object = "") -> SafeString:
    """A link to a record's page, reading as the record does unless `text` is given."""
    return format_html(
        '<a href="{}" class="text-link underline">{}</a>', change_url(record), text or record
    )


def refusal(sentence: str, *records: Model) -> ValidationError:
    """A refusal that names records: each `{}` of the sentence becomes a link to one of them."""
    return ValidationError(format_html(sentence, *(link(record) for record in records)))
