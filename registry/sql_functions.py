"""SQL functions that columns, constraints and triggers use; the migrations create them."""

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

CHANGE_SET_HASH = RunSQL(
    """
    CREATE FUNCTION change_set_hash(wanted bigint) RETURNS text
    LANGUAGE sql STABLE AS $$
        -- SHA-256 of all that a reviewer decides about: the reason, the rows in the order of their keys, and the
        -- plan of a register.
        SELECT encode(sha256(
            sha256(convert_to(c.reason, 'UTF8')) || coalesce((
                SELECT string_agg(
                    sha256(convert_to(
                        jsonb_build_array(r."table", r.key, r.action, r.cells, r.base)::text, 'UTF8'
                    )), ''::bytea ORDER BY r."table" COLLATE "C", r.key COLLATE "C")
                FROM registry_proposedrow r WHERE r.change_set_id = c.id
            ), ''::bytea) || coalesce((
                SELECT sha256(convert_to(concat_ws(' ', p.register, p.sha256, p.override_reason), 'UTF8'))
                    || coalesce((
                        SELECT string_agg(sha256(convert_to(r::text, 'UTF8')), ''::bytea ORDER BY r.id)
                        FROM registry_registerrow r WHERE r.copy_id = p.id
                    ), ''::bytea)
                FROM registry_registercopy p WHERE p.change_set_id = c.id
            ), ''::bytea)
        ), 'hex')
        FROM registry_changeset c WHERE c.id = wanted
    $$
    """,
    "DROP FUNCTION change_set_hash(bigint)",
)

PLAN_HASH = RunSQL(
    """
    CREATE FUNCTION plan_hash(copy bigint) RETURNS text LANGUAGE sql STABLE AS $$
        -- SHA-256 of the rows of a plan. It is computed when they are submitted, from when on they are frozen.
        SELECT encode(sha256(coalesce(
            string_agg(sha256(convert_to(r::text, 'UTF8')), ''::bytea ORDER BY r.id), ''::bytea)), 'hex')
        FROM registry_registerrow r WHERE r.copy_id = copy
    $$;

    CREATE OR REPLACE FUNCTION change_set_hash(wanted bigint) RETURNS text
    LANGUAGE sql STABLE AS $$
        -- SHA-256 of all that a reviewer decides about: the reason, the rows in the order of their keys, and the
        -- plan of a register.
        SELECT encode(sha256(
            sha256(convert_to(c.reason, 'UTF8')) || coalesce((
                SELECT string_agg(
                    sha256(convert_to(
                        jsonb_build_array(r."table", r.key, r.action, r.cells, r.base)::text, 'UTF8'
                    )), ''::bytea ORDER BY r."table" COLLATE "C", r.key COLLATE "C")
                FROM registry_proposedrow r WHERE r.change_set_id = c.id
            ), ''::bytea) || coalesce((
                SELECT sha256(convert_to(
                    concat_ws(' ', p.register, p.sha256, p.plan_hash, p.override_reason), 'UTF8'))
                FROM registry_registercopy p WHERE p.change_set_id = c.id
            ), ''::bytea)
        ), 'hex')
        FROM registry_changeset c WHERE c.id = wanted
    $$
    """,
    "DROP FUNCTION plan_hash(bigint);"
    + str(CHANGE_SET_HASH.sql).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
)
"""As CHANGE_SET_HASH, but what a plan says is hashed once."""

_PLAN_HASH = """
    CREATE OR REPLACE FUNCTION plan_hash(copy bigint) RETURNS text LANGUAGE sql STABLE AS $$
        -- SHA-256 of the rows of a plan. It is computed when they are submitted, from when on they are frozen.
        {comment}
        SELECT encode(sha256(coalesce(
            string_agg(sha256(convert_to({row}, 'UTF8')), ''::bytea ORDER BY r.id), ''::bytea)), 'hex')
        FROM registry_registerrow r WHERE r.copy_id = copy
    $$
"""
_BY_DIGEST = """CASE WHEN r.outcome = 'outside' AND r.state = 'outside' AND r.digest IS NOT NULL
                AND r.entry_id IS NULL AND r.approval_id IS NULL AND r.product_id IS NULL
                AND r.reason = '' AND r.step = '' AND r.last_seen_on = '' AND r.changed_on = ''
                AND r.changes = '{}' AND r.lines IS NULL AND NOT r.has_other_actives AND NOT r.is_made_here
            THEN concat_ws(E'\n', r.id, r.line, r.digest, r.slug, r.normalised, r.file)
            ELSE r::text END"""

PLAN_HASH_BY_DIGEST = RunSQL(
    _PLAN_HASH.format(
        comment="""-- A row that is new and only remembered says what its digest covers, and nothing of the registry: the text of all its
        -- columns takes six times as long.""",
        row=_BY_DIGEST,
    ),
    _PLAN_HASH.format(comment="", row="r::text"),
)
"""As in PLAN_HASH, but what is only remembered is hashed by the digest of what the register says of it."""
