"""Clinics and their keys, for operators."""

import datetime as dt

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.html import format_html
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import action, display

from formulary.desk.forms import CuratedForm
from formulary.desk.links import change_url, link, list_url
from formulary.desk.pages import CuratedAdmin, ReadOnlyAdmin
from registry.actions.clinic_keys import issue_key, revoke_key
from registry.actions.clinics import keep_clinic
from registry.errors import RegistryError
from registry.models import ApiKey, Clinic, Licence

from .asking import ask
from .clinic_forms import KeyForm

AT_MOST_TWO = (
    "The key is shown once. A clinic has at most two live keys: the one in use, and the next."
)

SHOWN_ONCE = (
    "Give the clinic this key by a way that nobody else reads. It is shown now and never again, and works until "
    "{0.day} {0:%B %Y}."
)


class ClinicForm(CuratedForm):
    once = ("slug", "name")


@admin.register(Clinic)
class ClinicAdmin(CuratedAdmin):
    form = ClinicForm
    actions_detail = ("issue_a_key",)
    ordering = ("name",)
    readonly_fields = ("live_keys", "its_licences")
    list_display = ("name", "is_active", "keys_in_use", "requests_a_minute", "questions_a_day")
    list_filter = ("is_active",)
    search_fields = ("name", "slug", "licences__number")
    search_help_text = "Name, slug or the number of a licence"
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", "slug", "is_active")}),
        ("What it may ask", {"fields": (("requests_a_minute", "questions_a_day"),)}),
    )

    def get_queryset(self, request):
        live = Q(keys__revoked_at=None, keys__expires_at__gt=Now())
        return (
            super().get_queryset(request).annotate(live=Count("keys", filter=live, distinct=True))
        )

    def get_fieldsets(self, request, obj=None):
        """With links to what this person may open."""
        has = {"registry.view_apikey": "live_keys", "registry.view_licence": "its_licences"}
        shown = tuple(field for what, field in has.items() if request.user.has_perm(what))
        known = ("What it has", {"fields": (shown,)})
        return (*self.fieldsets, known) if obj and shown else self.fieldsets

    @display(description="live keys", ordering="live")
    def keys_in_use(self, clinic):
        return clinic.live

    @display(description="live keys")
    def live_keys(self, clinic):
        address = list_url(ApiKey, f"clinic__id__exact={clinic.pk}")
        return format_html('<a href="{}" class="text-link underline">{}</a>', address, clinic.live)

    @display(description="licences")
    def its_licences(self, clinic):
        address = list_url(Licence, f"clinic__id__exact={clinic.pk}")
        count = clinic.licences.count()
        return format_html('<a href="{}" class="text-link underline">{}</a>', address, count)

    def save_model(self, request, obj, form, change):
        keep_clinic(clinic=obj)

    def has_issue_permission(self, request, object_id=None):
        return request.user.has_perm("registry.add_apikey")

    @action(description="Issue a key", permissions=["issue"])
    def issue_a_key(self, request, object_id):
        """The key is in the answer itself, so that it is kept nowhere."""
        if not self.has_issue_permission(request):
            raise PermissionDenied
        clinic = get_object_or_404(Clinic, pk=object_id)
        form = KeyForm(request.POST or None)
        shown = {"title": "Issue a key", "question": AT_MOST_TWO, "form": form}
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            expires = timezone.now() + dt.timedelta(days=given["days"])
            try:
                key, text = issue_key(
                    clinic=clinic, scopes=given["scopes"], expires_at=expires, by=request.user
                )
            except RegistryError as error:
                form.add_error(None, str(error))
            else:
                told = {"advice": SHOWN_ONCE.format(key.expires_at), "text": text}
                return ask(self, request, clinic, template="shown_once", **shown, **told)
        return ask(self, request, clinic, **shown)


class Live(admin.SimpleListFilter):
    """Which keys open anything now."""

    title = "live"
    parameter_name = "live"

    def lookups(self, request, model_admin):
        return (("yes", "Yes"), ("no", "Revoked or expired"))

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.live()
        return queryset.exclude(pk__in=ApiKey.objects.live()) if self.value() == "no" else queryset


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    """Keys, of which nobody can read the secret any more."""

    actions_detail = ("revoke",)
    list_display = ("__str__", "whose", "state", "opens", "made_at", "expires_at", "used")
    list_select_related = ("clinic", "use")
    list_filter = (Live, ("clinic", AutocompleteSelectFilter))
    search_fields = ("prefix", "clinic__name")
    search_help_text = "What stands after meso_, or the clinic"
    fields = (
        "prefix", "whose", "state", "opens", ("made_at", "issued_by"), ("expires_at", "used"),
        ("revoked_at", "ended_by"),
    )  # fmt: skip
    readonly_fields = ("whose", "state", "opens", "used", "issued_by", "ended_by")

    @display(description="clinic", ordering="clinic__name")
    def whose(self, key):
        return link(key.clinic)

    @display(description="state", label={"live": "success", "expired": "info", "revoked": "danger"})
    def state(self, key):
        if key.revoked_at:
            return "revoked"
        return "live" if key.expires_at > timezone.now() else "expired"

    @display(description="opens")
    def opens(self, key):
        return ", ".join(key.scopes) or "the public questions"

    @display(description="issued by")
    def issued_by(self, key):
        return key.made_by or f"the clinic, with {key.made_with}"

    @display(description="revoked by")
    def ended_by(self, key):
        return key.revoked_by or (key.revoked_with and f"the clinic, with {key.revoked_with}")

    @display(description="last used")
    def used(self, key):
        return key.use.at if hasattr(key, "use") else None

    def has_revoke_permission(self, request, object_id=None):
        return request.user.has_perm("registry.change_apikey")

    @action(description="Revoke", permissions=["revoke"])
    def revoke(self, request, object_id):
        key = get_object_or_404(ApiKey, pk=object_id)
        if not self.has_revoke_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            revoke_key(key=key, by=request.user)
            messages.success(request, f"{key} is revoked: within seconds it opens nothing.")
            return redirect(change_url(key))
        question = f"Whatever {key.clinic} does with this key stops working, for good."
        return ask(self, request, key, title="Revoke", question=question)
