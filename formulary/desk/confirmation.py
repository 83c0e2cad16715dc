"""A button that changes something asks first: a link shows the question, and only a POST acts."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from unfold.admin import ModelAdmin

from .links import change_url


def confirmed(
    admin: ModelAdmin,
    request: HttpRequest,
    record: Model,
    *,
    question: str,
    button: str,
    act: Callable[[], Model],
    done: str,
) -> HttpResponse:
    """Ask, or act and go to the page of the record that `act` returns."""
    if request.method != "POST":
        context = {
            **admin.admin_site.each_context(request),
            "title": button,
            "opts": admin.opts,
            "original": record,
            "question": question,
            "button": button,
            "back": change_url(record),
        }
        return TemplateResponse(request, "formulary/desk/confirmation.html", context)
    result = act()
    messages.success(request, done.format(result))
    return redirect(change_url(result))
