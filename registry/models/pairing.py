from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from formulary.models import Product
from formulary.models.constraints import known
from registry.vocabulary import PairingDecision

from .authority import Authority
from .user import User


class Pairing(models.Model):
    """A product of a register whose number may be that of several records here, or whose record may be another's.

    A person says which of them it is, or that it is none. The decision holds for every later copy of the register.
    """

    register = models.CharField(max_length=60)
    number = models.CharField(max_length=300)
    name = models.CharField("product in the register", max_length=500)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="pairings")
    holder = models.CharField(max_length=300, blank=True)
    dose_form = models.CharField(max_length=200, blank=True)
    lifecycle = models.CharField(max_length=12, blank=True)
    route_scope = models.CharField(max_length=12, blank=True)
    routes = ArrayField(models.TextField(), default=list)
    substances = models.JSONField(default=list, help_text="As the register prints them.")
    decision = models.CharField(
        max_length=10, choices=PairingDecision, default=PairingDecision.UNDECIDED
    )
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="pairings"
    )
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="pairings")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["register", "number", "name"]
        verbose_name = "product to tell apart"
        verbose_name_plural = "products to tell apart"
        constraints = [
            models.UniqueConstraint(
                name="pairing_once",
                fields=["register", "number", "name"],
                violation_error_message="This product of the register is here already.",
            ),
            models.UniqueConstraint(
                name="pairing_one_for_a_record",
                fields=["register", "number", "product"],
                violation_error_message="Another product of the register is that record already.",
            ),
            known("pairing", "decision", PairingDecision),
            models.CheckConstraint(
                name="pairing_product_iff_decided_so",
                condition=Q(decision=PairingDecision.RECORD, product__isnull=False)
                | (~Q(decision=PairingDecision.RECORD) & Q(product__isnull=True)),
                violation_error_message="Name the product exactly when it is one that is here.",
            ),
            models.CheckConstraint(
                name="pairing_decided_by_somebody",
                condition=Q(
                    decision=PairingDecision.UNDECIDED,
                    decided_by__isnull=True,
                    decided_at__isnull=True,
                )
                | (
                    ~Q(decision=PairingDecision.UNDECIDED)
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
                violation_error_message="A decision says by whom and when.",
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.name}"
