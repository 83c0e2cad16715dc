from django.db import models
from django.db.models import Q

from formulary.vocabulary import Cause, ClinicalUseKind

from .constraints import known, slug_validator, slugged
from .ingredient import Ingredient
from .versioned import Versioned


class ClinicalUseQuerySet(models.QuerySet):
    def for_api(self):
        """With the ingredients that it names, in a fixed number of queries."""
        return self.prefetch_related("ingredients")


class ClinicalUse(Versioned):
    """One clinical statement: when mesotherapy helps, when it must wait, and what it may do.

    Its `phase` matters: psoriasis in remission is a use, the same psoriasis in a flare a contraindication.
    """

    slug = models.CharField(max_length=100, unique=True, validators=[slug_validator])
    kind = models.CharField(max_length=20, choices=ClinicalUseKind)
    condition = models.CharField(max_length=300)
    phase = models.CharField(max_length=100, blank=True)
    icd10 = models.CharField("ICD-10", max_length=10, blank=True)
    icd10_label = models.CharField("ICD-10 title", max_length=300, blank=True)
    icd11 = models.CharField("ICD-11", max_length=20, blank=True)
    icd11_label = models.CharField("ICD-11 title", max_length=300, blank=True)
    applies_to_all = models.BooleanField(
        default=False, help_text="Whatever is injected; otherwise name the ingredients."
    )
    ingredients = models.ManyToManyField(
        Ingredient, through="ClinicalUseIngredient", related_name="clinical_uses"
    )
    cause = models.CharField(max_length=10, choices=Cause, blank=True)
    seriousness = models.CharField(max_length=60, blank=True)
    expected_onset = models.CharField(max_length=100, blank=True)
    rationale = models.TextField(blank=True)
    action = models.TextField(blank=True, help_text="What the clinic should do.")
    frequency = models.CharField(max_length=100, blank=True)
    source = models.TextField()

    objects = ClinicalUseQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            slugged("clinicaluse"),
            known("clinicaluse", "kind", ClinicalUseKind),
            known("clinicaluse", "cause", Cause, blank=True),
            models.CheckConstraint(
                name="clinicaluse_icd10_has_title",
                condition=Q(icd10="", icd10_label="") | (~Q(icd10="") & ~Q(icd10_label="")),
                violation_error_message="Give the ICD-10 code and its title, or neither.",
            ),
            models.CheckConstraint(
                name="clinicaluse_icd11_has_title",
                condition=Q(icd11="", icd11_label="") | (~Q(icd11="") & ~Q(icd11_label="")),
                violation_error_message="Give the ICD-11 code and its title, or neither.",
            ),
        ]

    def __str__(self):
        return f"{self.condition} ({self.get_kind_display().lower()})"


class ClinicalUseIngredient(Versioned):
    """One ingredient that a clinical statement speaks of."""

    clinical_use = models.ForeignKey(ClinicalUse, models.CASCADE)
    ingredient = models.ForeignKey(Ingredient, models.PROTECT)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["clinical_use", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                name="clinicaluseingredient_once",
                fields=["clinical_use", "ingredient"],
                violation_error_message="This ingredient is named already.",
            )
        ]

    def __str__(self):
        return f"{self.ingredient}: {self.clinical_use}"
