"""The SQL of the audit trail: what writes an entry, what closes a link of the chain, and what keeps both as they are.

A statement's changes become entries (`audit_insert`, `audit_update`, `audit_delete`, called by the triggers of
`registry.audit.triggers`), packed by the thousand rows. Each entry is signed with who, why and whence, and belongs to the
link of its transaction. When the transaction commits, the link gets the next number and a digest over the one before.

The names of tables carry their schema: a temporary table of the same name would else take what is meant for the trail.
"""

import re

from django.db.migrations import RunSQL

CHAIN_LOCK = 7_310_002
"""Key of the advisory lock under which links are numbered."""

ENTRY_DIGEST = """sha256(
    convert_to(jsonb_build_array(
        e.id, e.link_id, extract(epoch FROM e.at), e."table", e.operation, e.count, e.span::text, e.keys::text,
        e.actor_id, e.actor, e.reason, e.origin, e.database_user
    )::text, 'UTF8')
    || coalesce(sha256(convert_to(e."before", 'UTF8')), '') || coalesce(sha256(convert_to(e."after", 'UTF8')), ''))"""
"""Over everything that an entry `e` says. Which of `before` and `after` it has follows from the operation."""

CONTENT_DIGEST = "sha256(coalesce(string_agg(e.digest, '' ORDER BY e.id), ''))"
"""Over the entries of a link."""

LINK_DIGEST = """sha256(l.before_digest || l.content || convert_to(jsonb_build_array(
    l.number, l.id, l.transaction, l.entries, extract(epoch FROM l.closed_at))::text, 'UTF8'))"""
"""Over a link `l` and, by `before_digest`, over the one before; the first follows an empty one."""

_SAFELY = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO'"

ROW_DIGEST = "sha256(convert_to(ROW({columns})::text, 'UTF8'))"
"""Over what a row says, by its columns."""

MANY = 100
"""A statement that adds more rows than this may be kept by digests (`registry.audit.digests`)."""

_OF_MANY = ROW_DIGEST.format(columns="%3$s")

# The rows of a statement are planned for each time: a plan kept from a statement of one row would join 100,000 of them
# one by one. They are kept as JSON in text, which costs a third of what jsonb does.
_RECORD = f"""
CREATE FUNCTION audit_insert() RETURNS trigger {_SAFELY} AS $$
-- The first argument names the key, the second what is written over columns that are secrets; the third says how the
-- table itself keeps what a row said: "rows" (they never change), "versions" (earlier ones are kept), or not at all.
DECLARE
    every text[];
BEGIN
    IF TG_ARGV[2] <> '' AND current_setting('mesoformulary.rows_by_digest', true) = 'on'
       AND (SELECT count(*) FROM (SELECT FROM come LIMIT {MANY} + 1) some_rows) > {MANY} THEN
        SELECT array_agg(attname::text ORDER BY attnum) INTO every FROM pg_attribute
        WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
          AND attname <> 'superseded_in_id';  -- which alone is written later
        EXECUTE format($sql$
            INSERT INTO public.registry_auditentry ("table", operation, count, keys, span, "after")
            SELECT %1$L, 'insert', count(*), array_agg(key), int8range(min(key), max(key), '[]'), jsonb_build_object(
                'kept', %4$L, 'edition', current_setting('mesoformulary.edition_being_written', true), 'columns', %5$L::jsonb,
                'digest', encode(sha256(string_agg(digest, '')), 'hex'), 'marks', encode(string_agg(substr(digest, 1, 4), ''), 'hex'))
            FROM (
                SELECT %2$I AS key, {_OF_MANY} AS digest, (row_number() OVER (ORDER BY %2$I) - 1) / 1000 AS pack FROM come
            ) one
            GROUP BY pack ORDER BY pack
        $sql$, TG_TABLE_NAME, TG_ARGV[0], (SELECT string_agg(quote_ident(name), ', ' ORDER BY place) FROM unnest(every) WITH ORDINALITY AS c (name, place)),
               TG_ARGV[2], to_jsonb(every));
        RETURN NULL;
    END IF;
    EXECUTE format($sql$
        INSERT INTO public.registry_auditentry ("table", operation, count, keys, span, "after")
        SELECT %1$L, 'insert', count(*), array_agg(key), int8range(min(key), max(key), '[]'), json_agg(%3$s)
        FROM (
            SELECT come AS said, %2$I AS key, (row_number() OVER (ORDER BY %2$I) - 1) / 1000 AS pack FROM come
        ) one
        GROUP BY pack ORDER BY pack
    $sql$, TG_TABLE_NAME, TG_ARGV[0], audit_said(TG_ARGV[1]));
    RETURN NULL;
END $$;

CREATE FUNCTION audit_delete() RETURNS trigger {_SAFELY} AS $$
BEGIN
    EXECUTE format($sql$
        INSERT INTO public.registry_auditentry ("table", operation, count, keys, span, "before")
        SELECT %1$L, 'delete', count(*), array_agg(key), int8range(min(key), max(key), '[]'), json_agg(%3$s)
        FROM (
            SELECT gone AS said, %2$I AS key, (row_number() OVER (ORDER BY %2$I) - 1) / 1000 AS pack FROM gone
        ) one
        GROUP BY pack ORDER BY pack
    $sql$, TG_TABLE_NAME, TG_ARGV[0], audit_said(TG_ARGV[1]));
    RETURN NULL;
END $$;

CREATE FUNCTION audit_said(hidden text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
-- The expression for a whole row `said`, without its secrets.
    SELECT CASE WHEN hidden = '{{}}' THEN 'said' ELSE format('to_jsonb(said) || %L::jsonb', hidden) END
$$;

CREATE FUNCTION audit_update() RETURNS trigger {_SAFELY} AS $$
-- Kept are the columns that change in any row of the statement, of the rows that change at all.
DECLARE
    every text[];
    differs boolean[];
    changed text[];
    pairs bigint;
    said text[];
    hidden jsonb := TG_ARGV[1];
BEGIN
    IF NOT EXISTS (SELECT FROM come) THEN
        RETURN NULL;
    END IF;
    SELECT array_agg(attname::text ORDER BY attnum) INTO every FROM pg_attribute
    WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped;
    EXECUTE (
        SELECT format('SELECT ARRAY[%s], count(*) FROM gone o JOIN come n USING (%I)',
                      string_agg(format('bool_or(o.%1$I IS DISTINCT FROM n.%1$I)', name), ', ' ORDER BY place),
                      TG_ARGV[0])
        FROM unnest(every) WITH ORDINALITY AS c (name, place)
    ) INTO differs, pairs;
    IF pairs <> (SELECT count(*) FROM come) THEN
        RAISE integrity_constraint_violation
            USING MESSAGE = format('%s: the key of a row never changes.', TG_TABLE_NAME);
    END IF;
    SELECT array_agg(name ORDER BY place) INTO changed
    FROM unnest(every) WITH ORDINALITY AS c (name, place) WHERE differs[place];
    IF changed IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT ARRAY[string_agg(format('%L, %s', name, coalesce(quote_literal(hidden->>name), 'o.' || quote_ident(name))), ', '),
                 string_agg(format('%L, %s', name, coalesce(quote_literal(hidden->>name), 'n.' || quote_ident(name))), ', '),
                 string_agg(format('o.%I', name), ', '),
                 string_agg(format('n.%I', name), ', ')] INTO said
    FROM unnest(changed) AS c (name);
    EXECUTE format($sql$
        INSERT INTO public.registry_auditentry ("table", operation, count, keys, span, "before", "after")
        SELECT %1$L, 'update', count(*), array_agg(key), int8range(min(key), max(key), '[]'), json_agg(was), json_agg(became)
        FROM (
            SELECT n.%2$I AS key, json_build_object(%3$s) AS was, json_build_object(%4$s) AS became,
                   (row_number() OVER (ORDER BY n.%2$I) - 1) / 1000 AS pack
            FROM gone o JOIN come n USING (%2$I)
            WHERE (%5$s) IS DISTINCT FROM (%6$s)
        ) one
        GROUP BY pack ORDER BY pack
    $sql$, TG_TABLE_NAME, TG_ARGV[0], said[1], said[2], said[3], said[4]);
    RETURN NULL;
END $$;

CREATE FUNCTION audit_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE integrity_constraint_violation USING
        MESSAGE = format('%s is never emptied at once: delete its rows, so that the audit trail keeps them.', TG_TABLE_NAME);
END $$;
"""

_SIGN = f"""
CREATE FUNCTION audit_sign() RETURNS trigger {_SAFELY} AS $$
-- Who, why and whence, as the session has been told; and the link of this transaction.
DECLARE
    e public.registry_auditentry;
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE integrity_constraint_violation USING MESSAGE = 'The audit trail is written by the database alone.';
    END IF;
    e := NEW;
    e.at := clock_timestamp();
    e.actor := coalesce(current_setting('mesoformulary.actor', true), '');
    e.actor_id := nullif(current_setting('mesoformulary.actor_id', true), '')::bigint;
    e.reason := coalesce(current_setting('mesoformulary.reason', true), '');
    e.origin := coalesce(current_setting('mesoformulary.origin', true), '');
    e.database_user := session_user;
    IF e.actor = '' THEN
        RAISE insufficient_privilege USING
            MESSAGE = format('Nobody is named for this change of %s, so it is refused.', e."table"),
            HINT = 'In SQL, first: SET mesoformulary.actor = ''your name''; SET mesoformulary.reason = ''why''; '
                   'In Python: with acting(by=user, reason="why"): ...';
    END IF;
    SELECT id INTO e.link_id FROM public.registry_auditlink
    WHERE transaction = pg_current_xact_id()::text::bigint AND number IS NULL;
    IF e.link_id IS NULL THEN
        SET CONSTRAINTS public.audit_close DEFERRED;  -- somebody may have asked for all of them at once
        INSERT INTO public.registry_auditlink (transaction) VALUES (pg_current_xact_id()::text::bigint)
        RETURNING id INTO e.link_id;
    END IF;
    IF e.operation <> 'insert' AND EXISTS (
        SELECT FROM public.registry_auditentry many
        WHERE many.link_id = e.link_id AND many."table" = e."table" AND many.operation = 'insert'
          AND left(many."after", 1) = '{{' AND many.keys && e.keys AND many."after"::jsonb ->> 'kept' = 'versions'
          AND many."after"::jsonb ->> 'edition' = current_setting('mesoformulary.edition_being_written', true)
    ) THEN
        RAISE integrity_constraint_violation USING
            MESSAGE = format('%s: rows that are kept by digest are not changed by the edition that adds them.', e."table");
    END IF;
    e.digest := {ENTRY_DIGEST};
    RETURN e;
END $$;

CREATE TRIGGER audit_sign BEFORE INSERT ON registry_auditentry FOR EACH ROW EXECUTE FUNCTION audit_sign();
"""

_CLOSE = f"""
CREATE FUNCTION audit_close() RETURNS trigger {_SAFELY} AS $$
-- At the end of the transaction, in two steps. The first reads the entries, and makes the trigger fire once more, after
-- everything else that waits for the end. Only then is the lock taken: nobody waits for our checks, and our checks for nobody
-- who waits for us.
DECLARE
    l record;
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE public.registry_auditlink SET (entries, content) = (
            SELECT count(*), {CONTENT_DIGEST} FROM public.registry_auditentry e WHERE e.link_id = NEW.id
        ) WHERE id = NEW.id;
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock({CHAIN_LOCK});
    SELECT coalesce(newest.number, 0) + 1 AS number, coalesce(newest.digest, '') AS before_digest,
           NEW.id, NEW.transaction, NEW.entries, NEW.content, clock_timestamp() AS closed_at
    INTO l
    FROM (SELECT) one LEFT JOIN (
        SELECT number, digest FROM public.registry_auditlink WHERE number IS NOT NULL ORDER BY number DESC LIMIT 1
    ) newest ON true;
    UPDATE public.registry_auditlink SET number = l.number, closed_at = l.closed_at, digest = {LINK_DIGEST}
    WHERE id = NEW.id;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER audit_close AFTER INSERT OR UPDATE ON registry_auditlink
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.number IS NULL) EXECUTE FUNCTION audit_close();
"""

_KEEP = """
CREATE FUNCTION audit_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE integrity_constraint_violation USING MESSAGE = 'The audit trail is never changed, and nothing of it is removed.';
END $$;

CREATE FUNCTION audit_keep_link() RETURNS trigger LANGUAGE plpgsql AS $$
-- A link is opened by its first entry and closed at the end of the transaction; nothing else touches it.
BEGIN
    IF pg_trigger_depth() < 2 OR (TG_OP = 'UPDATE' AND OLD.number IS NOT NULL) THEN
        RAISE integrity_constraint_violation USING MESSAGE = 'The audit trail is written by the database alone.';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER audit_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON registry_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_keep();
CREATE TRIGGER audit_keep BEFORE DELETE OR TRUNCATE ON registry_auditlink
    FOR EACH STATEMENT EXECUTE FUNCTION audit_keep();
CREATE TRIGGER audit_keep_link BEFORE INSERT OR UPDATE ON registry_auditlink
    FOR EACH ROW EXECUTE FUNCTION audit_keep_link();

ALTER TABLE registry_auditentry ENABLE ALWAYS TRIGGER audit_sign;
ALTER TABLE registry_auditentry ENABLE ALWAYS TRIGGER audit_keep;
ALTER TABLE registry_auditlink ENABLE ALWAYS TRIGGER audit_close;
ALTER TABLE registry_auditlink ENABLE ALWAYS TRIGGER audit_keep;
ALTER TABLE registry_auditlink ENABLE ALWAYS TRIGGER audit_keep_link;
"""

_OURS = "audit_said, audit_insert, audit_update, audit_delete, audit_truncate, audit_sign, audit_close, audit_keep, audit_keep_link"

# Nobody hangs them on a table of their own, to have the trail say what they like.
_CLOSE_OFF = f"REVOKE ALL ON FUNCTION {_OURS} FROM PUBLIC;"

_GONE = f"DROP FUNCTION {_OURS} CASCADE"

_COMPRESS = """
DO $$ BEGIN
    -- Ten times as fast as the default, where the server was built with it.
    IF 'lz4' = ANY (SELECT unnest(enumvals) FROM pg_settings WHERE name = 'default_toast_compression') THEN
        ALTER TABLE registry_auditentry ALTER COLUMN "before" SET COMPRESSION lz4;
        ALTER TABLE registry_auditentry ALTER COLUMN "after" SET COMPRESSION lz4;
        ALTER TABLE registry_auditentry ALTER COLUMN keys SET COMPRESSION lz4;
    END IF;
END $$;
"""

_ALL = _RECORD + _SIGN + _CLOSE + _KEEP + _CLOSE_OFF + _COMPRESS
FUNCTIONS = RunSQL(_ALL, _GONE)

FUNCTIONS_AGAIN = RunSQL(
    _COMPRESS
    + "".join(re.findall(r"CREATE FUNCTION \w+\(.*?\$\$.*?\$\$;", _ALL, re.DOTALL)).replace(
        "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
    ),
    RunSQL.noop,
)
"""For a database that has older ones."""

BODIES = dict(re.findall(r"CREATE FUNCTION (\w+)\(.*?\$\$(.*?)\$\$;", _ALL, re.DOTALL))
"""By name, what each function does, as the database keeps it."""

GUARDS = {
    ("registry_auditentry", "audit_keep"),
    ("registry_auditentry", "audit_sign"),
    ("registry_auditlink", "audit_close"),
    ("registry_auditlink", "audit_keep"),
    ("registry_auditlink", "audit_keep_link"),
}
"""The triggers of the trail's own tables."""
