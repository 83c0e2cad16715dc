"""The form of every record that is edited at the desk."""

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.db.models import Model, QuerySet

from .links import refusal


class LinesField(SimpleArrayField):
    """A list written one value a line: values such as “Vitamin B12, injection” hold commas."""

    def __init__(self, base_field, **kwargs):
        super().__init__(base_field, delimiter="\n", **kwargs)
        self.help_text = f"{self.help_text} One a line.".strip()

    def to_python(self, value):
        if isinstance(value, str):
            value = "\n".join(line for line in value.splitlines() if line.strip())
        return super().to_python(value)


class CuratedForm(forms.ModelForm):
    """Refuses in words, and names the record that stands in the way, with a link to it.

    `once` lists the fields of which no two records share a value. `refused` is what the database or
    an action said when the last attempt to save failed; the form is shown again with those words.
    """

    once: tuple[str, ...] = ()
    refused = ""

    def clean(self):
        cleaned = super().clean()
        if self.refused:
            self.add_error(None, self.refused)
        for field in self.once:
            if value := self.cleaned_data.get(field):
                self.refuse_if_any(field, self.others().filter(**{field: value}))
        return cleaned

    def others(self) -> QuerySet:
        """All records of the model but this one."""
        return type(self.instance)._default_manager.exclude(pk=self.instance.pk)

    def refuse_if_any(self, field: str, others: QuerySet, sentence: str = "") -> None:
        """Refuse the value of `field` if one of `others` exists, and link to the first."""
        other: Model | None = others.first()
        if other is not None:
            self.add_error(field, refusal(sentence or "This is taken by {}.", other))

    def has_new(self, *fields: str) -> bool:
        """Whether one of the fields was changed: what stood before is not complained about."""
        return any(field in self.changed_data for field in fields)
