"""Publishing as two persons, for tests that need something published: the one place for it."""

from contextlib import contextmanager

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from registry.actions.approvals import supersede, write
from registry.actions.change_sets import content_hash, open_draft
from registry.actions.editions import publish_edition
from registry.actions.exchange import import_folders
from registry.actions.imports import apply_import, propose_import
from registry.actions.proposals import propose
from registry.actions.publication import publish_change_set
from registry.actions.register_runs import ask_to_apply
from registry.models import Approval, User
from registry.registers.progress import tell_nobody
from tests.people import PASSWORD


def somebody(username, role):
    """A pharmacist with a password and one role."""
    user, is_new = User.objects.get_or_create(
        username=username, defaults={"is_staff": True, "password": make_password(PASSWORD)}
    )
    if is_new:
        user.groups.add(Group.objects.get(name=role))
    return user


def curator():
    return somebody("example-curator", "curators")


def reviewer():
    return somebody("example-reviewer", "reviewers")


@contextmanager
def edition(reason="Example", decision="Reviewed"):
    """An open edition that one person proposed and another publishes, for rows that the test writes."""
    with transaction.atomic():
        draft = open_draft(by=curator(), reason=reason)
        draft.state, draft.submitted_at = "submitted", timezone.now()
        draft.content_hash = content_hash(draft)
        draft.save()
        with publish_edition(change_set=draft, by=reviewer(), reason=decision) as opened:
            yield opened


def publish_new(*, statement):
    """An approval that was not there, as an edition of its own."""
    with edition() as opened:
        write(edition=opened, statements=[statement])
    return statement.row


def publish_correction(*, of, statement):
    """An approval that supersedes the row `of`, as an edition of its own."""
    with edition() as opened:
        supersede(edition=opened, rows=[Approval(pk=of.pk, record=of.record)])
        statement.row.pk = None
        statement.row.record = of.record
        write(edition=opened, statements=[statement])
    return statement.row


def publish(change_set, by=None):
    """What was submitted, published by a reviewer who has read it."""
    change_set.refresh_from_db()
    return publish_change_set(
        change_set=change_set,
        by=by or reviewer(),
        reason="Reviewed",
        reviewed=change_set.content_hash,
    )


def import_files(folder, reason="Example"):
    """Files of the exchange format, proposed and published; None if they change nothing."""
    _, change_set = import_folders(folders=[folder], by=curator(), reason=reason)
    return change_set and publish(change_set)


def publish_copy(copy, *, override_reason="", files=None, tell=tell_nobody):
    """The plan of a copy of a register, proposed and published."""
    change_set = propose_import(copy=copy, by=curator(), override_reason=override_reason)
    reviewed = change_set.content_hash
    return apply_import(
        copy=copy, by=reviewer(), reason="Reviewed", reviewed=reviewed, files=files, tell=tell
    )


def drafted(*rows, reason="Example", by=None):
    """A draft of rows, each a table, the key as text, what is stored and what is wanted."""
    draft = open_draft(by=by or curator(), reason=reason)
    for table, key, stored, wanted in rows:
        propose(
            change_set=draft,
            by=draft.proposed_by,
            stored={(table, key): stored} if stored else {},
            wanted={(table, key): wanted} if wanted else {},
        )
    return draft


def ask_worker(copy, *, override_reason=""):
    """The plan of a copy, proposed, and decided at the desk: the worker publishes it."""
    change_set = propose_import(copy=copy, by=curator(), override_reason=override_reason)
    reviewed = change_set.content_hash
    return ask_to_apply(copy=copy, by=reviewer(), reason="Reviewed", reviewed=reviewed)
