"""One change proposed of many records that were selected in a list, in one draft."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from formulary.desk.links import change_url, list_url
from formulary.models import IngredientClass
from registry.actions.bulk_proposals import Bulk, propose_for_all
from registry.change_set_errors import RowsRefused
from registry.errors import RegistryError
from registry.exchange.kinds import KINDS
from registry.models import ChangeSet

from .bulk_fields import bulk_fields, members_changed
from .bulk_form import BulkForm, ChangeForm
from .proposal_form import ProposalForm

MOST = 5_000
"""How many records one change may be proposed of. For more there are files."""

SHOWN = 200
"""How many refusals the page lists."""


class BulkProposing:
    """The mixin of a list: its actions, and the page that asks what the change is."""

    actions = ("propose_to_these", "propose_to_take_these_back", "export_these")

    def get_urls(self):
        def page(verb):
            view = self.admin_site.admin_view(getattr(self, f"{verb}_view"))
            name = f"{self.opts.app_label}_{self.opts.model_name}_{verb}"
            return path(f"{verb.replace('_', '-')}/", view, name=name)

        return [page("bulk_change"), page("bulk_retract"), *super().get_urls()]

    def get_actions(self, request):
        actions = super().get_actions(request)
        table = KINDS[self.model].table
        if table.never_changes:
            actions.pop("propose_to_take_these_back", None)
        if table.never_changes or not bulk_fields(table):
            actions.pop("propose_to_these", None)
        return actions

    @admin.action(description="Propose a change to these", permissions=["propose"])
    def propose_to_these(self, request, queryset):
        return self._ask(request, queryset, "bulk_change")

    @admin.action(description="Propose to take these back", permissions=["propose"])
    def propose_to_take_these_back(self, request, queryset):
        return self._ask(request, queryset, "bulk_retract")

    def bulk_change_view(self, request: HttpRequest) -> HttpResponse:
        return self._bulk(request, "bulk_change", ChangeForm(request.POST, **self._of_table()))

    def bulk_retract_view(self, request: HttpRequest) -> HttpResponse:
        return self._bulk(request, "bulk_retract", BulkForm(request.POST))

    def _of_table(self):
        return {"table": KINDS[self.model].table}

    def _ask(self, request, queryset, verb):
        """The page, for what was selected in the list."""
        pks = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
        if len(pks) > MOST:
            words = (
                f"At most {MOST} records at once. Export the list, change the file, and import it."
            )
            messages.error(request, words)
            return None
        given = {"initial": {"selected": ",".join(map(str, pks))}}
        is_change = verb == "bulk_change"
        form = ChangeForm(**given, **self._of_table()) if is_change else BulkForm(**given)
        return self._page(request, verb, form, ProposalForm(by=request.user), len(pks))

    def _bulk(self, request, verb, form):
        if not self.has_propose_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return redirect(list_url(self.model))
        where = ProposalForm(request.POST, by=request.user)
        count = form["selected"].value().count(",") + 1 if form["selected"].value() else 0
        if not (form.is_valid() and where.is_valid()) or count > MOST:
            return self._page(request, verb, form, where, count)
        try:
            draft, bulk = self._propose_all(request, form, where)
        except RowsRefused as error:
            refused = sorted(error.refused.items())
            return self._page(request, verb, form, where, count, refused=refused, words=error)
        except RegistryError as error:
            return self._page(request, verb, form, where, count, words=error)
        messages.success(request, _told(bulk, draft))
        if bulk.refused:
            messages.warning(request, f"Left out: {', '.join(sorted(bulk.refused)[:SHOWN])}.")
        return redirect(change_url(draft))

    @transaction.atomic
    def _propose_all(self, request, form, where) -> tuple[ChangeSet, Bulk]:
        kind = KINDS[self.model]
        records = self.model._default_manager.filter(pk__in=form.pks).order_by("pk")
        keys, change = kind.keys_of(records), getattr(form, "change", None)
        if change and form.field.column.name == "classes":
            change = members_changed(form.field.how, [slug for (slug,) in keys])
            kind, keys = KINDS[IngredientClass], [(form.cell,)]
        draft = where.chosen(by=request.user)
        bulk = propose_for_all(
            change_set=draft,
            by=request.user,
            kind=kind,
            keys=keys,
            change=change,
            leave_out_refused=form.cleaned_data["leave_out"],
        )
        return draft, bulk

    def _page(self, request, verb, form, where, count, *, refused=(), words=""):
        is_change = verb == "bulk_change"
        context = {
            **self.admin_site.each_context(request),
            "title": "Propose a change to these" if is_change else "Propose to take these back",
            "opts": self.opts,
            "address": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{verb}"),
            "back": list_url(self.model),
            "count": count,
            "form": form,
            "is_change": is_change,
            "proposal_form": where,
            "refused": refused[:SHOWN],
            "refused_more": max(0, len(refused) - SHOWN),
            "words": words,
        }
        return TemplateResponse(request, "registry/admin/bulk.html", context)


def _told(bulk: Bulk, draft: ChangeSet) -> str:
    same = f"; {bulk.unchanged} said so already" if bulk.unchanged else ""
    return f"Proposed for {bulk.drafted} records in “{draft}”{same}. Submit it when the draft is complete."
