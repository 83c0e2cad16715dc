from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from formulary.rules import identifiers
from formulary.vocabulary import Category

from .constraints import known, shaped, slug_validator, slugged
from .spelling_triggers import names_changed
from .triggers import no_chain_of_forms, preferred_name_is_a_name
from .versioned import Versioned


def validate_unii(value: str) -> None:
    """Refuse a UNII whose check character is wrong."""
    _validate(identifiers.clean_unii, value)


def validate_cas(value: str) -> None:
    """Refuse a CAS registry number whose check digit is wrong."""
    _validate(identifiers.clean_cas, value)


def validate_atc(value: str) -> None:
    """Refuse what has not the shape of an ATC code."""
    _validate(identifiers.clean_atc, value)


def _validate(clean, value):
    try:
        canonical = clean(value)
    except ValueError as error:
        raise ValidationError(str(error)) from error
    if canonical != value:
        raise ValidationError(f"Write it as {canonical}.")


class IngredientQuerySet(models.QuerySet):
    def for_api(self):
        """With what a list or a detail shows, in a fixed number of queries."""
        return self.select_related("form_of").prefetch_related("names", "forms", "classes")

    def family_of(self, ids):
        """The named ingredients, their bases, and every form of either (see `form_of`).

        The bases are looked up first (one query): given as values, they let the indexes work.
        """
        roots = list(
            Ingredient.objects.filter(pk__in=ids)
            .order_by()
            .values_list(Coalesce("form_of_id", "pk"), flat=True)
        )
        return self.filter(Q(pk__in=roots) | Q(form_of_id__in=roots))


class Ingredient(Versioned):
    """A substance (IDMP: substance). A salt or hydrate is an ingredient of its own, with `form_of`.

    `form_of` joins salts and hydrates to one active moiety and never makes a chain: a form's grant counts
    for its base, so a wrong link would be a false yes.
    """

    slug = models.CharField(max_length=100, unique=True, validators=[slug_validator])
    preferred_name = models.CharField(max_length=300)
    category = models.CharField(max_length=30, choices=Category)
    form_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="forms",
        help_text="The base of which this is a salt or hydrate. Never a chain.",
    )
    unii = models.CharField("UNII", max_length=10, blank=True, validators=[validate_unii])
    cas = models.CharField("CAS number", max_length=12, blank=True, validators=[validate_cas])
    pubchem_cid = models.PositiveBigIntegerField("PubChem CID", null=True, blank=True)
    atc_codes = ArrayField(
        models.CharField(max_length=7, validators=[validate_atc]),
        default=list,
        blank=True,
        verbose_name="ATC codes",
    )
    molecular_formula = models.CharField(max_length=100, blank=True)
    mechanism = models.TextField(blank=True)
    caution = models.TextField(blank=True)
    eu_cosmetics_annex = models.CharField(
        "EU cosmetics annex",
        max_length=40,
        blank=True,
        help_text="Annex and entry of Regulation (EC) 1223/2009, as in II/194.",
    )
    source = models.TextField(help_text="Where each part of this row comes from.")
    is_verified = models.BooleanField(
        "verified", default=False, help_text="A UNII or CAS was found in a file, without conflict."
    )

    objects = IngredientQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        triggers = [
            no_chain_of_forms,
            preferred_name_is_a_name,
            names_changed(is_curated=True),
        ]
        constraints = [
            slugged("ingredient"),
            known("ingredient", "category", Category),
            shaped(
                "ingredient", "unii", r"^[0-9A-Z]{10}$", "A UNII is ten of 0-9 A-Z.", blank=True
            ),
            shaped(
                "ingredient", "cas", r"^[0-9]{2,7}-[0-9]{2}-[0-9]$", "As in 58-85-5.", blank=True
            ),
            models.UniqueConstraint(
                name="ingredient_unii_once",
                fields=["unii"],
                condition=~Q(unii=""),
                violation_error_message="Another ingredient has this UNII.",
            ),
            models.UniqueConstraint(
                name="ingredient_cas_once",
                fields=["cas"],
                condition=~Q(cas=""),
                violation_error_message="Another ingredient has this CAS number.",
            ),
            models.CheckConstraint(
                name="ingredient_not_its_own_form",
                condition=Q(form_of__isnull=True) | ~Q(form_of=F("id")),
                violation_error_message="An ingredient is not a form of itself.",
            ),
        ]

    def __str__(self):
        return self.preferred_name
