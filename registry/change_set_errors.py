"""What may go wrong on the way of a change set, each with a sentence that says what to do next."""

from collections.abc import Mapping, Sequence

from registry.errors import RegistryError


class ChangeSetError(RegistryError):
    """The base of what goes wrong with a change set."""


class AlreadyDecided(ChangeSetError):
    """Somebody has published, refused or withdrawn it."""

    def __init__(self, change_set):
        super().__init__(
            f"{change_set.get_state_display()} by {change_set.decided_by} at "
            f"{change_set.decided_at:%Y-%m-%d %H:%M} UTC: “{change_set.decision_reason}”. "
            "What is decided never changes: make a new draft."
        )


class NotSubmitted(ChangeSetError):
    """It is a draft: nobody has asked for a review, or it was edited since."""

    def __init__(self, change_set):
        super().__init__(
            f"“{change_set}” is a draft. It was never submitted, or was edited since: that voids the "
            "review. Submit it, then review it anew."
        )


class NotProposed(ChangeSetError):
    """The plan of a copy of a register that nobody has proposed."""

    def __init__(self, copy):
        super().__init__(
            f"Nobody has proposed the plan of {copy}: propose it, and have it reviewed."
        )


class NotYours(ChangeSetError):
    """Only whoever proposed it may do that."""

    def __init__(self, change_set):
        super().__init__(f"Only {change_set.proposed_by}, who proposed it, may withdraw this.")


class SamePerson(ChangeSetError):
    """Two persons are needed, and this is one of those who made it."""

    def __init__(self, change_set, person):
        part = "proposed" if change_set.proposed_by_id == person.pk else "last edited"
        super().__init__(
            f"{person} {part} this, so somebody else must review it. There is no way around it."
        )


class NotAllowed(ChangeSetError):
    """The person has no right to publish."""

    def __init__(self, person):
        super().__init__(f"{person} may not publish or refuse: that needs the role of a reviewer.")


class SystemAccount(ChangeSetError):
    """An account that nobody can log in to publishes nothing but the starter set."""

    def __init__(self, person):
        super().__init__(f"{person} has no password, so nobody stands behind a publication by it.")


class ContentMoved(ChangeSetError):
    """What would be published is not what was reviewed."""

    def __init__(self, change_set):
        super().__init__(
            f"“{change_set}” is not what you reviewed: it was edited and submitted again meanwhile. "
            "Nothing was decided. Read it again."
        )


class Stale(ChangeSetError):
    """The registry says something else by now than when the change was proposed."""

    def __init__(self, rows: Sequence[str]):
        self.rows = rows
        more = f" and {len(rows) - 5} more" if len(rows) > 5 else ""
        super().__init__(
            f"Since this was proposed, others have changed {', '.join(rows[:5])}{more}. Nothing was published. "
            "Whoever proposed it must take up the rows in force first; both versions are shown below."
        )


class Refused(ChangeSetError):
    """The checks or the database refuse rows of the draft. Each sentence names the row."""

    def __init__(self, sentences: Sequence[str]):
        self.sentences = sentences
        super().__init__(" ".join(sentences))


class RowsRefused(ChangeSetError):
    """A change of many records that cannot be made of some. `refused` has the reason for each."""

    def __init__(self, refused: Mapping[str, str]):
        self.refused = refused
        super().__init__(
            f"{len(refused)} of the records cannot be changed so, and nothing was proposed. Leave them out, or "
            "go about it another way."
        )


class NothingProposed(ChangeSetError):
    """A draft without rows, or an edit that changes nothing."""

    def __init__(self, words: str = "This changes nothing yet: propose a change first."):
        super().__init__(words)


class InAnotherPlace(ChangeSetError):
    """The draft holds a change of this record already."""

    def __init__(self, change_set):
        super().__init__(
            f"“{change_set}” holds a change of this record already: edit it there, or choose another draft."
        )
