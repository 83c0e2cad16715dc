"""Triggers by which tables of names write every spelling down, and say that a name may mean something else now."""

import pgtrigger

from .names_version import CURATED, LISTED


def names_changed(*, is_curated: bool):
    """A trigger of a table that says what names mean.

    The version is the number of the transaction and the time when it began. Curated names are written by one transaction
    at a time, and so are those of a list; they do not wait for each other.
    """
    return pgtrigger.Trigger(
        name="names_changed",
        when=pgtrigger.After,
        level=pgtrigger.Statement,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
        INSERT INTO public.formulary_namesversion AS known (kind, version)
        VALUES ('{CURATED if is_curated else LISTED}', concat_ws(' ', pg_current_xact_id(), now()))
        ON CONFLICT (kind) DO UPDATE SET version = excluded.version WHERE known.version <> excluded.version;
        RETURN NULL;
    """,
    )


def spelled(*, is_curated: bool):
    """Triggers of a table of names."""
    since = "min(since)" if is_curated else "NULL::integer"
    func = f"""
        INSERT INTO formulary_spelling (normalised, since)
        SELECT normalised, {since} FROM written GROUP BY normalised ORDER BY normalised
        ON CONFLICT (normalised) DO UPDATE SET since = excluded.since, number = excluded.number
        WHERE coalesce(formulary_spelling.since > excluded.since, excluded.since IS NOT NULL);
        RETURN NULL;
    """
    return [
        names_changed(is_curated=is_curated),
        *(
            pgtrigger.Trigger(
                name=f"spelled_when_{word}",
                when=pgtrigger.After,
                level=pgtrigger.Statement,
                operation=operation,
                referencing=pgtrigger.Referencing(new="written"),
                func=func,
            )
            for word, operation in (("added", pgtrigger.Insert), ("changed", pgtrigger.Update))
        ),
    ]
