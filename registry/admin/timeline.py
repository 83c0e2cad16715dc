"""Two pages of the desk: the timeline of a record, and the difference between any two editions."""

from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from unfold.decorators import action
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget

from formulary.desk.links import change_url
from registry.models import Edition
from registry.timeline.between import counts, in_words, keys_changed
from registry.timeline.kinds import Kind, kind_of_table, kind_of_word
from registry.timeline.record import timeline
from registry.vocabulary import ChangedKind

PER_PAGE = 30
RECORDS = 20
"""How many records a page tells in words."""


class DifferenceForm(forms.Form):
    """Which two editions, and of what kind of record."""

    first = forms.IntegerField(
        label="From edition", min_value=0, widget=UnfoldAdminIntegerFieldWidget
    )
    last = forms.IntegerField(label="To edition", min_value=1, widget=UnfoldAdminIntegerFieldWidget)
    kind = forms.ChoiceField(label="In words", required=False, widget=UnfoldAdminSelectWidget)

    def __init__(self, *args, newest: int, kinds: list[Kind], **kwargs):
        super().__init__(*args, **kwargs)
        self.newest = newest
        words = [(kind.word.value, kind.word.label) for kind in kinds]
        self.fields["kind"].choices = [("", "Counts only"), *words]

    def clean(self):
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if last is not None and last > self.newest:
            self.add_error("last", f"The newest edition is {self.newest}.")
        elif first is not None and last is not None and first >= last:
            self.add_error("first", "Give an earlier edition; 0 is before the first.")
        return self.cleaned_data


class OnATimeline:
    """The button on a record's page that leads to its timeline."""

    @action(description="Timeline", url_path="timeline", permissions=["view"], icon="timeline")
    def show_timeline(self, request: HttpRequest, object_id: str) -> HttpResponse:
        record = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if record is None:
            raise Http404
        return redirect(timeline_url(record, self.record_kind))  # type: ignore[attr-defined]


def timeline_url(record: Model, exchanged) -> str:
    """The address of the timeline of a record, which the files of the exchange format know by a natural key."""
    kind, key = kind_of_table(exchanged.table.name), exchanged.key_of(record)
    if kind.word == ChangedKind.COCKTAIL:  # one timeline for all its versions
        key = key[:1]
        return reverse("timeline", args=[kind.word.value, key[0]])
    return reverse("timeline", args=[kind.word.value, exchanged.table.key_text(key)])


def timeline_view(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """What we said of a record, when, by whom and why."""
    found = _allowed(request, kind)
    told = timeline(found, key, _place(request.GET.get("before", "")), PER_PAGE)
    if not told.entries and "before" not in request.GET:
        raise Http404
    older = urlencode({"before": "{}.{}".format(*told.older)}) if told.older else ""
    own = next((entry for entry in told.entries if entry.change.key == key), None)
    context = {
        **admin.site.each_context(request),
        "title": f"Timeline: {own.name if own else key}",
        "kind": found.word,
        "key": key,
        "timeline": told,
        "older": older,
        "record_url": _record_url(found, key),
        "newest": _newest(),
    }
    return TemplateResponse(request, "registry/admin/timeline.html", context)


def difference_view(request: HttpRequest) -> HttpResponse:
    """What two editions say otherwise: counts, and one kind of record in words, or one record."""
    kinds = [kind for word in ChangedKind.values if _may_see(request, kind := kind_of_word(word))]
    if not kinds:
        raise PermissionDenied
    newest = _newest()
    asked = request.GET if "first" in request.GET else None
    start = {"first": max(newest - 1, 0), "last": newest}
    form = DifferenceForm(asked, newest=newest, kinds=kinds, initial=start)
    context = {
        **admin.site.each_context(request),
        "title": "Difference between two editions",
        "form": form,
        "newest": newest,
    }
    if asked is not None and form.is_valid():
        context |= _difference(request, form.cleaned_data, kinds)
    return TemplateResponse(request, "registry/admin/difference.html", context)


def _difference(request: HttpRequest, asked: dict, kinds: list[Kind]) -> dict:
    first, last, kind = asked["first"], asked["last"], kind_of_word(asked["kind"])
    editions = Edition.objects.select_related("change_set").in_bulk([first, last])
    found: dict[str, object] = {"first": editions.get(first), "last": editions[last]}
    key = request.GET.get("record", "")
    if kind and key:
        return {**found, "record": key, "records": in_words(kind, [key], first, last)}
    seen = {kind.word for kind in kinds}
    found["counts"] = [count for count in counts(first, last) if count.kind in seen]
    if kind is None:
        return found
    keys = keys_changed(kind, first, last, request.GET.get("after", ""), RECORDS + 1)
    shown = [key for key, _ in keys[:RECORDS]]
    more = (
        urlencode({"first": first, "last": last, "kind": asked["kind"], "after": shown[-1]})
        if len(keys) > RECORDS
        else ""
    )
    return {**found, "kind": kind.word, "records": in_words(kind, shown, first, last), "more": more}


def _allowed(request: HttpRequest, word: str) -> Kind:
    kind = kind_of_word(word)
    if kind is None:
        raise Http404
    if not _may_see(request, kind):
        raise PermissionDenied
    return kind


def _may_see(request: HttpRequest, kind: Kind | None) -> bool:
    return kind is not None and request.user.has_perm(kind.permission)


def _place(text: str) -> tuple[int, int] | None:
    edition, _, position = text.partition(".")
    if not text:
        return None
    if not all(
        part.isascii() and part.isdecimal() and len(part) < 10 for part in (edition, position)
    ):
        raise Http404
    return int(edition), int(position)


def _newest() -> int:
    return (
        Edition.objects.sealed().order_by("-number").values_list("number", flat=True).first() or 0
    )


def _record_url(kind: Kind, key: str) -> str:
    """The page of the record, if it is still there."""
    if kind.word in (ChangedKind.INTERACTION, ChangedKind.APPROVAL):
        rows = kind.model._default_manager.filter(**_named(kind, key)).order_by("-pk")
    else:
        rows = kind.model._default_manager.filter(**{kind.key: key})
    row = rows.first()
    return change_url(row) if row else ""


def _named(kind: Kind, key: str) -> dict[str, str | None]:
    if kind.word == ChangedKind.APPROVAL:
        return {"record": key}
    a, b, factor = [*key.split("|", 2), "", ""][:3]
    return {"a__slug": a, "factor": factor.replace("\\|", "|").replace("\\\\", "\\")} | (
        {"b__slug": b} if b else {"b": None}
    )


urlpatterns = [
    path("timeline/<slug:kind>/<path:key>/", admin.site.admin_view(timeline_view), name="timeline"),
    path("difference/", admin.site.admin_view(difference_view), name="difference"),
]
