"""Where a change set stands in the review queue, as the person who reads it sees the queue: the longest waiting first."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from formulary.desk.links import list_url
from registry.models import ChangeSet, User


@dataclass(frozen=True, slots=True)
class Place:
    """The keys of its neighbours, how many wait, and what their list is called."""

    previous: int | None
    next: int | None
    count: int
    title: str
    address: str


def queue_of(user: User) -> QuerySet[ChangeSet]:
    """What waits: for this person's decision, if they decide; for anybody's, if they do not."""
    is_reviewer = user.has_perm("registry.publish_changeset")
    waiting = ChangeSet.objects.waiting_for(user) if is_reviewer else ChangeSet.objects.waiting()
    return waiting.order_by("submitted_at", "pk")


def place_of(change_set: ChangeSet, user: User) -> Place:
    """The neighbours of a change set, whether it waits itself or not: a draft stands before the first."""
    queue = queue_of(user)
    before, after = queue.none(), queue
    if at := change_set.submitted_at:
        later = Q(submitted_at__gt=at) | Q(submitted_at=at, pk__gt=change_set.pk)
        before = queue.exclude(later | Q(pk=change_set.pk)).reverse()
        after = queue.filter(later)
    is_reviewer = user.has_perm("registry.publish_changeset")
    return Place(
        previous=before.values_list("pk", flat=True).first(),
        next=after.values_list("pk", flat=True).first(),
        count=queue.count(),
        title="Waiting for you" if is_reviewer else "Waiting for review",
        address=list_url(ChangeSet, "turn=mine" if is_reviewer else "state__exact=submitted"),
    )
