"""The keys of names that are quicker to look for, and functions that are planned once."""

from django.db import migrations

from formulary import sql_functions
from formulary.migrations import _spellings_by_sql as by_sql

_GONE = """
DROP FUNCTION name_probes(text);
DROP FUNCTION spellings_like(text[], text[], text[], boolean);
"""
_MADE = [
    by_sql.NAME_KEYS,
    by_sql.NAME_PROBES,
    by_sql.SPELLINGS_BEGUN,
    by_sql.SPELLINGS_LIKE,
    sql_functions.THINGS_NAMED,
]


class Migration(migrations.Migration):
    dependencies = [
        ("formulary", "0008_set_wise_references"),
    ]

    operations = [
        migrations.RunSQL(_GONE, migrations.RunSQL.noop),
        *(migrations.RunSQL(made.sql, migrations.RunSQL.noop) for made in _MADE),
        migrations.RunSQL("REINDEX INDEX spelling_keys", migrations.RunSQL.noop),
    ]
