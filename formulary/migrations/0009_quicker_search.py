"""The keys of names that are quicker to look for, and functions that are planned once."""

from django.db import migrations

from formulary import sql_functions

_GONE = """
DROP FUNCTION name_probes(text);
DROP FUNCTION spellings_like(text[], text[], text[], boolean);
"""
_MADE = [
    sql_functions.NAME_KEYS,
    sql_functions.NAME_PROBES,
    sql_functions.SPELLINGS_BEGUN,
    sql_functions.SPELLINGS_LIKE,
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
