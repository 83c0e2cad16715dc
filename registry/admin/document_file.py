"""How a file of evidence is spoken of at the desk."""

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from registry.models import EvidenceFile


def file_url(sha256: str) -> str:
    """Where the file with this hash is saved from."""
    return reverse("admin:registry_document_file", args=[sha256])


def file_link(sha256: str) -> SafeString | None:
    """“PDF, 1.2 MB, brought by … on …”, leading to the file with this hash; None where there is none."""
    held = EvidenceFile.objects.named([sha256]).select_related("stored_by")
    kept = held.first() if sha256 else None
    if kept is None:
        return None
    return format_html(
        '<a href="{}" class="text-link underline">{}, {}</a>, brought by {} on {}',
        file_url(kept.sha256),
        kept.get_media_type_display(),
        filesizeformat(kept.size),
        kept.stored_by,
        f"{kept.stored_at:%Y-%m-%d}",
    )
