"""The evidence: lists and details of documents, and the files that are kept of them."""

import logging
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import APIException
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from config.api.problems import NothingHere
from config.api.views import ReadOnlyViewSet
from registry.api import filters, serializers
from registry.as_of import as_of
from registry.evidence.download import download
from registry.evidence.shelf import FileLost
from registry.models import Document, EvidenceFile
from registry.vocabulary import MediaType

logger = logging.getLogger(__name__)


class AsItIs(BaseRenderer):
    """For bytes that are sent as they are: whatever a client says it accepts, a kept file has one form."""

    media_type = "*/*"
    format = "bytes"


class DocumentViewSet(ReadOnlyViewSet):
    """The evidence on which approvals rest."""

    queryset = Document.objects.for_api()
    serializer_class = serializers.DocumentSerializer
    filterset_class = filters.DocumentFilters

    @extend_schema(
        operation_id="documents_file",
        summary="The file kept of a document",
        responses={(HTTPStatus.OK, kind.value): OpenApiTypes.BINARY for kind in MediaType},
    )
    @action(detail=True, renderer_classes=[AsItIs])
    def file(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file that is kept of the document, to be saved; the document says its SHA-256."""
        with as_of(self.edition):
            document = self.get_object()
        kept = EvidenceFile.objects.filter(sha256=document.sha256).first()
        if kept is None:
            detail = "No file is kept of this document: read it at its address."
            raise NothingHere("file", document.slug, detail)
        try:
            return download(kept, document.slug)
        except FileLost as lost:
            logger.error("%s", lost)
            raise APIException(
                "The file that was kept is not sound, so it is not given out."
            ) from lost
