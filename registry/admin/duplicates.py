"""While a new record is typed, what is here already and like it; and once it is drafted, the same beside it."""

import re
from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join

from registry.alike import FINDERS, alike, alike_of
from registry.exchange.cells import Name
from registry.exchange.kinds import KINDS
from registry.exchange.table import Values
from registry.exchange.tables import TABLES
from registry.exchange.tables_of_registry import SUBJECTS
from registry.models import Approval, ProposedRow

WATCHED = {
    "ingredients": "[name=preferred_name], [name=slug], [name=unii], [name=cas], [name$=-text]",
    "products": "[name=name], [name=holder]",
    "documents": "[name=title], [name=url]",
    "approvals": "[name=authority], [name=number], [name=jurisdiction], [name=ingredient], [name=product], "
    "[name=ingredient_class]",
}
"""The fields of each form, as a selector, by which a record may be known already."""


class Duplicates:
    """The mixin of a page that shows what is like the record being typed."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_alike"
        view = self.admin_site.admin_view(self.alike_view)
        return [path("alike/", view, name=name), *super().get_urls()]

    def alike_view(self, request: HttpRequest) -> HttpResponse:
        """What is like the record that the form says, as a piece of the page."""
        if not self.has_propose_permission(request):
            raise PermissionDenied
        table = KINDS[self.model].table.name
        (found,) = alike(table, [typed(table, request.GET)])
        own = request.GET.get("own", "")
        others = [one for one in found if str(one.record.pk) != own]
        return TemplateResponse(request, "registry/admin/alike.html", {"alike": others})

    def watching(self, record: Model | None) -> dict[str, str]:
        """What the page needs to know to ask while somebody types; nothing where no finder is."""
        table = KINDS[self.model].table.name
        if table not in FINDERS:
            return {}
        return {
            "address": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_alike"),
            "fields": WATCHED[table],
            "own": str(record.pk) if record else "",
        }


def warn_of_duplicates(request: HttpRequest, rows: Sequence[ProposedRow]) -> None:
    """Say that a new record is like others, before its draft is submitted. Its page shows them too."""
    for found in alike_of(rows).values():
        sentence = "It is like what is here already: {}. Is it another? If not, leave it out below."
        words = ((one.address, one.name, one.why) for one in found)
        names = format_html_join("; ", '<a class="underline" href="{}">{}</a> {}', words)
        messages.warning(request, format_html(sentence, names))


def typed(table: str, sent: QueryDict) -> Values:
    """What a form says so far, as the values of the columns that `alike` looks at."""
    if table == "approvals":
        return _approval_typed(sent)
    values: Values = {
        column.name: sent.get(column.name, "").strip()
        for column in TABLES[table].columns
        if column.name in sent
    }
    if table == "ingredients":
        values["preferred_name"] = Name("", sent.get("preferred_name", "").strip())
        values["names"] = [
            Name("", text.strip())
            for name, text in sent.items()
            if re.fullmatch(r"names-\d+-text", name)
        ]
    return values


def _approval_typed(sent: Mapping[str, str]) -> Values:
    """The form names what an approval refers to by primary keys."""
    values: Values = {"number": sent.get("number", "")}
    for field in ("authority", "jurisdiction"):
        values[field] = _key_at(field, sent.get(field, ""))
    for word, (attribute, _) in SUBJECTS.items():
        if slug := _key_at(attribute, sent.get(attribute, "")):
            values |= {"subject_type": word, "subject": slug}
    return values


def _key_at(field: str, pk: str) -> str:
    """The slug or code of what a field of an approval points at; empty if it points at nothing here."""
    model = Approval._meta.get_field(field).related_model
    if not re.fullmatch(r"\d{1,18}", pk):
        return ""
    key = KINDS[model].table.key[0]
    return model._default_manager.filter(pk=pk).values_list(key, flat=True).first() or ""
