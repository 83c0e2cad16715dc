"""Triggers by which tables of names write every spelling down."""

import pgtrigger


def spelled(*, is_curated: bool):
    """Triggers of a table of names that write every spelling down."""
    since = "min(since)" if is_curated else "NULL::integer"
    func = f"""
        INSERT INTO formulary_spelling (normalised, since)
        SELECT normalised, {since} FROM written GROUP BY normalised ORDER BY normalised
        ON CONFLICT (normalised) DO UPDATE SET since = excluded.since, number = excluded.number
        WHERE coalesce(formulary_spelling.since > excluded.since, excluded.since IS NOT NULL);
        RETURN NULL;
    """
    return [
        pgtrigger.Trigger(
            name=f"spelled_when_{word}",
            when=pgtrigger.After,
            level=pgtrigger.Statement,
            operation=operation,
            referencing=pgtrigger.Referencing(new="written"),
            func=func,
        )
        for word, operation in (("added", pgtrigger.Insert), ("changed", pgtrigger.Update))
    ]
