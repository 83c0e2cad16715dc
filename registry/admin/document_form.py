from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from unfold.widgets import UnfoldAdminFileFieldWidget

from formulary.desk.forms import CuratedForm
from registry.evidence.media import ENDINGS, MOST_BYTES
from registry.models import EvidenceFile

from .document_file import file_link

HASH = "SHA-256 of the file, filled in when you upload one. Empty it, and none is kept."


class DocumentForm(CuratedForm):
    """Refuses a second record of one document: a copy of another day is another document.

    The page has put what was uploaded on the shelf before the form is judged, so that choosing a file again is never
    the price of another mistake; `not_kept` is why it was not taken.
    """

    once = ("slug",)
    not_kept = ""

    upload = forms.Field(
        required=False,
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ",".join(sum(ENDINGS.values(), ()))}),
        help_text=(
            f"PDF, PNG, JPEG or plain text, at most {filesizeformat(MOST_BYTES)}. Once published, everybody who reads "
            "the registry can save it: upload what may be passed on, and nothing about a patient."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("sha256"):
            kept = file_link(self.data.get(self.add_prefix("sha256"), self.instance.sha256))
            field.help_text = format_html("{}. {}", kept, HASH) if kept else HASH

    def clean_sha256(self):
        digest = self.cleaned_data["sha256"].strip().lower()
        if digest and self.has_new("sha256") and not EvidenceFile.objects.named([digest]).exists():
            raise forms.ValidationError("No file with this hash is kept here: upload it.")
        return digest

    def clean(self):
        cleaned = super().clean()
        if self.not_kept:
            self.add_error("upload", self.not_kept)
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
