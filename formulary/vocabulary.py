"""The closed lists of words that records of the formulary may use.

Each list is also a check constraint in the database (see `models/constraints.py`), so a word that is
not here cannot be stored by any road.
"""

from django.db.models import TextChoices


class Category(TextChoices):
    """What kind of substance an ingredient is, in the words of hair mesotherapy."""

    VITAMIN = "vitamin", "Vitamin"
    MINERAL = "mineral-trace-element", "Mineral or trace element"
    AMINO_ACID = "amino-acid", "Amino acid"
    ANTIOXIDANT = "antioxidant", "Antioxidant"
    COENZYME = "coenzyme", "Coenzyme"
    PEPTIDE = "peptide", "Peptide"
    GROWTH_FACTOR = "growth-factor", "Growth factor"
    NUCLEOTIDE = "nucleotide", "Nucleotide or polynucleotide"
    PLANT_EXTRACT = "plant-extract", "Plant extract"
    ANTI_ANDROGEN = "anti-androgen", "Anti-androgen"
    VASODILATOR = "vasodilator", "Vasodilator"
    ANTI_INFLAMMATORY = "anti-inflammatory", "Anti-inflammatory"
    HYALURONAN = "hyaluronan", "Hyaluronan"
    LOCAL_ANAESTHETIC = "local-anaesthetic", "Local anaesthetic"
    VEHICLE = "vehicle-excipient", "Vehicle or excipient"
    OTHER = "other", "Other"


class NameKind(TextChoices):
    """Who gave the name. An ingredient has one preferred name, at most one INN and one INCI name."""

    PREFERRED = "preferred", "Preferred name"
    INN = "inn", "INN (World Health Organization)"
    INCI = "inci", "INCI (cosmetics label)"
    SYNONYM = "synonym", "Synonym"


class RegulatoryClass(TextChoices):
    """What a thing is in law, in one jurisdiction."""

    MEDICINE = "medicine", "Medicine"
    BIOLOGIC = "biologic", "Biologic"
    DEVICE = "device", "Medical device"
    COSMETIC = "cosmetic", "Cosmetic"
    SUPPLEMENT = "supplement", "Supplement"
    BULK_SUBSTANCE = "bulk-substance", "Bulk substance for compounding"
    COMPOUNDED = "compounded", "Compounded medicine"
    PRACTICE = "practice", "Practice: a rule about the act, not the product"


class Reach(TextChoices):
    """How a statement about a class finds the lines of a question."""

    MEMBERS = "members", "Its member ingredients"
    REGULATORY_CLASS = "regulatory-class", "Every product of its regulatory class"
    EVERY_INJECTION = "every-injection", "Whatever is given by a parenteral route"
    UNREGISTERED = "unregistered", "What has no record: a note, never a decision"


class LineRole(TextChoices):
    """What an ingredient does in a product."""

    ACTIVE = "active", "Active substance"
    EXCIPIENT = "excipient", "Excipient"
    UNKNOWN = "unknown", "Not stated by anybody"


class Rating(TextChoices):
    """What happens when two things meet in one syringe."""

    INCOMPATIBLE = "incompatible", "Incompatible"
    CAUTION = "caution", "Caution"
    COMPATIBLE = "compatible", "Compatible"


class ClinicalUseKind(TextChoices):
    """What a clinical statement is."""

    INDICATION = "indication", "Indication"
    OFF_LABEL = "off-label", "Off-label use"
    CONTRAINDICATION = "contraindication", "Contraindication"
    CAUTION = "caution", "Caution"
    UNDESIRABLE_EFFECT = "undesirable-effect", "Undesirable effect"


class Cause(TextChoices):
    """Where an undesirable effect comes from."""

    NEEDLE = "needle", "The needle"
    SUBSTANCE = "substance", "The substance"
    BOTH = "both", "Both"


class UniiNameKind(TextChoices):
    """What kind of name FDA's list of UNII names gives, in FDA's codes: the most official first."""

    OFFICIAL = "of", "Official name"
    COMMON = "cn", "Common name"
    SYSTEMATIC = "sys", "Systematic name"
    CODE = "cd", "Code"
    BRAND = "bn", "Brand name"
