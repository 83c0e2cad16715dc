from django.contrib import admin
from django.utils.html import format_html
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from formulary.desk.forms import CuratedForm
from formulary.desk.links import list_url
from formulary.desk.pages import CuratedAdmin
from registry.models import Approval, Document


class DocumentForm(CuratedForm):
    """Refuses a second record of one document: a copy of another day is another document."""

    once = ("slug",)

    def clean(self):
        cleaned = super().clean()
        day = self.cleaned_data.get("published_on", "")
        same_day = self.others().filter(published_on=day)
        url, title = self.cleaned_data.get("url"), self.cleaned_data.get("title")
        if url and self.has_new("url", "published_on"):
            sentence = "{} has this address and date."
            self.refuse_if_any("url", same_day.filter(url=url), sentence)
        if title and self.has_new("title", "published_on", "publisher"):
            publisher = self.cleaned_data.get("publisher", "")
            same_title = same_day.filter(title__iexact=title, publisher__iexact=publisher)
            self.refuse_if_any("title", same_title, "{} has this title, publisher and date.")
        return cleaned


@admin.register(Document)
class DocumentAdmin(CuratedAdmin):
    form = DocumentForm
    list_display = ("title", "sort", "publisher", "published_on", "retrieved_on", "address")
    list_filter = (("kind", ChoicesDropdownFilter),)
    search_fields = ("title", "slug", "publisher", "url")
    search_help_text = "Title, publisher, address or slug"
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields = ("what_rests_on_it",)
    fieldsets = (
        (None, {"fields": ("title", "slug", ("kind", "publisher"), "url")}),
        ("When", {"fields": (("published_on", "retrieved_on"), "note")}),
        ("What rests on it", {"fields": ("what_rests_on_it",)}),
    )

    @display(description="kind", ordering="kind", label=True)
    def sort(self, document):
        return document.get_kind_display()

    @display(description="address")
    def address(self, document):
        if not document.url:
            return None
        return format_html('<a href="{}" rel="noreferrer" class="text-link">open</a>', document.url)

    @display(description="approvals")
    def what_rests_on_it(self, document):
        """The count, with a link to the list: a register may carry thousands."""
        if document.pk is None:
            return None
        count = Approval.objects.live().filter(documents=document).count()
        address = list_url(Approval, f"documents__id__exact={document.pk}")
        return format_html('<a href="{}" class="text-link underline">{}</a>', address, count)
