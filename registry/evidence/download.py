from django.http import HttpResponse

from registry.evidence import shelf
from registry.evidence.media import ENDINGS
from registry.models import EvidenceFile
from registry.vocabulary import MediaType


def download(kept: EvidenceFile, name: str) -> HttpResponse:
    """A file of evidence, to be saved under this name. Raises `shelf.FileLost`.

    A browser that opens it in place all the same may run nothing of it.
    """
    ending = ENDINGS[MediaType(kept.media_type)][0]
    return HttpResponse(
        shelf.get(kept.sha256),
        content_type=kept.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}{ending}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )
