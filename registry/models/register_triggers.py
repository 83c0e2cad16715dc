"""The plan of a copy is frozen while it is reviewed, and for ever when it is published."""

import pgtrigger

from formulary.models.triggers import RAISE

# Whoever proposes a copy writes on it, and waits for rows that are being written; whoever comes later sees who proposes it.
_IS_FROZEN = f"""
    FOR held IN
        SELECT id, change_set_id FROM registry_registercopy
        WHERE id IN ({{copies}}) ORDER BY id FOR SHARE
    LOOP
        IF EXISTS (
            SELECT FROM registry_changeset
            WHERE id = held.change_set_id AND state IN ('submitted', 'published') FOR SHARE
        ) THEN
            {RAISE} format('Change set %s proposes the plan of copy %s: its rows are frozen.', held.change_set_id, held.id);
        END IF;
    END LOOP;
    RETURN NULL;
"""


def _frozen(word: str, operation: pgtrigger.Operation, **tables: str) -> pgtrigger.Trigger:
    copies = " UNION ".join(f"SELECT copy_id FROM {table}" for table in tables.values())
    return pgtrigger.Trigger(
        name=f"{word}_before_review",
        when=pgtrigger.After,
        level=pgtrigger.Statement,
        operation=operation,
        referencing=pgtrigger.Referencing(**tables),
        declare=[("held", "record")],
        func=_IS_FROZEN.format(copies=copies),
    )


written_before_review = [
    _frozen("added", pgtrigger.Insert, new="come"),
    _frozen("changed", pgtrigger.Update, old="gone", new="come"),
    _frozen("removed", pgtrigger.Delete, old="gone"),
]
"""On the rows of plans."""
