from django import forms

from formulary.desk.links import refusal
from formulary.desk.parts import PartForm, PartFormSet, PartsInline
from formulary.models import Ingredient, IngredientName
from formulary.rules.names import normalise
from formulary.vocabulary import NameKind


def named_otherwise(name: str, *, than: int | None) -> Ingredient | None:
    """Another ingredient that has this name, in any spelling that folds to the same."""
    return Ingredient.objects.filter(names__normalised=normalise(name)).exclude(pk=than).first()


class IngredientNameForm(PartForm):
    def clean_text(self):
        text = self.cleaned_data["text"]
        if not normalise(text):
            raise forms.ValidationError("A name needs at least one letter or digit.")
        if self.has_new("text") and (
            other := named_otherwise(text, than=self.instance.ingredient_id)
        ):
            raise refusal("{} has this name already.", other)
        return text


class IngredientNameFormSet(PartFormSet):
    """Judges the names of one ingredient together, since two of them may be new."""

    def clean(self):
        super().clean()
        seen = set()
        for form in self.forms:
            text, kind = form.cleaned_data.get("text"), form.cleaned_data.get("kind")
            if not text or form.cleaned_data.get("DELETE"):
                continue
            name = (kind, normalise(text))
            if name in seen:
                form.add_error("text", "This ingredient has that name already.")
            elif kind != NameKind.SYNONYM and any(kind == other for other, _ in seen):
                form.add_error("kind", f"An ingredient has one {NameKind(kind).label}.")
            seen.add(name)


class IngredientNameInline(PartsInline):
    """All names but the preferred one, which is edited as a field of the ingredient."""

    model = IngredientName
    form = IngredientNameForm
    formset = IngredientNameFormSet
    fields = ("text", "language", "kind", "position")
    verbose_name = "other name"
    verbose_name_plural = "other names"

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(kind=NameKind.PREFERRED)

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "kind":
            kwargs["choices"] = [
                choice for choice in NameKind.choices if choice[0] != NameKind.PREFERRED
            ]
        return super().formfield_for_choice_field(db_field, request, **kwargs)
