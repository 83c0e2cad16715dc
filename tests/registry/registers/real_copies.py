"""Real copies of registers, planned and applied as the importer does it."""

from registry.actions.accounts import importer
from registry.actions.registers import plan_register
from registry.registers.adapters import adapter_of
from registry.registers.source import Source
from tests.publishing import publish_copy


def plan(register, path, published_on=""):
    with Source(path) as source:
        return plan_register(
            adapter=adapter_of(register), source=source, by=importer(), published_on=published_on
        )


def load(register, path, published_on=""):
    return publish_copy(plan(register, path, published_on))


def ours(copy):
    """Rows that concern an approval."""
    return {row.number: (row.outcome, row.changes) for row in copy.rows.exclude(approval=None)}
