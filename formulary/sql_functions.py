"""SQL functions that indexes use; the migrations create them.

`name_keys` and `name_probes` are two sides of one idea. A name within two slips of what was typed (a letter left out,
added, changed, or two neighbours swapped) shares a key with it: without blanks, a name of up to ten letters has itself less up to two
letters; a longer one has the beginning less up to one letter, together with about how long the name is, and the whole
rest. Of two slips either at most one is in the beginning, or the rest is as it was. The length keeps the thousands of names that
begin with “sodium” or “poly” apart, and only the rest as a whole is a key, because thousands end with “hydrochloride”.
"""

from django.db.migrations import RunSQL

WHOLE = 10
"""Up to so many letters a name is looked for as a whole."""

NAME_KEYS = RunSQL(
    f"""
    CREATE FUNCTION name_keys(name text) RETURNS integer[]
    LANGUAGE plpgsql IMMUTABLE STRICT COST 1000 AS $$
    DECLARE
        letters text := replace(name, ' ', '');
        size integer := length(letters);
        about text := size / 2 || ':';
        cut integer := least(8, size / 2 * 2 * 6 / 10);
        part text;
        keys integer[];
    BEGIN
        IF size <= {WHOLE} THEN
            RETURN shortened(letters, CASE WHEN size > 5 THEN 2 ELSE 1 END);
        END IF;
        part := left(letters, cut);
        keys := ARRAY[hashtext(about || part), hashtext('-' || substr(letters, cut + 1))];
        FOR i IN 1 .. cut LOOP
            keys := keys || hashtext(about || left(part, i - 1) || substr(part, i + 1));
        END LOOP;
        RETURN keys;
    END $$;
    COMMENT ON FUNCTION name_keys(text) IS 'What a normalised name is found by, misspelt or not.';
    """,
    "DROP FUNCTION name_keys(text)",
)

NAME_PROBES = RunSQL(
    f"""
    CREATE FUNCTION name_probes(asked text) RETURNS integer[]
    LANGUAGE plpgsql IMMUTABLE STRICT AS $$
    DECLARE
        letters text := replace(asked, ' ', '');
        size integer := length(letters);
        about text;
        cut integer;
        part text;
        probes integer[] := '{{}}';
    BEGIN
        IF size <= {WHOLE} + 2 THEN
            probes := shortened(letters, CASE WHEN size > 4 THEN 2 ELSE 1 END);
        END IF;
        FOR half IN greatest({WHOLE} / 2, (size - 2) / 2) .. (size + 2) / 2 LOOP
            about := half || ':';
            part := left(letters, least(8, half * 2 * 6 / 10));
            probes := probes || hashtext(about || part);
            FOR i IN 1 .. length(part) LOOP
                probes := probes || hashtext(about || left(part, i - 1) || substr(part, i + 1));
            END LOOP;
        END LOOP;
        FOR other IN greatest({WHOLE} + 1, size - 2) .. size + 2 LOOP
            cut := least(8, other / 2 * 2 * 6 / 10);
            probes := probes || hashtext('-' || substr(letters, cut + size - other + 1));
        END LOOP;
        RETURN probes;
    END $$;
    COMMENT ON FUNCTION name_probes(text) IS 'The keys of every normalised name within two slips of a text.';
    """,
    "DROP FUNCTION name_probes(text)",
)

SHORTENED = RunSQL(
    """
    CREATE FUNCTION shortened(letters text, most integer) RETURNS integer[]
    LANGUAGE plpgsql IMMUTABLE STRICT AS $$
    -- The text itself, and it less one or up to two letters.
    DECLARE
        part text;
        keys integer[] := ARRAY[hashtext(letters)];
    BEGIN
        FOR i IN 1 .. length(letters) LOOP
            part := left(letters, i - 1) || substr(letters, i + 1);
            keys := keys || hashtext(part);
            IF most > 1 THEN
                FOR j IN i .. length(part) LOOP
                    keys := keys || hashtext(left(part, j - 1) || substr(part, j + 1));
                END LOOP;
            END IF;
        END LOOP;
        RETURN keys;
    END $$
    """,
    "DROP FUNCTION shortened(text, integer)",
)

NAME_TAIL = RunSQL(
    """
    CREATE FUNCTION name_tail(name text, word integer) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        -- The name from its second or third word on; null where it has no such word.
        SELECT nullif(substr(name, length(split_part(name, ' ', 1))
            + CASE word WHEN 3 THEN length(split_part(name, ' ', 2)) + 1 ELSE 0 END + 2), '')
    $$
    """,
    "DROP FUNCTION name_tail(text, integer)",
)


def _begun(part: str, where: str, within: int) -> str:
    """The shortest of the first that begin as asked: whatever is typed, no more than `within` rows are read."""
    return f"""
        SELECT asked.text, s.normalised::text
        FROM unnest(texts) AS asked (text)
        CROSS JOIN LATERAL (
            SELECT these.normalised FROM (
                SELECT normalised FROM formulary_spelling
                WHERE {where} AND {part} ~>=~ asked.text AND {part} ~<~ (asked.text || U&'\\+10FFFF')
                ORDER BY {part} USING ~<~ LIMIT {within}
            ) AS these ORDER BY length(these.normalised), these.normalised LIMIT 50
        ) AS s
    """  # noqa: S608 (our own constants)


SPELLINGS_BEGUN = RunSQL(
    f"""
    CREATE FUNCTION spellings_begun(texts text[], everything boolean)
    RETURNS TABLE (asked text, spelling text) LANGUAGE plpgsql STABLE AS $$
    BEGIN
        RETURN QUERY
        {_begun("normalised", "since IS NOT NULL", 2_000)}
        UNION ALL {_begun("name_tail(normalised, 2)", "since IS NOT NULL", 2_000)}
        UNION ALL {_begun("name_tail(normalised, 3)", "since IS NOT NULL", 2_000)}
        UNION ALL {_begun("normalised", "everything", 5_000)};
    END $$;
    COMMENT ON FUNCTION spellings_begun(text[], boolean) IS
    'Names that begin with one of the texts, or whose second or third word does.';
    """,
    "DROP FUNCTION spellings_begun(text[], boolean)",
)

SPELLINGS_LIKE = RunSQL(
    """
    CREATE FUNCTION spellings_like(texts text[], owners text[], names text[], everything boolean)
    RETURNS TABLE (asked text, spelling text) LANGUAGE plpgsql STABLE AS $$
    BEGIN
        RETURN QUERY
        SELECT asked.text, s.normalised::text
        FROM unnest(texts) AS asked (text)
        CROSS JOIN LATERAL (
            SELECT normalised FROM formulary_spelling
            WHERE name_keys(normalised) && name_probes(asked.text) AND (since IS NOT NULL OR everything)
        ) AS s
        UNION ALL
        SELECT named.text, s.normalised::text
        FROM unnest(owners, names) AS named (text, name)
        JOIN formulary_spelling s ON s.normalised = named.name
        WHERE s.since IS NOT NULL OR everything
        UNION ALL
        SELECT begun.asked, begun.spelling FROM spellings_begun(texts, everything) AS begun;
    END $$;
    COMMENT ON FUNCTION spellings_like(text[], text[], text[], boolean) IS
    'Names within two slips of one of the texts, of the given names those that exist, and beginnings.';
    """,
    "DROP FUNCTION spellings_like(text[], text[], text[], boolean)",
)

THINGS_NAMED = RunSQL(
    """
    CREATE FUNCTION things_named(spellings text[], kinds text[])
    RETURNS TABLE (kind text, slug text, name text, unii text, normalised text, written text, language text,
                   name_kind text, base text) LANGUAGE plpgsql STABLE AS $$
    #variable_conflict use_column
    BEGIN
        RETURN QUERY
        SELECT 'ingredient', i.slug::text, i.preferred_name::text, i.unii::text, n.normalised::text, n.text::text,
               n.language::text, n.kind::text, base.slug::text
        FROM formulary_ingredientname n JOIN formulary_ingredient i ON i.id = n.ingredient_id
        LEFT JOIN formulary_ingredient base ON base.id = i.form_of_id
        WHERE n.normalised = ANY(spellings) AND 'ingredient' = ANY(kinds)
        UNION ALL
        SELECT 'product', p.slug, p.name, '', p.normalised, p.name, '', 'name', NULL
        FROM formulary_product p WHERE p.normalised = ANY(spellings) AND 'product' = ANY(kinds)
        UNION ALL
        SELECT 'cocktail', c.slug, v.name, '', v.normalised, v.name, '', 'name', NULL
        FROM formulary_cocktailversion v JOIN formulary_cocktail c ON c.id = v.cocktail_id
        WHERE v.published_at IS NOT NULL AND v.normalised = ANY(spellings) AND 'cocktail' = ANY(kinds)
        UNION ALL
        SELECT CASE WHEN i.id IS NULL THEN 'known-substance' ELSE 'ingredient' END,
               coalesce(i.slug, ''), coalesce(i.preferred_name, u.display_name), u.unii,
               u.normalised, u.normalised, '', 'unii-list', base.slug
        FROM formulary_uniiname u LEFT JOIN formulary_ingredient i ON i.unii = u.unii
        LEFT JOIN formulary_ingredient base ON base.id = i.form_of_id
        WHERE u.normalised = ANY(spellings) AND 'known-substance' = ANY(kinds);
    END $$;
    COMMENT ON FUNCTION things_named(text[], text[]) IS
    'What the spellings name, at the edition that is to be seen.';
    """,
    "DROP FUNCTION things_named(text[], text[])",
)
"""Functions, so that a connection plans them once: planning them takes longer than carrying them out."""
