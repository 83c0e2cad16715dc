"""What the approval matrix is asked for at the desk."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from formulary.models import Ingredient, IngredientClass, Route
from formulary.vocabulary import Category
from registry.checks.matrix import MatrixQuestion, wanted_ingredients
from registry.facts.current import newest_edition
from registry.models import Jurisdiction
from registry.vocabulary import Status

USUAL_ROUTE = "intradermal"
ANY = ("", "Any")


class DayInput(UnfoldAdminTextInputWidget):
    """The browser's own calendar, where it has one."""

    input_type = "date"


class MatrixForm(forms.Form):
    """The question, the columns, and which rows. Sent with GET, so that an address can be passed on."""

    route = forms.ChoiceField(widget=UnfoldAdminSelectWidget)
    on = forms.DateField(label="Day", widget=DayInput)
    edition = forms.IntegerField(
        required=False,
        min_value=1,
        help_text="The newest if empty.",
        widget=UnfoldAdminIntegerFieldWidget,
    )
    text = forms.CharField(
        required=False,
        max_length=200,
        label="Ingredient",
        help_text="Words of any name, or a code.",
        widget=UnfoldAdminTextInputWidget,
    )
    category = forms.ChoiceField(
        required=False, choices=[ANY, *Category.choices], widget=UnfoldAdminSelectWidget
    )
    group = forms.ChoiceField(required=False, label="Class", widget=UnfoldAdminSelectWidget)
    status = forms.ChoiceField(
        required=False,
        choices=[ANY, *Status.choices],
        help_text="Somewhere in the row.",
        widget=UnfoldAdminSelectWidget,
    )
    jurisdiction = forms.MultipleChoiceField(
        required=False, label="Jurisdictions", widget=forms.CheckboxSelectMultiple
    )
    after = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, sent: Any) -> None:
        """What was not sent is asked as usual: intradermal, today, everywhere."""
        sent = sent.copy()
        sent.setdefault("route", USUAL_ROUTE)
        sent.setdefault("on", timezone.localdate().isoformat())
        super().__init__(sent)
        self.newest = newest_edition()
        self.fields["route"].choices = Route.objects.values_list("code", "name").order_by("name")
        classes = IngredientClass.objects.filter(reach="members").values_list("slug", "name")
        self.fields["group"].choices = [ANY, *classes.order_by("name")]
        places = Jurisdiction.objects.values_list("code", "name").order_by("name")
        self.fields["jurisdiction"].choices = places

    def clean_edition(self) -> int:
        edition = self.cleaned_data["edition"] or self.newest
        if edition > self.newest:
            raise forms.ValidationError(f"The newest edition is {self.newest}.")
        return edition

    @property
    def question(self) -> MatrixQuestion:
        """What the valid form asks."""
        given = self.cleaned_data
        return MatrixQuestion(given["route"], given["on"], given["jurisdiction"], given["status"])

    @property
    def known_at(self) -> int:
        """The edition that the valid form asks about."""
        return self.cleaned_data["edition"]

    def ingredients(self) -> QuerySet[Ingredient]:
        """The rows, in the order of their keys."""
        given = self.cleaned_data
        group = IngredientClass.objects.filter(slug=given["group"]).first()
        wanted = wanted_ingredients(
            ingredient_class=group, category=given["category"], text=given["text"]
        )
        return wanted.order_by("slug")

    def address(self, **more: object) -> str:
        """The query of this question with the day and the edition said out loud, so that it means the same tomorrow."""
        asked = self.data.copy()
        for name, value in {
            "on": self.cleaned_data["on"],
            "edition": self.known_at,
            **more,
        }.items():
            asked[name] = value.isoformat() if isinstance(value, dt.date) else str(value)
        for name in [name for name, value in asked.items() if not value]:
            del asked[name]
        return asked.urlencode()


class CellForm(forms.Form):
    """One cell of the matrix, by its address."""

    ingredient = forms.CharField(max_length=100)
    jurisdiction = forms.CharField(max_length=10)
    route = forms.CharField(max_length=60)
    on = forms.DateField()
    edition = forms.IntegerField(min_value=1)

    def clean_edition(self) -> int:
        if self.cleaned_data["edition"] > newest_edition():
            raise forms.ValidationError("There is no such edition.")
        return self.cleaned_data["edition"]
