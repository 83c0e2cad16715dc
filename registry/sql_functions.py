"""SQL functions that the columns and constraints of the first migration use."""

from django.db.migrations import RunSQL

PARTIAL_DATE_RANGE = RunSQL(
    """
    CREATE FUNCTION partial_date_range(valid_from text, valid_to text) RETURNS daterange
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
    -- Days that may lie between two dates of ISO 8601, of which a month or a year may be all that is
    -- known: read as widely as they can be. Half open; an empty text is no bound.
    DECLARE
        starts date;
        ends date;
    BEGIN
        IF valid_from <> '' THEN
            starts := make_date(
                substr(valid_from, 1, 4)::int,
                coalesce(nullif(substr(valid_from, 6, 2), ''), '1')::int,
                coalesce(nullif(substr(valid_from, 9, 2), ''), '1')::int
            );
        END IF;
        IF valid_to <> '' THEN
            ends := make_date(
                substr(valid_to, 1, 4)::int,
                coalesce(nullif(substr(valid_to, 6, 2), ''), '1')::int,
                coalesce(nullif(substr(valid_to, 9, 2), ''), '1')::int
            );
            IF length(valid_to) = 4 THEN
                ends := make_date(extract(year FROM ends)::int + 1, 1, 1);
            ELSIF length(valid_to) = 7 THEN
                ends := (ends + interval '1 month')::date;
            END IF;
        END IF;
        RETURN daterange(starts, ends, '[)');
    END $$
    """,
    "DROP FUNCTION partial_date_range(text, text)",
)

ARE_SLUGS = RunSQL(
    """
    CREATE FUNCTION are_slugs(words varchar[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT coalesce(bool_and(word ~ '^[a-z0-9]+(-[a-z0-9]+)*$'), true) FROM unnest(words) AS word
    $$
    """,
    "DROP FUNCTION are_slugs(varchar[])",
)
