"""What the page of a change set shows: its content in words, its comments, and what this person may do with it."""

from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import reverse

from registry.accounts.origin import origin_of, user_of
from registry.errors import RegistryError
from registry.exchange.kinds import kind_of
from registry.models import ChangeSet, RegisterCopy, User
from registry.review.impact import impact_of
from registry.review.page import RecordReview, review
from registry.vocabulary import ChangeSetKind, ChangeSetState

from .change_set_forms import CommentForm, DecisionForm, ReasonForm, WithdrawalForm
from .change_set_queue import place_of
from .refusals import words_of


def shown(change_set: ChangeSet, request: HttpRequest) -> dict:
    """The context of the page."""
    user = user_of(request)
    may_edit = not change_set.is_decided and user.has_perm("registry.change_changeset")
    is_hand_made = change_set.kind == ChangeSetKind.EDIT
    content = review(change_set)
    return {
        "change_set": change_set,
        "review": content,
        "queue": place_of(change_set, user),
        "records": [(record, _edit_url(record)) for record in content.records],
        "copy": RegisterCopy.objects.filter(change_set=change_set).first(),
        **_impact(change_set, user),
        "comments": change_set.comments.select_related("by"),
        "may_edit": may_edit and is_hand_made,
        "may_submit": may_edit and change_set.state == ChangeSetState.DRAFT,
        "may_withdraw": not change_set.is_decided and change_set.proposed_by_id == user.pk,
        "may_decide": _may_decide(change_set, user),
        "must_be_another": _is_its_own(change_set, user),
        "comment_form": CommentForm(),
        "reason_form": ReasonForm(initial={"reason": change_set.reason}),
        "withdrawal_form": WithdrawalForm(auto_id="withdrawal_%s"),
        "decision_form": DecisionForm(
            by=user, origin=origin_of(request), initial={"reviewed": change_set.content_hash}
        ),
    }


def _impact(change_set: ChangeSet, user: User) -> dict:
    """Whose answers change; or why the draft as it stands could not be published."""
    if change_set.is_decided or not change_set.rows.exists():
        return {"impact": None}
    try:
        return {"impact": impact_of(change_set, user)}
    except (RegistryError, DatabaseError) as error:
        return {"impact": None, "impact_refusal": words_of(error)}


def _may_decide(change_set: ChangeSet, user: User) -> bool:
    return (
        change_set.state == ChangeSetState.SUBMITTED
        and user.has_perm("registry.publish_changeset")
        and user.pk not in (change_set.proposed_by_id, change_set.last_edited_by_id)
    )


def _is_its_own(change_set: ChangeSet, user: User) -> bool:
    """Whether somebody who could decide may not, having made it."""
    return (
        change_set.state == ChangeSetState.SUBMITTED
        and user.has_perm("registry.publish_changeset")
        and not _may_decide(change_set, user)
    )


def _edit_url(record: RecordReview) -> str:
    """Where the record is edited in its draft; empty where it is only taken back."""
    row = next((one.row for one in record.rows if one.is_editable), None)
    if row is None:
        return ""
    meta = kind_of(row.table).model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_draft_row", args=[row.pk])
