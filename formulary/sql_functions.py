"""SQL functions that the search calls; the migrations create them."""

from django.db.migrations import RunSQL

from formulary.search.named_things import named_things

_PLANNED_ONCE = "SET plan_cache_mode = force_generic_plan SET jit = off"
"""Planning each call anew takes several times as long as carrying it out."""
_BY_KEYS = "SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off"
"""A few rows are looked up, however few there are in all when the plan is made."""


THINGS_NAMED = RunSQL(
    f"""
    CREATE OR REPLACE FUNCTION things_named(spellings text[], kinds text[])
    RETURNS TABLE (kind text, slug text, name text, unii text, normalised text, written text, language text,
                   name_kind text, base text) LANGUAGE plpgsql STABLE {_PLANNED_ONCE} {_BY_KEYS} AS $$
    #variable_conflict use_column
    BEGIN
        RETURN QUERY{named_things("{name} = ANY(spellings) AND {kind} = ANY(kinds)")};
    END $$;
    COMMENT ON FUNCTION things_named(text[], text[]) IS
    'What the spellings name, at the edition that is to be seen.';
    """,
    "DROP FUNCTION things_named(text[], text[])",
)
"""A function, so that a connection plans it once: planning takes longer than carrying it out."""
