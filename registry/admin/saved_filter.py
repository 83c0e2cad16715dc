"""One's own filters: kept from above a list, and renamed or removed on a page of their own."""

import copy

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup, NotRegistered
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextInputWidget

from formulary.desk.links import list_url
from registry.actions.saved_filters import forget_filter, keep_filter, rename_filter
from registry.errors import NameTaken
from registry.models import SavedFilter
from registry.narrowing import key_of, narrowing

NOTHING = "There is nothing to keep: narrow the list first, or put it in order."
NOT_OURS = "That is no filter of this list, so it was not kept."


class NameForm(forms.Form):
    name = forms.CharField(max_length=80, widget=UnfoldAdminTextInputWidget)


class KeepForm(NameForm):
    """What a list is narrowed by now, and a name for it."""

    page = forms.CharField(max_length=100, widget=forms.HiddenInput)
    query = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)

    def __init__(self, data, *, request: HttpRequest) -> None:
        super().__init__(data)
        self.request = request

    def clean_page(self) -> ModelAdmin:
        """The list, if there is such a one and this person may open it."""
        try:
            found = admin.site.get_model_admin(apps.get_model(self.cleaned_data["page"]))
        except (LookupError, ValueError, NotRegistered) as error:
            raise forms.ValidationError("There is no such list.") from error
        if not found.has_view_permission(self.request):
            raise PermissionDenied
        return found

    def clean_query(self) -> str:
        asked = narrowing(QueryDict(self.cleaned_data["query"]))
        if not asked:
            raise forms.ValidationError(NOTHING)
        return asked

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not _understands(cleaned["page"], cleaned["query"], self.request):
            raise forms.ValidationError(NOT_OURS)
        return cleaned


def _understands(page: ModelAdmin, query: str, request: HttpRequest) -> bool:
    """Whether the list takes the query: asked of the list itself, which knows its own filters."""
    asked = copy.copy(request)
    asked.GET = QueryDict(query)
    try:
        page.get_changelist_instance(asked)
    except (IncorrectLookupParameters, DisallowedModelAdminLookup):
        return False
    return True


@admin.site.admin_view
def page(request: HttpRequest) -> HttpResponse:
    """All of one's own, list by list."""
    mine = SavedFilter.objects.filter(owner=request.user)
    context = {
        **admin.site.each_context(request),
        "title": "Your filters",
        "filters": [(kept, *_list_of(kept)) for kept in mine],
    }
    return TemplateResponse(request, "registry/admin/saved_filters.html", context)


@admin.site.admin_view
@require_POST
def keep_view(request: HttpRequest) -> HttpResponse:
    form = KeepForm(request.POST, request=request)
    if not form.is_valid():
        _tell(request, form)
        found = form.cleaned_data.get("page")
        return redirect(list_url(found.model) if found else "desk:filters")
    given = form.cleaned_data
    model = given["page"].model
    try:
        kept = keep_filter(
            by=request.user, page=key_of(model), name=given["name"], query=given["query"]
        )
        messages.success(request, f"Kept as “{kept}”.")
    except NameTaken as error:
        messages.error(request, str(error))
    return redirect(list_url(model, given["query"]))


@admin.site.admin_view
@require_POST
def rename_view(request: HttpRequest, pk: int) -> HttpResponse:
    kept, form = _own(request, pk), NameForm(request.POST)
    if not form.is_valid():
        _tell(request, form)
        return redirect("desk:filters")
    try:
        rename_filter(kept=kept, name=form.cleaned_data["name"])
        messages.success(request, f"It is called “{kept}” now.")
    except NameTaken as error:
        messages.error(request, str(error))
    return redirect("desk:filters")


@admin.site.admin_view
@require_POST
def forget_view(request: HttpRequest, pk: int) -> HttpResponse:
    kept = _own(request, pk)
    forget_filter(kept=kept)
    messages.success(request, f"“{kept}” is removed.")
    return redirect("desk:filters")


def _own(request: HttpRequest, pk: int) -> SavedFilter:
    return get_object_or_404(SavedFilter, pk=pk, owner=request.user)


def _list_of(kept: SavedFilter) -> tuple[str, str]:
    """What the list is called, and its address with the filter; neither, for a list that is no more."""
    try:
        model = apps.get_model(kept.page)
        admin.site.get_model_admin(model)
    except (LookupError, NotRegistered):
        return kept.page, ""
    return str(model._meta.verbose_name_plural).capitalize(), list_url(model, kept.query)


def _tell(request: HttpRequest, form: forms.Form) -> None:
    for field, errors in form.errors.items():
        for words in errors:
            messages.error(request, f"Name: {words}" if field == "name" else words)
