from django.db import migrations

_QUICK = """
CREATE OR REPLACE FUNCTION partial_date_range(valid_from text, valid_to text) RETURNS daterange
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    -- Days that may lie between two dates of ISO 8601, of which a month or a year may be all that is
    -- known: read as widely as they can be. Half open; an empty text is no bound. One expression, so that
    -- PostgreSQL computes it in place.
    SELECT daterange(
        CASE WHEN valid_from <> '' THEN make_date(
            substr(valid_from, 1, 4)::int,
            coalesce(nullif(substr(valid_from, 6, 2), ''), '1')::int,
            coalesce(nullif(substr(valid_from, 9, 2), ''), '1')::int
        ) END,
        CASE
            WHEN valid_to = '' THEN NULL
            WHEN length(valid_to) = 4 THEN make_date(valid_to::int + 1, 1, 1)
            WHEN length(valid_to) = 7 THEN (make_date(
                substr(valid_to, 1, 4)::int, substr(valid_to, 6, 2)::int, 1) + interval '1 month')::date
            ELSE make_date(
                substr(valid_to, 1, 4)::int, substr(valid_to, 6, 2)::int, substr(valid_to, 9, 2)::int)
        END, '[)')
$$
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0021_rows_by_digest")]

    operations = [migrations.RunSQL(_QUICK, migrations.RunSQL.noop)]
