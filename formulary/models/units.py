from django.core.exceptions import ValidationError

from formulary.rules import units


def validate_unit(value: str) -> None:
    """Refuse what is not a UCUM unit."""
    try:
        units.clean_unit(value)
    except ValueError as error:
        raise ValidationError(str(error)) from error
