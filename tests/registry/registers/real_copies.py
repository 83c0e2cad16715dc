"""Real copies of registers, planned and applied as the importer does it."""

from registry.actions.accounts import importer
from registry.actions.registers import apply_copy, plan_register
from registry.registers.adapters import adapter_of
from registry.registers.source import Source


def plan(register, path, published_on=""):
    with Source(path) as source:
        return plan_register(
            adapter=adapter_of(register), source=source, by=importer(), published_on=published_on
        )


def load(register, path, published_on=""):
    return apply_copy(copy=plan(register, path, published_on), by=importer())


def ours(copy):
    """Rows that concern an approval."""
    return {row.number: (row.outcome, row.changes) for row in copy.rows.exclude(approval=None)}
