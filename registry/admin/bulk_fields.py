"""What can be changed of many records at once, and the fields in which the new value is given.

Only what may be the same for many: nobody gives a hundred ingredients one CAS number.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Model
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from formulary.models import IngredientClass, IngredientClassMember
from registry.actions.bulk_proposals import Change
from registry.exchange.cells import Day, Mark, YesNo
from registry.exchange.columns import Column
from registry.exchange.kinds import KINDS, Cells
from registry.exchange.table import Table
from registry.exchange.tables import TABLES

FIELDS = {
    "approvals": "review_due_on lifecycle valid_to valid_to_kind disputed documents+ documents- "
    "holder pathway confidence",
    "ingredients": "category classes+ classes- source verified",
    "products": "holder regulatory_class country dose_form source verified",
    "documents": "publisher kind published_on retrieved_on note",
    "classes": "ingredients+ ingredients- regulatory_class",
    "notices": "authority published_on kind confidence",
    "interactions": "rating source confidence",
    "clinical_uses": "kind source",
    "protocols": "evidence_level currency source",
    "authorities": "jurisdiction open_data confidence",
    "pathways": "jurisdiction regulatory_class union_wide note",
    "jurisdictions": "part_of source",
    "routes": "parent note",
}
"""By table: columns, with + or - where something is added to a list or taken out of it."""

WORDS = {"": "{}", "+": "add to {}", "-": "take out of {}"}
OWN_WORDS = {
    "classes+": "put into the class",
    "classes-": "take out of the class",
    "valid_to": "ends on",
    "valid_to_kind": "how it ends",
    "verified": "verified",
}


@dataclass(frozen=True, slots=True)
class BulkField:
    """One thing that can be changed: a column of a table, and what is done to it."""

    table: Table
    column: Column
    how: str

    @property
    def name(self) -> str:
        return f"{self.column.name}{self.how}"

    @property
    def label(self) -> str:
        words = OWN_WORDS.get(self.name, WORDS[self.how].format(self.column.name.replace("_", " ")))
        return words[:1].upper() + words[1:]

    def change(self, cell: str) -> Change:
        """What becomes of a record's cells. Raises ValueError where the cell cannot be read."""
        if self.how and not cell:
            raise ValueError("expected a record to add or take out")
        if not self.how:
            self.column.read(cell)
        name = self.column.name

        def change(cells: Cells) -> Cells:
            if self.how:
                return {**cells, name: self._list(cells[name], cell)}
            changed = {**cells, name: cell}
            if name == "valid_to" and cell:
                changed["valid_to_kind"] = "date"
            if name == "valid_to_kind" and cell != "date":
                changed["valid_to"] = ""
            return changed

        return change

    def _list(self, cell: str, word: str) -> str:
        listed = [item for item in self.column.read(cell) if item != word]
        return self.column.write([*listed, word] if self.how == "+" else listed)

    def form_field(self) -> forms.Field:
        """The field for the new value; empty is a value, where the column may be."""
        given: dict[str, Any] = {"required": False, "label": self.label}
        if self.column.refers_to:
            source, field = _reference(self.table, self.column)
            relation = source._meta.get_field(field)
            return forms.ModelChoiceField(
                relation.related_model._default_manager.all(),
                widget=AutocompleteSelect(relation, admin.site),
                **given,
            )
        if choices := _choices(self.table.model, self.column):
            blank = "Empty" if not self.column.required else "Choose…"
            return forms.ChoiceField(
                choices=[("", blank), *choices], widget=UnfoldAdminSelectWidget, **given
            )
        hint = {"placeholder": "YYYY-MM-DD"} if _is_a_day(self.column) else {}
        return forms.CharField(widget=UnfoldAdminTextInputWidget(attrs=hint), **given)

    def cell(self, value: Any) -> str:
        """The cell of a value of the field."""
        if not isinstance(value, Model):
            return value or ""
        return str(getattr(value, TABLES[_refers_to(self.column)].key[0]))


def bulk_fields(table: Table) -> dict[str, BulkField]:
    """What can be changed of many records of a table, by name."""
    found = {}
    for word in FIELDS.get(table.name, "").split():
        name, how = word.rstrip("+-"), word[-1] if word[-1] in "+-" else ""
        if name == "classes" and table.name == "ingredients":
            column = Column("classes", INTO_A_CLASS.cell, refers_to="classes")
        else:
            column = next(column for column in table.columns if column.name == name)
        field = BulkField(table, column, how)
        found[field.name] = field
    return found


INTO_A_CLASS = next(c for c in KINDS[IngredientClass].table.columns if c.name == "ingredients")
"""The class lists its ingredients, so that putting many into one changes one row: that of the class."""


def members_changed(how: str, slugs: list[str]) -> Change:
    """The change of a class that many ingredients are put into, or taken out of."""

    def change(cells: Cells) -> Cells:
        listed = [slug for slug in INTO_A_CLASS.read(cells["ingredients"]) if slug not in slugs]
        wanted = [*INTO_A_CLASS.read(cells["ingredients"])]
        wanted = (
            [*wanted, *(slug for slug in slugs if slug not in wanted)] if how == "+" else listed
        )
        return {**cells, "ingredients": INTO_A_CLASS.write(wanted)}

    return change


def _refers_to(column: Column) -> str:
    return column.refers_to


def _reference(table: Table, column: Column) -> tuple[type[Model], str]:
    """The model and its field by which the column's table points at another."""
    if column.name == "classes":
        return IngredientClassMember, "ingredient_class"
    if column.attribute:
        return table.model, column.path.partition("__")[0]
    parts = next(parts for parts in table.parts if column.name in parts.columns)
    return parts.model, parts.paths[0].partition("__")[0]


def _choices(model: type[Model], column: Column) -> list[tuple[str, str]]:
    if isinstance(column.cell, YesNo):
        return [("yes", "Yes"), ("no", "No")]
    if isinstance(column.cell, Mark):
        return [("yes", "Yes")]
    field = model._meta.get_field(column.path)
    return [(str(value), str(label)) for value, label in getattr(field, "flatchoices", ())]


def _is_a_day(column: Column) -> bool:
    return isinstance(column.cell, Day) or column.name in (
        "valid_to",
        "published_on",
        "retrieved_on",
    )
