"""A new version of a cocktail is proposed as a copy of the newest one, and then edited in its draft."""

from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.decorators import action

from formulary.desk.links import change_url
from formulary.models import CocktailVersion
from registry.actions.proposals import propose
from registry.change_set_errors import ChangeSetError
from registry.exchange.kinds import KINDS
from registry.exchange.tables import TABLES

from .proposal_form import ProposalForm


class NewVersion:
    """The mixin of a cocktail's page: a button that proposes its next version."""

    actions_detail = ("new_version",)

    def has_new_version_permission(self, request, object_id=None):
        may = request.user.has_perm
        return may("formulary.add_cocktailversion") and may("registry.add_changeset")

    @action(
        description="New version", url_path="new-version", permissions=["new_version"], icon="add"
    )
    def new_version(self, request, object_id):
        cocktail = self.get_object(request, object_id)
        newest = cocktail and cocktail.versions.order_by("-version").first()
        if not newest:
            raise Http404
        form = ProposalForm(request.POST if request.method == "POST" else None, by=request.user)
        if request.method == "POST" and form.is_valid():
            try:
                return redirect(_propose_copy(newest, form, request.user))
            except ChangeSetError as error:
                form.add_error(None, str(error))
        context = {
            **self.admin_site.each_context(request),
            "title": "New version",
            "opts": self.opts,
            "original": cocktail,
            "words": "This begins as a copy of the newest version, to be edited in a draft.",
            "proposal_form": form,
            "back": change_url(cocktail),
        }
        return TemplateResponse(request, "registry/admin/proposal_question.html", context)


@transaction.atomic
def _propose_copy(newest: CocktailVersion, form: ProposalForm, by) -> str:
    """Propose the next version, which says the same; the address at which it is edited."""
    kind = KINDS[CocktailVersion]
    _, stored = kind.stored(kind.key_of(newest))
    number = str(newest.version + 1)
    wanted = {}
    for (table, _), cells in stored.items():
        copied = {**cells, "version": number}
        key = tuple(
            column.read(copied[column.name])
            for name in TABLES[table].key
            for column in TABLES[table].columns
            if column.name == name
        )
        wanted[table, TABLES[table].key_text(key)] = copied
    draft = form.chosen(by=by)
    rows = propose(change_set=draft, by=by, stored={}, wanted=wanted)
    own = next(row for row in rows if row.table == kind.table.name)
    return reverse("admin:formulary_cocktailversion_draft_row", args=[own.pk])
