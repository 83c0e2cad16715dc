"""One road for every import that is planned and then applied: registers of products, official lists of substances, and
the list of names."""

from pathlib import Path
from typing import cast

from django.db import transaction

from registry.actions.change_sets import open_draft, submit
from registry.actions.copies import reason_of
from registry.actions.registers import apply_copy, check_copy, plan_register
from registry.actions.substance_lists import apply_statements, check_statements, plan_statements
from registry.actions.unii_names import apply_unii_names, check_names, plan_unii_names
from registry.models import ChangeSet, RegisterCopy, User
from registry.registers.adapters import AnyAdapter, is_list, is_name_list
from registry.registers.authorisation import Adapter
from registry.registers.errors import BadSource
from registry.registers.list_entry import SubstanceList
from registry.registers.progress import Tell, tell_nobody
from registry.registers.source import Source
from registry.vocabulary import ChangeSetKind


def plan_import(
    *,
    adapter: AnyAdapter,
    source: Source,
    by: User,
    published_on: str = "",
    tell: Tell = tell_nobody,
) -> RegisterCopy:
    """Read a copy and store what it would change. Publishes nothing."""
    if is_name_list(adapter.name):
        return plan_unii_names(source=source, by=by, published_on=published_on, tell=tell)
    if is_list(adapter.name):
        named = cast(SubstanceList, adapter)
        return plan_statements(
            adapter=named, source=source, by=by, published_on=published_on, tell=tell
        )
    register = cast(Adapter, adapter)
    return plan_register(
        adapter=register, source=source, by=by, published_on=published_on, tell=tell
    )


@transaction.atomic
def propose_import(*, copy: RegisterCopy, by: User, override_reason: str = "") -> ChangeSet:
    """Submit the stored plan of a copy for review, as one change set.

    Raises AlreadyApplied, BaseMoved, OlderCopy and TooManyGone. `override_reason` lets an older copy pass, and
    one in which much is missing; the reviewer reads it.
    """
    if is_name_list(copy.register):
        check_names(copy=copy, override_reason=override_reason)
    elif is_list(copy.register):
        check_statements(copy=copy, override_reason=override_reason)
    else:
        check_copy(copy=copy, override_reason=override_reason)
    if copy.change_set and not copy.change_set.is_decided:
        return copy.change_set
    reason = reason_of(copy, override_reason)
    copy.change_set = open_draft(by=by, reason=reason, kind=ChangeSetKind.REGISTER)
    copy.override_reason = override_reason
    copy.save(update_fields=["change_set", "override_reason"])
    copy.change_set = submit(change_set=copy.change_set, by=by)
    return copy.change_set


def apply_import(
    *,
    copy: RegisterCopy,
    by: User,
    reason: str,
    reviewed: str,
    files: Path | None,
    tell: Tell = tell_nobody,
) -> RegisterCopy:
    """Publish the plan that was proposed and reviewed, in one transaction.

    The list of names is read from its `files` again. Raises BadSource when they are gone, and what each kind of
    import raises.
    """
    if is_name_list(copy.register):
        if files is None:
            raise BadSource(str(copy), "its files", "they are not kept here: hand them over again")
        with Source(files) as source:
            return apply_unii_names(
                copy=copy, source=source, by=by, reason=reason, reviewed=reviewed, tell=tell
            )
    apply = apply_statements if is_list(copy.register) else apply_copy
    return apply(copy=copy, by=by, reason=reason, reviewed=reviewed, tell=tell)
