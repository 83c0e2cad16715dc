"""What authorities say: one noun a file, its queryset beside it."""

from .approval import Approval, ApprovalDocument, ApprovalRoute
from .audit import AuditEntry, AuditLink, AuditOperation
from .authority import Authority
from .change import Change
from .change_set import ChangeSet, Comment, ProposedRow
from .document import Document
from .edition import Coverage, Edition
from .evidence_file import EvidenceFile
from .history import HISTORIES
from .jurisdiction import Jurisdiction, Membership
from .notice import Notice
from .pairing import Pairing
from .pathway import Pathway
from .register import RegisterCopy, RegisterEntry, RegisterRow
from .register_run import RegisterRun
from .saved_filter import SavedFilter
from .second_factor import AuthenticatorApp, Passkey, RecoveryCode
from .security_event import SecurityEvent
from .session import Session
from .substance_name import NameMeaning, SubstanceName
from .user import User

__all__ = [
    "HISTORIES",
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
    "Comment",
    "Coverage",
    "Document",
    "Edition",
    "EvidenceFile",
    "Jurisdiction",
    "Membership",
    "NameMeaning",
    "Notice",
    "Pairing",
    "Passkey",
    "Pathway",
    "ProposedRow",
    "RecoveryCode",
    "RegisterCopy",
    "RegisterEntry",
    "RegisterRow",
    "RegisterRun",
    "SavedFilter",
    "SecurityEvent",
    "Session",
    "SubstanceName",
    "User",
]
