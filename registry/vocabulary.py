"""The closed lists of words that an approval may use, and those that a verdict is given in.

The first five are axes of the approval record and check constraints in the database; `Status` and
`Answer` are computed for each question and never stored as facts.
"""

from django.db.models import TextChoices

GENERAL_KNOWLEDGE = "general knowledge: needs pharmacist check"
"""The confidence of a record that rests on memory: it never decides anything milder than uncertain."""

HAIR_LOSS = "hair-loss"
"""The purpose of a question that names none."""

SOLD_AS_COSMETIC = "sold-as-cosmetic"
"""The purpose that a line naming a cosmetic product has besides the asked one."""

SENSITIVITY_TEST = "sensitivity-test"
"""The purpose of a grant for a test dose: it opens no route for treatment."""


class JurisdictionKind(TextChoices):
    COUNTRY = "country", "Country"
    UNION = "union", "Union"
    SUBDIVISION = "subdivision", "Subdivision"


class ChangeSetKind(TextChoices):
    EDIT = "edit", "Edit by hand"
    IMPORT = "import", "Import of files"
    REGISTER = "register", "Copy of a register"
    STARTER = "starter", "Starter set"


class ChangeSetState(TextChoices):
    """How far a change set has come. The last three are decisions, and final."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Waiting for review"
    PUBLISHED = "published", "Published"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"


class RowAction(TextChoices):
    """What a change set does with a row."""

    PUT = "put", "Says this from now on"
    RETRACT = "retract", "Is taken back"


class ChangedKind(TextChoices):
    """What an edition can change: the records that have an address or a page of their own."""

    APPROVAL = "approval", "Approval"
    AUTHORITY = "authority", "Authority"
    CLINICAL_USE = "clinical-use", "Clinical use"
    COCKTAIL = "cocktail", "Cocktail"
    DOCUMENT = "document", "Document"
    INGREDIENT = "ingredient", "Ingredient"
    INGREDIENT_CLASS = "ingredient-class", "Ingredient class"
    INTERACTION = "interaction", "Interaction"
    JURISDICTION = "jurisdiction", "Jurisdiction"
    NOTICE = "notice", "Notice"
    PATHWAY = "pathway", "Pathway"
    PRODUCT = "product", "Product"
    PROTOCOL = "protocol", "Protocol"
    ROUTE = "route", "Route"


class Happened(TextChoices):
    """What an edition did to a record. A part that changes (a name, a line, a member) changes its record."""

    ADDED = "added", "Added"
    CHANGED = "changed", "Changed"
    SUPERSEDED = "superseded", "Said otherwise by a later statement"
    REMOVED = "removed", "Taken back"


class DocumentKind(TextChoices):
    REGISTER = "register", "Copy of a register"
    LIST = "list", "Official list"
    LAW = "law", "Law or regulation"
    GUIDANCE = "guidance", "Guidance"
    WARNING = "warning", "Warning"
    LABEL = "label", "Product label"
    PAPER = "paper", "Scientific paper"
    PAGE = "page", "Web page"


class MediaType(TextChoices):
    """What a stored file of evidence may be."""

    PDF = "application/pdf", "PDF"
    PNG = "image/png", "PNG image"
    JPEG = "image/jpeg", "JPEG image"
    TEXT = "text/plain", "plain text"


class Effect(TextChoices):
    """What the authority's statement does."""

    GRANTED = "granted", "Granted"
    TOLERATED = "tolerated", "Tolerated"
    SPECIAL_ACCESS = "special-access", "Special access"
    COMPOUNDING_PERMITTED = "compounding-permitted", "Compounding permitted"
    COMPOUNDING_CLOSED = "compounding-closed", "Compounding closed"
    NOT_AUTHORISED = "not-authorised", "Not authorised"
    PROHIBITED = "prohibited", "Prohibited"
    REQUIREMENT = "requirement", "Requirement"
    RULE_SUSPENDED = "rule-suspended", "Rule suspended"


class Lifecycle(TextChoices):
    """The state between `valid_from` and `valid_to`."""

    PENDING = "pending", "Pending"
    VALID = "valid", "Valid"
    SUSPENDED = "suspended", "Suspended"
    REVOKED = "revoked", "Revoked"
    WITHDRAWN = "withdrawn", "Withdrawn"
    EXPIRED = "expired", "Expired"
    REJECTED = "rejected", "Rejected"
    UNKNOWN = "unknown", "Unknown"


class RouteScope(TextChoices):
    """How a record speaks of routes."""

    LISTED = "listed", "The routes listed"
    ANY = "any", "Any route"
    PARENTERAL = "parenteral", "Any parenteral route"
    UNSPECIFIED = "unspecified", "Injection, route not stated: covers none"
    UNSTATED = "unstated", "No route stated that is known here: covers none"


class EndKind(TextChoices):
    """What is known about the end of a record."""

    OPEN = "open", "In force, no end"
    DATE = "date", "Ends on a date"
    UNKNOWN_PAST = "unknown_past", "Has ended, day unknown"
    UNKNOWN_AFTER_EVIDENCE = "unknown_after_evidence", "Unknown after the evidence"
    UNKNOWN = "unknown", "Unknown"


class Status(TextChoices):
    """What the records say of one line, or of a whole cocktail. `STATUS_RANKS` orders them."""

    AUTHORISED = "authorised", "Authorised"
    DEVICE_ONLY = "device-only", "Device only"
    COMPOUNDING_ONLY = "compounding-only", "Compounding only"
    IN_COMBINATION = "authorised-in-combination", "Authorised in a combination only"
    OTHER_PURPOSE = "authorised-other-purpose", "Authorised for another purpose"
    OTHER_ROUTE = "authorised-other-route", "Authorised by another route"
    UNAPPROVED_MARKETED = "unapproved-marketed", "Marketed without approval"
    SPECIAL_ACCESS = "special-access", "Special access only"
    UNCERTAIN = "uncertain", "Uncertain"
    CONTESTED = "contested", "Contested"
    UNRESOLVED = "unresolved", "Name not recognised"
    NO_RECORD = "no-record", "No record"
    NON_INJECTABLE_ONLY = "non-injectable-only", "Not as an injection"
    ROUTE_EXCLUDED = "route-excluded", "Route excluded by the label"
    COMPOUNDING_CLOSED = "compounding-closed", "Compounding closed"
    COSMETIC_ONLY = "cosmetic-only", "Cosmetic only"
    NOT_AUTHORISED = "not-authorised", "Not authorised"
    WITHDRAWN = "withdrawn", "Withdrawn"
    SUSPENDED = "suspended", "Suspended"
    PROHIBITED = "prohibited", "Prohibited"


class Answer(TextChoices):
    """The answer to “may this be injected?”. Unknown is never shown as yes."""

    YES = "yes", "Yes"
    CONDITIONAL = "conditional", "Under conditions"
    UNKNOWN = "unknown", "Unknown"
    NO = "no", "No"


class Flag(TextChoices):
    """What a reader of a verdict must know besides its status."""

    VIA_FORM = "via-form", "The grant is of a salt or hydrate of the substance asked"
    ROUTE_UNSPECIFIED = "route-unspecified", "The register says “injection” without a route"
    ROUTE_UNSTATED = "route-unstated", "The register states no route that is known here"
    IN_COMBINATION = "in-combination", "The product holds other active substances"
    OTHER_PURPOSE = "other-purpose", "The grant is for another purpose"
    START_UNKNOWN = "start-unknown", "The first day is not known"
    END_UNKNOWN = "end-unknown", "The end is not known"
    INDICATION_NOT_ASSESSED = "indication-not-assessed", "The record states no indication"
    MIXING_IS_COMPOUNDING = "mixing-is-compounding", "Mixing in one syringe is compounding"
    DEVICE_IN_MIX = "device-in-mix", "A device is mixed with something else"
    STALE_EVIDENCE = "stale-evidence", "What it rests on is overdue for review"


class CopyState(TextChoices):
    """How far a copy of a register has come."""

    PLANNED = "planned", "Planned"
    APPLIED = "applied", "Applied"
    REFUSED = "refused", "Refused"


class RowOutcome(TextChoices):
    """What the plan of a copy says of one authorisation."""

    CREATED = "created", "Created"
    CHANGED = "changed", "Changed"
    UNCHANGED = "unchanged", "Unchanged"
    GONE = "gone", "Gone"
    REJECTED = "rejected", "Rejected"
    WAITING = "waiting", "Waits for a person"
    OUTSIDE = "outside", "Outside the formulary"
    UNSEEN = "unseen", "Held here, not in the copy"


class PlannedStep(TextChoices):
    """What carrying out the plan does to the approvals."""

    NEW = "new", "A new record"
    CORRECTION = "correction", "A correction of the record"
    PERIOD = "period", "The record ends and another period begins"


class EntryState(TextChoices):
    """What the formulary has of an authorisation in a register."""

    PRODUCT = "product", "All its substances are decided, and some are ours"
    WAITING = "waiting", "Some are ours and others undecided"
    OUTSIDE = "outside", "None is known to be ours"


class NameDecision(TextChoices):
    """What a substance name of a register means."""

    UNDECIDED = "undecided", "Undecided"
    INGREDIENT = "ingredient", "An ingredient"
    OUTSIDE = "outside", "Outside the formulary"


class PairingDecision(TextChoices):
    """Which record a product of a register is, where its number does not tell."""

    UNDECIDED = "undecided", "Undecided"
    RECORD = "record", "A record that is here"
    NEW = "new", "A new product"


class RunState(TextChoices):
    """How far the worker has come with files that somebody handed over."""

    QUEUED = "queued", "Waits for the worker"
    READING = "reading", "Being read"
    PLANNED = "planned", "Planned"
    TO_APPLY = "to-apply", "Waits to be applied"
    APPLYING = "applying", "Being applied"
    APPLIED = "applied", "Applied"
    REFUSED = "refused", "Not applied"
    FAILED = "failed", "Could not be read"
    INTERRUPTED = "interrupted", "Interrupted"
