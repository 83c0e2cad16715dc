"""Triggers by which tables of names write every spelling down."""

import pgtrigger


def spelled(*, is_curated: bool):
    """Triggers of a table of names that write every spelling down."""
    known = (
        "DO UPDATE SET is_curated = true WHERE NOT formulary_spelling.is_curated"
        if is_curated
        else "DO NOTHING"
    )
    func = f"""
        INSERT INTO formulary_spelling (normalised, is_curated)
        SELECT DISTINCT normalised, {str(is_curated).lower()} FROM written ORDER BY normalised
        ON CONFLICT (normalised) {known};
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
