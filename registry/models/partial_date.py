from django.core.exceptions import ValidationError
from django.db import models

from formulary.models.constraints import shaped
from registry.rules.partial_date import PartialDate


def validate_partial_date(value: str) -> None:
    """Refuse what is not a day, a month or a year that exists."""
    try:
        PartialDate.parse(value)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class PartialDateField(models.CharField):
    """A day, or only a month or a year, in ISO 8601: 2011-02-17, 2011-02, 2011. Empty: not known."""

    default_validators = [validate_partial_date]

    def __init__(self, *args, **kwargs):
        kwargs["max_length"] = 10
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)


def partial_date_shaped(table: str, field: str):
    """The database's own check of a `PartialDateField`: the shape; approvals check the day as well."""
    return shaped(
        table,
        field,
        r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
        "Use YYYY-MM-DD, YYYY-MM or YYYY.",
        blank=True,
    )
