from django.db import models
from django.db.models import Q

from formulary.models.constraints import shaped

from .user import User


class SavedFilter(models.Model):
    """What one person narrows a list of the desk by, kept under a name. Nobody else sees it.

    Only the query is kept, never an address: it can lead to no other page than the list it was made on.
    """

    owner = models.ForeignKey(User, models.PROTECT, related_name="saved_filters", db_index=False)
    page = models.CharField(
        max_length=100, help_text="The model that the list is of, as in “registry.approval”."
    )
    name = models.CharField(max_length=80)
    query = models.CharField(
        max_length=2000, help_text="As it stands in an address, without “?”: attention=review"
    )

    class Meta:
        ordering = ["page", "name"]
        constraints = [
            models.UniqueConstraint(
                name="savedfilter_name_once",
                fields=["owner", "page", "name"],
                violation_error_message="You have kept a filter of this list under this name already.",
            ),
            models.CheckConstraint(
                name="savedfilter_has_a_name",
                condition=~Q(name=""),
                violation_error_message="Give it a name.",
            ),
            shaped("savedfilter", "page", r"^[a-z]+\.[a-z]+$", "Name a list: registry.approval."),
            shaped(
                "savedfilter",
                "query",
                r"^[A-Za-z0-9_.~%=&+*-]+$",
                "A query is what stands behind “?” in the address of a list.",
            ),
        ]

    def __str__(self):
        return self.name
