"""SQL functions by which the database itself found misspelt names, and the expressions of its indexes, until 0011."""

from itertools import combinations

from django.db.migrations import RunSQL
from django.db.models import Func

WHOLE, WHOLE_NUMBER, DIGITS = 10, 14, 4
PARTS = 5
KEPT = list(combinations(range(PARTS), 3))
SEPARATOR = "\x1f"


class NameKeys(Func):
    function = "name_keys"


class NameTail(Func):
    function = "name_tail"


def _key(parts: tuple[int, ...]) -> str:
    """The key of some parts of the letters."""
    kept = " || '|' || ".join(
        f"substr(letters, size * {part} / {PARTS} + 1, size * {part + 1} / {PARTS} - size * {part} / {PARTS})"
        for part in parts
    )
    return f"hashtext(size || ':{''.join(map(str, parts))}:' || {kept})"


NAME_KEYS = RunSQL(
    f"""
    CREATE OR REPLACE FUNCTION name_keys(name text) RETURNS integer[]
    LANGUAGE plpgsql IMMUTABLE STRICT COST 1000 AS $$
    DECLARE
        letters text := replace(name, ' ', '');
        size integer := length(letters);
    BEGIN
        IF size <= {WHOLE}
            OR size <= {WHOLE_NUMBER} AND size - length(translate(letters, '0123456789', '')) >= {DIGITS}
        THEN
            RETURN public.shortened(letters, CASE WHEN size > 5 THEN 2 ELSE 1 END);
        END IF;
        RETURN ARRAY[{", ".join(map(_key, KEPT))}];
    END $$;
    COMMENT ON FUNCTION name_keys(text) IS
    'What a normalised name is found by, misspelt or not: hashes of what formulary.rules.probes says.';
    """,
    "DROP FUNCTION name_keys(text)",
)

_SPLIT = f"string_to_array(%s, U&'\\{ord(SEPARATOR):04x}')"
NAME_PROBES = RunSQL(
    f"""
    CREATE OR REPLACE FUNCTION name_probes(probes text) RETURNS integer[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT array_agg(hashtext(probe)) FROM unnest({_SPLIT % "probes"}) AS probe
    $$;
    COMMENT ON FUNCTION name_probes(text) IS 'The keys that some probes are.';
    """,  # noqa: S608 (our own constants)
    "DROP FUNCTION name_probes(text)",
)

SHORTENED = RunSQL(
    """
    CREATE OR REPLACE FUNCTION shortened(letters text, most integer) RETURNS integer[]
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
    CREATE OR REPLACE FUNCTION name_tail(name text, word integer) RETURNS text
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


_PLANNED_ONCE = "SET plan_cache_mode = force_generic_plan SET jit = off"
"""Planning each call anew takes several times as long as carrying it out."""
_BY_KEYS = "SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off"
"""A few rows are looked up, however few there are in all when the plan is made."""

SPELLINGS_BEGUN = RunSQL(
    f"""
    CREATE OR REPLACE FUNCTION spellings_begun(texts text[], everything boolean)
    RETURNS TABLE (asked text, spelling text) LANGUAGE plpgsql STABLE {_PLANNED_ONCE} AS $$
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
    f"""
    CREATE OR REPLACE FUNCTION spellings_like(texts text[], probes text[], names text[], everything boolean)
    RETURNS TABLE (asked text, spelling text, is_near boolean) LANGUAGE plpgsql STABLE {_PLANNED_ONCE} {_BY_KEYS} AS $$
    BEGIN
        RETURN QUERY
        SELECT asked.text, s.normalised::text, true
        FROM unnest(texts, probes) AS asked (text, probes)
        CROSS JOIN LATERAL (
            SELECT normalised FROM formulary_spelling
            WHERE name_keys(normalised) && name_probes(asked.probes) AND (since IS NOT NULL OR everything)
        ) AS s
        UNION ALL
        SELECT asked.text, s.normalised::text, false
        FROM unnest(texts, names) AS asked (text, names)
        CROSS JOIN LATERAL unnest({_SPLIT % "asked.names"}) AS named (name)
        JOIN formulary_spelling s ON s.normalised = named.name
        WHERE s.since IS NOT NULL OR everything
        UNION ALL
        SELECT begun.asked, begun.spelling, false FROM spellings_begun(texts, everything) AS begun;
    END $$;
    COMMENT ON FUNCTION spellings_like(text[], text[], text[], boolean) IS
    'Names within two slips of one of the texts, by its probes, of the given names those that exist, and beginnings.';
    """,  # noqa: S608 (our own constants)
    "DROP FUNCTION spellings_like(text[], text[], text[], boolean)",
)
