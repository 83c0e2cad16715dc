from django.db import models

from formulary.models.constraints import known, slug_validator, slugged
from formulary.models.versioned import Versioned
from registry.vocabulary import DocumentKind

from .partial_date import PartialDateField, partial_date_shaped


class Document(Versioned):
    """The evidence: a register copy, a law, a label, a warning, with its address and its date."""

    slug = models.CharField(max_length=150, unique=True, validators=[slug_validator])
    title = models.CharField(max_length=500)
    publisher = models.CharField(max_length=300, blank=True)
    url = models.URLField("address", max_length=1000, blank=True)
    published_on = PartialDateField(help_text="For a register, the day of the copy.")
    retrieved_on = PartialDateField()
    kind = models.CharField(max_length=10, choices=DocumentKind)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["slug"]
        constraints = [
            slugged("document"),
            known("document", "kind", DocumentKind),
            partial_date_shaped("document", "published_on"),
            partial_date_shaped("document", "retrieved_on"),
        ]

    def __str__(self):
        return self.title
