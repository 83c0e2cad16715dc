"""What an autocomplete offers while a draft is filled in: what is published, and what only the draft has."""

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from registry.actions.trials import trial
from registry.errors import RegistryError
from registry.models import ChangeSet, ProposedRow

MOST = 200
"""Of a draft that adds more rows than this, none is offered: they would be written anew for every key pressed."""


class DraftChoices(AutocompleteJsonView):
    """The ordinary answer, given in the trial of a draft: its made-up keys are understood in the next trial."""

    def get(self, request, *args, draft, **kwargs):
        if not request.user.has_perm("registry.add_changeset"):
            raise PermissionDenied
        change_set = get_object_or_404(ChangeSet.objects.drafts(), pk=draft)
        new = _new_rows(change_set)
        if not 0 < new.count() <= MOST:
            return super().get(request, *args, **kwargs)
        try:
            with trial(change_set=change_set, by=request.user, rows=new, leave_open=True):
                return super().get(request, *args, **kwargs)
        except (RegistryError, DatabaseError):  # its page says why; until then it offers nothing
            return super().get(request, *args, **kwargs)

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        if obj.pk < 0:
            result["text"] += " (in this draft)"
        return result


def _new_rows(change_set: ChangeSet) -> QuerySet[ProposedRow]:
    """What the draft adds. Nothing refers to an approval."""
    return change_set.rows.filter(base__isnull=True).exclude(table="approvals")
