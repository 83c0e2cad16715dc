"""The page between a button and what it does: what will happen, and perhaps something to type."""

from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest
from django.template.response import TemplateResponse

from formulary.desk.links import change_url


def ask(
    page: ModelAdmin,
    request: HttpRequest,
    record: Model,
    *,
    title: str,
    question: str,
    form: Form | None = None,
    template: str = "account_ask",
    **shown: object,
) -> TemplateResponse:
    """Ask before something is done about a record."""
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "original": record,
        "back": change_url(record),
        "title": title,
        "question": question,
        "form": form,
        **shown,
    }
    return TemplateResponse(request, f"registry/admin/{template}.html", context)
