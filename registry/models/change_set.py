"""What is proposed and decided together, row by row, and what is said about it."""

from django.db import models
from django.db.models import F, Q

from formulary.models.constraints import known
from formulary.models.triggers import published_is_not_emptied
from registry.vocabulary import ChangeSetKind, ChangeSetState, RowAction

from .change_set_triggers import (
    added_to_a_draft,
    begins_as_a_draft,
    changed_in_a_draft,
    decided_once,
)
from .triggers import never_changed, never_deleted
from .user import User

MEANING = "reviewed and released"
"""What a second pharmacist's publication means."""

UNDECIDED = (ChangeSetState.DRAFT, ChangeSetState.SUBMITTED)
REVIEWED = (ChangeSetState.PUBLISHED, ChangeSetState.REFUSED)


class ChangeSetQuerySet(models.QuerySet):
    def drafts(self):
        """What can still be edited: drafts, and what was submitted (an edit takes it back)."""
        return self.filter(state__in=UNDECIDED, kind=ChangeSetKind.EDIT)

    def undecided(self):
        return self.filter(state__in=UNDECIDED)

    def waiting(self):
        """Submitted and not decided: the review queue."""
        return self.filter(state=ChangeSetState.SUBMITTED)

    def waiting_for(self, reviewer: User):
        """Of the review queue, what this person neither proposed nor last edited."""
        return self.waiting().exclude(Q(proposed_by=reviewer) | Q(last_edited_by=reviewer))


class ChangeSet(models.Model):
    """What is proposed and decided together: an edit of a few records, or an import of 100,000.

    A draft is submitted, which freezes it under the hash of its content, and is then published or refused by a
    pharmacist who neither proposed nor last edited it, or withdrawn by whoever proposed it.
    """

    kind = models.CharField(max_length=10, choices=ChangeSetKind, default=ChangeSetKind.EDIT)
    reason = models.TextField(
        help_text="Why, in a sentence that a colleague understands in ten years."
    )
    state = models.CharField(
        max_length=10, choices=ChangeSetState, default=ChangeSetState.DRAFT, editable=False
    )
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="change_sets")
    proposed_at = models.DateTimeField(auto_now_add=True)
    last_edited_by = models.ForeignKey(
        User, models.PROTECT, related_name="edited_change_sets", editable=False
    )
    submitted_at = models.DateTimeField(null=True, editable=False)
    content_hash = models.CharField(
        max_length=64, blank=True, editable=False, help_text="SHA-256 of what was submitted."
    )
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="decided_change_sets", editable=False
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    decision_reason = models.TextField(blank=True, editable=False)
    meaning = models.CharField(max_length=40, blank=True, editable=False)

    objects = ChangeSetQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        permissions = [("publish_changeset", "Can publish or refuse a change set")]
        triggers = [begins_as_a_draft, decided_once, never_deleted, published_is_not_emptied]
        indexes = [models.Index(name="changeset_state", fields=["state", "-id"])]
        constraints = [
            known("changeset", "kind", ChangeSetKind),
            known("changeset", "state", ChangeSetState),
            models.CheckConstraint(
                name="changeset_submitted_is_frozen",
                condition=Q(state=ChangeSetState.DRAFT, submitted_at=None, content_hash="")
                | Q(
                    state__in=(ChangeSetState.SUBMITTED, *REVIEWED),
                    submitted_at__isnull=False,
                    content_hash__regex=r"^[0-9a-f]{64}$",
                )
                | Q(state=ChangeSetState.WITHDRAWN),
                violation_error_message="What is submitted says when, and the hash of its content.",
            ),
            models.CheckConstraint(
                name="changeset_decided_all_or_nothing",
                condition=Q(
                    state__in=UNDECIDED, decided_by=None, decided_at=None, decision_reason=""
                )
                | (
                    Q(
                        state__in=(*REVIEWED, ChangeSetState.WITHDRAWN),
                        decided_by__isnull=False,
                        decided_at__isnull=False,
                    )
                    & ~Q(decision_reason="")
                ),
                violation_error_message="A decision says who, when and why; all or none.",
            ),
            models.CheckConstraint(
                name="changeset_published_means_released",
                condition=Q(state=ChangeSetState.PUBLISHED, meaning=MEANING)
                | (~Q(state=ChangeSetState.PUBLISHED) & Q(meaning="")),
                violation_error_message=f"Publication means “{MEANING}”.",
            ),
            models.CheckConstraint(
                name="changeset_second_pharmacist",
                condition=~Q(state__in=REVIEWED)
                | Q(kind=ChangeSetKind.STARTER)
                | (~Q(decided_by=F("proposed_by")) & ~Q(decided_by=F("last_edited_by"))),
                violation_error_message=(
                    "Whoever proposed or last edited a change set neither publishes nor refuses it."
                ),
            ),
            models.CheckConstraint(
                name="changeset_withdrawn_by_its_proposer",
                # The plan of a register also goes when somebody has its files planned again.
                condition=~Q(state=ChangeSetState.WITHDRAWN)
                | Q(decided_by=F("proposed_by"))
                | Q(kind=ChangeSetKind.REGISTER),
                violation_error_message="Only whoever proposed a change set withdraws it.",
            ),
        ]

    def __str__(self):
        return self.reason

    @property
    def is_decided(self) -> bool:
        return self.state not in UNDECIDED


class ProposedRow(models.Model):
    """One row that a change set writes or takes back, as cells of the exchange format.

    `base` is what the row said when the change was proposed, and null for a new one: what has moved since then
    is seen by it.
    """

    change_set = models.ForeignKey(ChangeSet, models.PROTECT, related_name="rows")
    table = models.CharField(max_length=30)
    key = models.TextField(help_text="The natural key, its parts joined by |.")
    action = models.CharField(max_length=10, choices=RowAction, default=RowAction.PUT)
    cells = models.JSONField(default=dict)
    base = models.JSONField(null=True)

    class Meta:
        ordering = ["change_set", "id"]
        triggers = [added_to_a_draft, changed_in_a_draft, published_is_not_emptied]
        constraints = [
            known("proposedrow", "action", RowAction),
            models.UniqueConstraint(
                name="proposedrow_once",
                fields=["change_set", "table", "key"],
                violation_error_message="This change set has that row already.",
            ),
            models.CheckConstraint(
                name="proposedrow_retracts_what_is",
                condition=~Q(action=RowAction.RETRACT) | Q(base__isnull=False),
                violation_error_message="Only what exists is retracted.",
            ),
        ]
        indexes = [models.Index(name="proposedrow_key", fields=["table", "key"])]

    def __str__(self):
        return f"{self.table}: {self.key}"


class Comment(models.Model):
    """What somebody said about a change set. It stays."""

    change_set = models.ForeignKey(ChangeSet, models.PROTECT, related_name="comments")
    by = models.ForeignKey(User, models.PROTECT, related_name="comments")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField()

    class Meta:
        ordering = ["change_set", "id"]
        triggers = [never_changed, never_deleted, published_is_not_emptied]
        constraints = [
            models.CheckConstraint(
                name="comment_says_something",
                condition=~Q(text=""),
                violation_error_message="A comment says something.",
            )
        ]

    def __str__(self):
        return self.text
