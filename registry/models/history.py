"""The models of this app whose rows change only in an edition, and all of them with those of the formulary."""

from formulary.models.history import HISTORIES as OF_THE_FORMULARY
from formulary.models.versioned import keep_history

from .authority import Authority
from .document import Document
from .jurisdiction import Jurisdiction, Membership
from .notice import Notice
from .pathway import Pathway
from .register import RegisterEntry
from .substance_name import NameMeaning

HISTORIES = OF_THE_FORMULARY | {
    model: keep_history(model)
    for model in (
        Authority,
        Document,
        Jurisdiction,
        Membership,
        NameMeaning,
        Notice,
        Pathway,
        RegisterEntry,
    )
}
"""Each versioned model of either app with that of its history."""
