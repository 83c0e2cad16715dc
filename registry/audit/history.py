"""“History” of any record at the desk."""

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from formulary.desk.links import list_url
from registry.models import AuditEntry

from .tables import UNFOLLOWED


def history(request: HttpRequest, app: str, model: str, key: int) -> HttpResponse:
    """What the trail has of a record; or Django's own log, for a table that it does not follow or who may not read it."""
    try:
        found = apps.get_model(app, model)
        page = admin.site.get_model_admin(found)
    except (LookupError, NotRegistered):
        raise Http404 from None
    table = found._meta.db_table
    may_read = request.user.has_perm("registry.view_auditentry")
    if may_read and table not in UNFOLLOWED:
        return redirect(list_url(AuditEntry, f"record={table}:{key}"))
    return page.history_view(request, str(key))
