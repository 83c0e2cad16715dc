from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter
from unfold.decorators import display

from formulary.desk.links import list_url
from formulary.desk.pages import CuratedAdmin
from registry.actions.evidence import keep_file
from registry.evidence.download import download
from registry.evidence.media import NotKept
from registry.evidence.shelf import FileLost
from registry.models import Approval, Document, EvidenceFile

from .document_file import file_link
from .document_form import DocumentForm

WHAT = (None, {"fields": ("title", "slug", ("kind", "publisher"), "url")})
WHEN = ("When", {"fields": (("published_on", "retrieved_on"), "review_due_on", "note")})
RESTS = ("What rests on it", {"fields": ("what_rests_on_it",)})


class AttentionFilter(DropdownFilter):
    """What a pharmacist should look at."""

    title = "what needs attention"
    parameter_name = "attention"

    def lookups(self, request, model_admin):
        return [("review", "Review is due"), ("file", "No file is kept")]

    def queryset(self, request, queryset):
        meanings = {
            "review": Q(review_due_on__lte=timezone.localdate()),
            "file": Q(sha256=""),
        }
        return queryset.filter(meanings.get(self.value(), Q()))


@admin.register(Document)
class DocumentAdmin(CuratedAdmin):
    form = DocumentForm
    list_display = (
        "title",
        "sort",
        "publisher",
        "published_on",
        "review_due_on",
        "address",
        "kept",
    )
    list_filter = (("kind", ChoicesDropdownFilter), AttentionFilter)
    search_fields = ("title", "slug", "publisher", "url", "sha256")
    search_help_text = "Title, publisher, address, slug or the hash of the file"
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields = ("what_rests_on_it", "kept_file")

    def get_fieldsets(self, request, obj=None):
        may_edit = (
            self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        )
        fields = ("upload", "sha256") if may_edit else ("kept_file", "sha256")
        return (WHAT, WHEN, ("The file", {"fields": fields}), RESTS)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.not_kept = getattr(request, "not_kept", "")
        return form

    def take_in(self, request):
        """Put what was uploaded on the shelf; from here on the form names it by its hash."""
        handler = request.upload_handlers[0]
        file = request.FILES.get("upload")
        if handler.was_asked and handler.refusal:
            request.not_kept = handler.refusal
        elif file is not None:
            try:
                kept = keep_file(file=file, by=request.user)
            except NotKept as refusal:
                request.not_kept = str(refusal)
            else:
                request.POST = request.POST.copy()
                request.POST["sha256"] = kept.sha256

    def get_urls(self):
        view = self.admin_site.admin_view(self.file_view)
        return [
            path("file/<slug:sha256>/", view, name="registry_document_file"),
            *super().get_urls(),
        ]

    def file_view(self, request, sha256):
        """The file of a document, of any edition or of a draft: whoever reads documents may save it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        kept = get_object_or_404(EvidenceFile, sha256=sha256)
        try:
            return download(kept, f"evidence-{sha256[:12]}")
        except FileLost as error:
            messages.error(request, str(error))
            return redirect(list_url(Document, f"q={sha256}"))

    @display(description="kind", ordering="kind", label=True)
    def sort(self, document):
        return document.get_kind_display()

    @display(description="address")
    def address(self, document):
        if not document.url:
            return None
        return format_html('<a href="{}" rel="noreferrer" class="text-link">open</a>', document.url)

    @display(description="file", boolean=True)
    def kept(self, document):
        return bool(document.sha256)

    @display(description="kept file")
    def kept_file(self, document):
        return file_link(document.sha256)

    @display(description="approvals")
    def what_rests_on_it(self, document):
        """The count, with a link to the list: a register may carry thousands."""
        if document.pk is None:
            return None
        count = Approval.objects.live().filter(documents=document).count()
        address = list_url(Approval, f"documents__id__exact={document.pk}")
        return format_html('<a href="{}" class="text-link underline">{}</a>', address, count)
