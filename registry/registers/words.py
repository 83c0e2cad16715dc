"""The sentences that an import writes: what the register says, in our own words."""

from django.db import connection

from registry.models import RegisterCopy

_REMARK = "CASE WHEN r.remark = '' THEN '' ELSE '; ' || rtrim(r.remark, '.') END"

STATE = f"""
'Register entry ' || CASE r.route_scope
    WHEN 'listed' THEN 'lists the routes ' || array_to_string(r.routes, ', ')
    WHEN 'any' THEN 'is for any route'
    WHEN 'unspecified' THEN 'says “injection” and names no route'
    ELSE 'states no route' END
|| CASE WHEN r.unknown_routes = '{{}}' THEN ''
    ELSE ' (and as printed: ' || array_to_string(r.unknown_routes, ', ') || ')' END
|| {_REMARK} || ' in the copy of ' || %(published_on)s || '.'
"""
"""What a row `r` of the plan says, as an expression of SQL."""

_WORDS = f"""
DROP TABLE IF EXISTS register_words;
CREATE TEMPORARY TABLE register_words AS
SELECT r.id AS row_id, CASE
    WHEN r.outcome = 'gone' THEN 'Not in the copy of ' || %(published_on)s || ' any more; it was in the copy of '
        || r.last_seen_on || '. That it has ended is read from its absence: nobody has said so.'
    WHEN r.step = 'correction' THEN 'Copy of ' || %(published_on)s || ': ' || (
        SELECT string_agg(replace(field, '_', ' ') || ' ' || CASE jsonb_typeof(value -> 1)
            WHEN 'array' THEN (SELECT string_agg(each, ', ') FROM jsonb_array_elements_text(value -> 1) each)
            ELSE value ->> 1 END, '; ' ORDER BY field)
        FROM jsonb_each(r.changes) AS change (field, value)
        WHERE field IN ('holder', 'regulatory_class', 'pathway', 'effect', 'lifecycle', 'routes', 'purposes',
                        'valid_from', 'valid_to')) || {_REMARK} || '.'
    ELSE {STATE}
    END AS words
FROM registry_registerrow r WHERE r.copy_id = %(copy)s AND r.step IN ('correction', 'period');
CREATE INDEX ON register_words (row_id);
ANALYZE register_words
"""  # noqa: S608


def write_words(*, copy: RegisterCopy) -> None:
    """Make `register_words`: a sentence for every row that changes an approval which is there already."""
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, {"copy": copy.pk, "published_on": copy.published_on})
