"""One road for every import that is planned and then applied: registers of products, and official lists of substances."""

from typing import cast

from registry.actions.registers import apply_copy, plan_register
from registry.actions.substance_lists import apply_statements, plan_statements
from registry.models import RegisterCopy, User
from registry.registers.adapters import is_list
from registry.registers.authorisation import Adapter
from registry.registers.list_entry import SubstanceList
from registry.registers.source import Source
from registry.registers.stage import Tell


def plan_import(
    *,
    adapter: Adapter | SubstanceList,
    source: Source,
    by: User,
    published_on: str = "",
    tell: Tell = lambda rows: None,
) -> RegisterCopy:
    """Read a copy and store what it would change. Publishes nothing."""
    if is_list(adapter.name):
        named = cast(SubstanceList, adapter)
        return plan_statements(adapter=named, source=source, by=by, published_on=published_on)
    register = cast(Adapter, adapter)
    return plan_register(
        adapter=register, source=source, by=by, published_on=published_on, tell=tell
    )


def apply_import(*, copy: RegisterCopy, by: User, override_reason: str = "") -> RegisterCopy:
    """Carry out the stored plan, in one transaction."""
    apply = apply_statements if is_list(copy.register) else apply_copy
    return apply(copy=copy, by=by, override_reason=override_reason)
