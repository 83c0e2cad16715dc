"""The approval matrix at the desk: ingredients by countries for one route, each cell with its reason a click away."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from formulary.names import Asked
from registry.as_of import as_of
from registry.checks.check import check
from registry.checks.matrix import Cell, Matrix, Row, matrix
from registry.checks.matrix_answer import csv_header, csv_lines, envelope, file_name, rows
from registry.checks.question import CheckQuestion
from registry.facts.reader import Unknown
from registry.facts.sql import SqlFacts
from registry.facts.wide import WideFacts
from registry.vocabulary import Answer, Status

from .matrix_cell import told
from .matrix_form import CellForm, MatrixForm
from .sidebar import PAGES

A_PAGE = 50
AT_ONCE = 200
"""Ingredients that are looked at for a page of one status, and for a piece of the download."""

TONES = {
    Answer.YES: "success",
    Answer.CONDITIONAL: "info",
    Answer.UNKNOWN: "",
    Answer.NO: "danger",
}

View = Callable[..., HttpResponse]


def for_readers(view: View) -> View:
    """A page of whoever may read ingredients and what authorities say of them."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perms(PAGES["desk:matrix"]):
            raise PermissionDenied
        return view(request, **kwargs)

    return wraps(view)(admin.site.admin_view(guarded))


@for_readers
def page(request: HttpRequest) -> HttpResponse:
    """A page of the matrix, below what is asked."""
    form = MatrixForm(request.GET)
    context = {"form": form, "title": "Approval matrix", "is_fullwidth": "1"}
    size = AT_ONCE if form.is_valid() and form.cleaned_data["status"] else A_PAGE
    if first := _first(form, size):
        context |= _table(form, *first)
    return _shown(request, "matrix", context)


@for_readers
def table(request: HttpRequest) -> HttpResponse:
    """All pages as one table, as they are computed."""
    form = MatrixForm(request.GET)
    first = _first(form, AT_ONCE)
    if first is None:
        return redirect(f"{reverse('desk:matrix')}?{request.GET.urlencode()}")
    return StreamingHttpResponse(
        _pieces(form, *first),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file_name(first[0])}"'},
    )


@for_readers
def cell(request: HttpRequest) -> HttpResponse:
    """Why a cell says what it says: the records that decide it, and those that do not."""
    form = CellForm(request.GET)
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    question = CheckQuestion(
        jurisdiction=asked["jurisdiction"],
        route=asked["route"],
        on=asked["on"],
        lines=[Asked("ingredient", asked["ingredient"])],
    )
    with as_of(asked["edition"]):
        try:
            answered = check(question, SqlFacts())
        except Unknown as unknown:
            raise Http404 from unknown
        context = told(answered)
    context["tone"] = TONES[answered.verdict.answer]
    context["back"] = urlencode({name: asked[name] for name in ("route", "on", "edition")})
    return _shown(request, "matrix_cell", context)


def _first(form: MatrixForm, size: int) -> tuple[Matrix, str] | None:
    """The piece that a form asks for; None where it asks for nothing that is known, and says so."""
    if not form.is_valid():
        return None
    try:
        return _piece(form, form.cleaned_data["after"], size)
    except Unknown as unknown:
        words = f"{unknown.field.capitalize()} {unknown.value} was not known at that edition."
        form.add_error(None, words)
        return None


def _table(form: MatrixForm, found: Matrix, last: str) -> dict[str, Any]:
    return {
        "matrix": found,
        "rows": [
            (row, [_said(form, found, row, cell) for cell in row.cells]) for row in found.rows
        ],
        "tones": [(answer.label, tone) for answer, tone in TONES.items()],
        "looked_at": AT_ONCE,
        "next": form.address(after=last) if last else "",
        "first": form.address(after="") if form.cleaned_data["after"] else "",
        "download": form.address(after=""),
    }


def _piece(form: MatrixForm, after: str, size: int) -> tuple[Matrix, str]:
    """The matrix of the next ingredients after a key, and the last key of them if there are more."""
    with as_of(form.known_at):
        ingredients = list(form.ingredients().filter(slug__gt=after)[: size + 1])
        last = ingredients[size - 1].slug if len(ingredients) > size else ""
        return matrix(form.question, ingredients[:size], WideFacts()), last


def _pieces(form: MatrixForm, found: Matrix, last: str) -> Iterator[str]:
    yield csv_header([place.code for place in found.places])
    yield from csv_lines(envelope(found), rows(found))
    while last:
        found, last = _piece(form, last, AT_ONCE)
        yield from csv_lines(envelope(found), rows(found))


def _said(form: MatrixForm, found: Matrix, row: Row, cell: Cell) -> dict[str, str]:
    """One cell as it is shown: in words, in colour, with the address of its reason."""
    address = urlencode(
        {
            "ingredient": row.slug,
            "jurisdiction": cell.place.code,
            "route": found.route.code,
            "on": found.on.isoformat(),
            "edition": found.edition,
        }
    )
    return {
        "status": cell.status.label,
        # Most cells have no record: that says enough, and the others stand out.
        "answer": "" if cell.status == Status.NO_RECORD else cell.answer.label,
        "tone": TONES[cell.answer] or "unknown",
        "address": f"{reverse('desk:matrix-cell')}?{address}",
    }


def _shown(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    shown = {**admin.site.each_context(request), **context}
    return TemplateResponse(request, f"registry/admin/{name}.html", shown)
