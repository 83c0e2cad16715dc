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
