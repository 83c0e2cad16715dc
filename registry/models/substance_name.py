from django.db import models
from django.db.models import Q

from formulary.models import Ingredient
from formulary.models.constraints import known
from formulary.models.versioned import Versioned
from registry.vocabulary import NameDecision

from .user import User


class SubstanceName(models.Model):
    """A name that registers use and no ingredient has, and what a person decided that it means.

    The decision holds for every later import, of any register.
    """

    normalised = models.CharField(max_length=500, unique=True, editable=False)
    printed = models.CharField("name", max_length=1000)
    counts = models.JSONField(
        default=dict, help_text="By register: the products that it blocks, and that name it."
    )
    is_ambiguous = models.BooleanField(
        "ambiguous", default=False, help_text="Several ingredients have this name."
    )
    blocks = models.PositiveIntegerField(
        "products blocked", default=0, help_text="Products of ours that wait for it."
    )
    products = models.PositiveIntegerField(default=0, help_text="Products that name it.")
    decision = models.CharField(max_length=10, choices=NameDecision, default=NameDecision.UNDECIDED)
    ingredient = models.ForeignKey(
        Ingredient, models.PROTECT, null=True, blank=True, related_name="register_names"
    )
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="decided_names")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-blocks", "-products", "normalised"]
        constraints = [
            known("substancename", "decision", NameDecision),
            models.CheckConstraint(
                name="substancename_ingredient_iff_decided_so",
                condition=Q(decision=NameDecision.INGREDIENT, ingredient__isnull=False)
                | (~Q(decision=NameDecision.INGREDIENT) & Q(ingredient__isnull=True)),
                violation_error_message="Name the ingredient exactly when the name is one.",
            ),
            models.CheckConstraint(
                name="substancename_decided_by_somebody",
                condition=Q(
                    decision=NameDecision.UNDECIDED,
                    decided_by__isnull=True,
                    decided_at__isnull=True,
                )
                | (
                    ~Q(decision=NameDecision.UNDECIDED)
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
                violation_error_message="A decision says by whom and when.",
            ),
        ]
        indexes = [
            models.Index(name="substancename_queue", fields=["decision", "-blocks", "-products"])
        ]

    def __str__(self):
        return self.printed


class NameMeaning(Versioned):
    """A decided name of a substance, as editions know it: taken up by the first edition after the decision.

    Decisions are made and unmade at any hour; what an edition knew of them stays.
    """

    normalised = models.CharField(max_length=500, unique=True)
    ingredient = models.ForeignKey(
        Ingredient, models.PROTECT, related_name="register_name_meanings"
    )

    class Meta:
        ordering = ["normalised"]

    def __str__(self):
        return self.normalised
