"""Check constraints that several models share: closed vocabularies, slugs and code shapes."""

from collections.abc import Iterable

from django.core.validators import RegexValidator
from django.db.models import CheckConstraint, F, Q, TextChoices

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"

slug_validator = RegexValidator(
    SLUG, "Use lower-case letters and digits in words joined by single hyphens, as in “folic-acid”."
)


def known(table: str, field: str, choices: type[TextChoices], *, blank: bool = False):
    """`field` holds a word of `choices`; with `blank`, the empty string (not known) too."""
    words: Iterable[str] = [*choices.values, ""] if blank else choices.values
    return CheckConstraint(
        name=f"{table}_{field}_known",
        condition=Q(**{f"{field}__in": list(words)}),
        violation_error_message=f"{field}: use one of {', '.join(choices.values)}.",
    )


def shaped(table: str, field: str, pattern: str, message: str, *, blank: bool = False):
    """`field` matches the regular expression `pattern`; with `blank`, or is empty (not known)."""
    condition = Q(**{f"{field}__regex": pattern})
    if blank:
        condition |= Q(**{field: ""})
    return CheckConstraint(
        name=f"{table}_{field}_shape", condition=condition, violation_error_message=message
    )


def slugged(table: str, field: str = "slug"):
    """`field` is a slug: lower-case words joined by single hyphens."""
    return shaped(table, field, SLUG, str(slug_validator.message))


def ordered(table: str, low: str, high: str):
    """Where both ends of a span are known, the low one is not above the high one."""
    return CheckConstraint(
        name=f"{table}_{low}_le_{high}"[:60],
        condition=Q(**{f"{low}__isnull": True})
        | Q(**{f"{high}__isnull": True})
        | Q(**{f"{low}__lte": F(high)}),
        violation_error_message=f"{low} must not be above {high}.",
    )
