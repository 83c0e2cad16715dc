from django.contrib import admin
from unfold.contrib.filters.admin import AllValuesCheckboxFilter, AutocompleteSelectFilter

from formulary.desk.forms import CuratedForm
from formulary.desk.pages import CuratedAdmin
from registry.models import Notice


class NoticeForm(CuratedForm):
    """Refuses a second record of one notice."""

    once = ("slug",)

    def clean(self):
        cleaned = super().clean()
        title, url = self.cleaned_data.get("title"), self.cleaned_data.get("url")
        same_day = self.others().filter(
            authority=self.cleaned_data.get("authority"),
            published_on=self.cleaned_data.get("published_on", ""),
        )
        if self.has_new("title", "url", "authority", "published_on"):
            sentence = "{} is the same authority's, of the same day."
            self.refuse_if_any("title", same_day.filter(title__iexact=title), sentence)
            if url:
                self.refuse_if_any("url", same_day.filter(url=url), sentence)
        return cleaned


@admin.register(Notice)
class NoticeAdmin(CuratedAdmin):
    form = NoticeForm
    list_display = ("title", "authority", "published_on", "kind", "about")
    list_select_related = ("authority",)
    list_filter = (
        ("authority", AutocompleteSelectFilter),
        ("authority__jurisdiction", AutocompleteSelectFilter),
        ("kind", AllValuesCheckboxFilter),
    )
    ordering = ("-published_on", "slug")
    search_fields = ("title", "slug", "subjects", "authority__name", "authority__abbreviation")
    search_help_text = "Title, subject or authority"
    autocomplete_fields = ("authority",)
    prepopulated_fields = {"slug": ("title",)}
    fieldsets = (
        (None, {"fields": ("title", "slug", "authority", ("published_on", "kind"))}),
        ("About", {"fields": ("subjects", "url")}),
        ("How we know", {"fields": ("confidence",)}),
    )

    @admin.display(description="about")
    def about(self, notice):
        return ", ".join(notice.subjects)
