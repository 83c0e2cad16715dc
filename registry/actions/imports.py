"""One road for every import that is planned and then applied: registers of products, official lists of substances, and
the list of names."""

from pathlib import Path
from typing import cast

from registry.actions.registers import apply_copy, plan_register
from registry.actions.substance_lists import apply_statements, plan_statements
from registry.actions.unii_names import apply_unii_names, plan_unii_names
from registry.models import RegisterCopy, User
from registry.registers.adapters import AnyAdapter, is_list, is_name_list
from registry.registers.authorisation import Adapter
from registry.registers.errors import BadSource
from registry.registers.list_entry import SubstanceList
from registry.registers.progress import Tell, tell_nobody
from registry.registers.source import Source


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


def apply_import(
    *,
    copy: RegisterCopy,
    by: User,
    files: Path | None,
    override_reason: str = "",
    tell: Tell = tell_nobody,
) -> RegisterCopy:
    """Carry out the stored plan, in one transaction. The list of names is read from its `files` again."""
    if is_name_list(copy.register):
        if files is None:
            raise BadSource(str(copy), "its files", "they are not kept here: hand them over again")
        with Source(files) as source:
            return apply_unii_names(
                copy=copy, source=source, by=by, override_reason=override_reason, tell=tell
            )
    apply = apply_statements if is_list(copy.register) else apply_copy
    return apply(copy=copy, by=by, override_reason=override_reason, tell=tell)
