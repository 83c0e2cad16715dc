"""What authorities say: one noun a file, its queryset beside it."""

from .api_key import ApiKey, ApiKeyUse, Scope
from .approval import Approval, ApprovalDocument, ApprovalRoute
from .audit import AuditEntry, AuditLink, AuditOperation
from .authority import Authority
from .change import Change
from .change_set import ChangeSet, Comment, ProposedRow
from .clinic import Clinic, Finding, Licence, Verification
from .clinic_cocktail import SavedCocktail, SavedLine
from .document import Document
from .edition import Coverage, Edition
from .evidence_file import EvidenceFile
from .history import HISTORIES
from .jurisdiction import Jurisdiction, Membership
from .notice import Notice
from .pairing import Pairing
from .pathway import Pathway
from .quota import Quota
from .receipt import Receipt
from .register import RegisterCopy, RegisterEntry, RegisterRow
from .register_run import RegisterRun
from .saved_filter import SavedFilter
from .second_factor import AuthenticatorApp, Passkey, RecoveryCode
from .security_event import SecurityEvent
from .session import Session
from .substance_name import NameMeaning, SubstanceName
from .user import User
from .webhook import (
    Announcement,
    Delivery,
    DeliveryState,
    DeliveryTry,
    ToldDay,
    Webhook,
    WebhookMessage,
)

__all__ = [
    "HISTORIES",
    "Announcement",
    "ApiKey",
    "ApiKeyUse",
    "Approval",
    "ApprovalDocument",
    "ApprovalRoute",
    "AuditEntry",
    "AuditLink",
    "AuditOperation",
    "AuthenticatorApp",
    "Authority",
    "Change",
    "ChangeSet",
    "Clinic",
    "Comment",
    "Coverage",
    "Delivery",
    "DeliveryState",
    "DeliveryTry",
    "Document",
    "Edition",
    "EvidenceFile",
    "Finding",
    "Jurisdiction",
    "Licence",
    "Membership",
    "NameMeaning",
    "Notice",
    "Pairing",
    "Passkey",
    "Pathway",
    "ProposedRow",
    "Quota",
    "Receipt",
    "RecoveryCode",
    "RegisterCopy",
    "RegisterEntry",
    "RegisterRow",
    "RegisterRun",
    "SavedCocktail",
    "SavedFilter",
    "SavedLine",
    "Scope",
    "SecurityEvent",
    "Session",
    "SubstanceName",
    "ToldDay",
    "User",
    "Verification",
    "Webhook",
    "WebhookMessage",
]
