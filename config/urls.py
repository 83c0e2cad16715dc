"""Addresses: the API, its description, and the curation desk."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from config.api.pages import SchemaView, TryItView
from registry.audit.history import history
from registry.pages.receipt import receipt_page

to_the_docs = RedirectView.as_view(pattern_name="docs")

urlpatterns = [
    path("", to_the_docs),
    path("api/", to_the_docs),
    path("api/v1/", to_the_docs),
    path("api/v1/docs/", TryItView.as_view(), name="docs"),
    path("api/v1/schema/", SchemaView.as_view(), name="schema"),
    path("api/v1/schema.<str:format>", SchemaView.as_view(), name="schema-file"),
    path("api/v1/", include("formulary.api.urls")),
    path("api/v1/", include("registry.api.urls")),
    path("receipts/<uuid:key>/", receipt_page, name="receipt-page"),
    path("admin/", include("registry.accounts.urls")),
    path("admin/", include("registry.admin.urls")),
    path("admin/<slug:app>/<slug:model>/<int:key>/history/", admin.site.admin_view(history)),
    path("admin/", include("registry.admin.timeline")),
    path("admin/", admin.site.urls),
]

handler400 = "config.api.handlers.bad_request"
handler403 = "config.api.handlers.permission_denied"
handler404 = "config.api.handlers.page_not_found"
handler500 = "config.api.handlers.server_error"
