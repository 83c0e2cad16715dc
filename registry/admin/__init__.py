"""The desk's pages about what authorities say, a noun a file, and its front page."""

from django.contrib import admin

from .approval import ApprovalAdmin
from .assessed import ASSESSED, ByAssessment
from .audit import AuditEntryAdmin
from .authority import AuthorityAdmin
from .change_set import ChangeSetAdmin
from .clinic import ApiKeyAdmin, ClinicAdmin
from .clinic_licence import LicenceAdmin
from .clinic_webhook import DeliveryAdmin, WebhookAdmin
from .document import DocumentAdmin
from .edition import CoverageAdmin, EditionAdmin
from .jurisdiction import JurisdictionAdmin
from .notice import NoticeAdmin
from .pairing import PairingAdmin
from .pathway import PathwayAdmin
from .people import UserAdmin
from .proposing import put_behind_proposals, put_in_front
from .register import RegisterCopyAdmin, RegisterEntryAdmin, RegisterRowAdmin
from .register_run import RegisterRunAdmin
from .security_event import SecurityEventAdmin
from .substance_name import SubstanceNameAdmin

put_behind_proposals()
for model in ASSESSED:
    put_in_front(ByAssessment, model)

admin.site.index_title = "The curation desk"
admin.site.index_template = "registry/admin/index.html"

__all__ = [
    "ApiKeyAdmin",
    "ApprovalAdmin",
    "AuditEntryAdmin",
    "AuthorityAdmin",
    "ChangeSetAdmin",
    "ClinicAdmin",
    "CoverageAdmin",
    "DeliveryAdmin",
    "DocumentAdmin",
    "EditionAdmin",
    "JurisdictionAdmin",
    "LicenceAdmin",
    "NoticeAdmin",
    "PairingAdmin",
    "PathwayAdmin",
    "RegisterCopyAdmin",
    "RegisterEntryAdmin",
    "RegisterRowAdmin",
    "RegisterRunAdmin",
    "SecurityEventAdmin",
    "SubstanceNameAdmin",
    "UserAdmin",
    "WebhookAdmin",
]
