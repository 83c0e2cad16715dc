"""Licences of clinics: one person adds what a licence says, another verifies it."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from unfold.admin import TabularInline
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import action, display

from formulary.desk.links import change_url, link
from formulary.desk.pages import CuratedAdmin
from registry.actions.clinic_licences import add_licence, verify
from registry.clinics.standing import Facts, standing
from registry.errors import RegistryError
from registry.models import Finding, Licence, Verification

from .asking import ask
from .clinic_forms import VerificationForm

COLOURS = {
    "licensed": "success",
    "expired": "warning",
    "not-begun": "info",
    "refuted": "danger",
    "unverified": "warning",
}


class Unverified(admin.SimpleListFilter):
    """What waits for somebody to look it up."""

    title = "verified"
    parameter_name = "verified"

    def lookups(self, request, model_admin):
        return (
            ("no", "Nobody has looked it up"),
            ("confirmed", "Confirmed"),
            ("refuted", "Not so"),
        )

    def queryset(self, request, queryset):
        if self.value() == "no":
            return queryset.filter(finding=None)
        return queryset.filter(finding=self.value()) if self.value() else queryset


class VerificationInline(TabularInline):
    """What was found, newest first."""

    model = Verification
    fields = readonly_fields = ("finding", "evidence", "document", "by", "at")
    extra = 0
    hide_title = True
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("document", "by", "licence__clinic")


@admin.register(Licence)
class LicenceAdmin(CuratedAdmin):
    actions_detail = ("verify",)
    fixed = ()
    inlines = (VerificationInline,)
    list_display = (
        "number",
        "whose",
        "jurisdiction",
        "authority",
        "valid_to",
        "stands",
        "looked_up",
    )
    list_filter = (Unverified, ("clinic", AutocompleteSelectFilter), ("jurisdiction", AutocompleteSelectFilter))  # fmt: skip
    search_fields = ("number", "clinic__name")
    search_help_text = "Number or clinic"
    autocomplete_fields = ("clinic", "jurisdiction", "authority")
    readonly_fields = ("stands", "added_by", "added_at")
    fieldsets = (
        (None, {"fields": ("clinic", ("jurisdiction", "authority"), "number")}),
        ("From when until when", {"fields": (("valid_from", "valid_to"),)}),
    )
    known_fieldsets = (
        *fieldsets,
        ("How it stands", {"fields": ("stands", ("added_by", "added_at"))}),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).with_finding()

    def get_fieldsets(self, request, obj=None):
        return self.known_fieldsets if obj else self.fieldsets

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()

    def has_change_permission(self, request, obj=None):
        """A licence never changes: what was verified was verified as it stands."""
        return False

    @display(description="clinic", ordering="clinic__name")
    def whose(self, licence):
        return link(licence.clinic)

    @display(description="today", label=COLOURS)
    def stands(self, licence):
        facts = Facts(licence.valid_from, licence.valid_to, licence.finding or "")
        return standing(facts, timezone.localdate())

    @display(description="looked up")
    def looked_up(self, licence):
        return licence.found_at

    def save_model(self, request, obj, form, change):
        add_licence(licence=obj, by=request.user)

    def has_verify_permission(self, request, object_id=None):
        return request.user.has_perm("registry.add_verification")

    @action(description="Verify", permissions=["verify"])
    def verify(self, request, object_id):
        licence = get_object_or_404(Licence.objects.with_finding(), pk=object_id)
        if not self.has_verify_permission(request):
            raise PermissionDenied
        form = VerificationForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            found = {**form.cleaned_data, "finding": Finding(form.cleaned_data["finding"])}
            try:
                verify(licence=licence, by=request.user, **found)
            except RegistryError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, f"{licence}: {found['finding'].label.lower()}.")
                return redirect(change_url(licence))
        question = (
            f"Look {licence.number} up at {licence.authority} ({licence.jurisdiction}), and compare the clinic, "
            "the number and both days."
        )
        return ask(self, request, licence, title="Verify", question=question, form=form)
