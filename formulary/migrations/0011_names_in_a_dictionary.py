"""Misspelt names are looked for in a dictionary of our own: the indexes of keys and of beginnings go."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import formulary.models.spelling

_GONE = """
DROP FUNCTION spellings_like(text[], text[], text[], boolean);
DROP FUNCTION spellings_begun(text[], boolean);
DROP FUNCTION name_keys(text);
DROP FUNCTION name_probes(text);
DROP FUNCTION name_tail(text, integer);
DROP FUNCTION shortened(text, integer);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("formulary", "0010_names_alike_by_spelling"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="cocktailversion",
            name="spelled_when_added",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="cocktailversion",
            name="spelled_when_changed",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="ingredientname",
            name="spelled_when_added",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="ingredientname",
            name="spelled_when_changed",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="product",
            name="spelled_when_added",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="product",
            name="spelled_when_changed",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="uniiname",
            name="spelled_when_added",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="uniiname",
            name="spelled_when_changed",
        ),
        migrations.RemoveIndex(
            model_name="spelling",
            name="spelling_keys",
        ),
        migrations.RemoveIndex(
            model_name="spelling",
            name="spelling_published_begins",
        ),
        migrations.RemoveIndex(
            model_name="spelling",
            name="spelling_word_2",
        ),
        migrations.RemoveIndex(
            model_name="spelling",
            name="spelling_word_3",
        ),
        migrations.RunSQL(_GONE, migrations.RunSQL.noop),
        migrations.RunSQL(
            "CREATE SEQUENCE formulary_spelling_number",
            "DROP SEQUENCE formulary_spelling_number",
        ),
        migrations.AddField(
            model_name="spelling",
            name="number",
            field=models.BigIntegerField(
                db_default=formulary.models.spelling.NextNumber(),
                help_text="Given when it was written, and anew when it came into the formulary.",
            ),
        ),
        migrations.AddIndex(
            model_name="spelling",
            index=models.Index(
                condition=models.Q(("since__isnull", False)),
                fields=["number"],
                name="spelling_published_number",
            ),
        ),
        migrations.AddIndex(
            model_name="spelling",
            index=models.Index(
                condition=models.Q(("since__isnull", True)),
                fields=["number"],
                name="spelling_listed_number",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cocktailversion",
            trigger=pgtrigger.compiler.Trigger(
                name="spelled_when_added",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        INSERT INTO formulary_spelling (normalised, since)\n        SELECT normalised, min(since) FROM written GROUP BY normalised ORDER BY normalised\n        ON CONFLICT (normalised) DO UPDATE SET since = excluded.since, number = excluded.number\n        WHERE coalesce(formulary_spelling.since > excluded.since, excluded.since IS NOT NULL);\n        RETURN NULL;\n    ",
                    hash="19b8cb2998e386c71e0c5a79eef1d65286a44c2b",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_spelled_when_added_6917c",
                    referencing="REFERENCING NEW TABLE AS written ",
                    table="formulary_cocktailversion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cocktailversion",
            trigger=pgtrigger.compiler.Trigger(
                name="spelled_when_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        INSERT INTO formulary_spelling (normalised, since)\n        SELECT normalised, min(since) FROM written GROUP BY normalised ORDER BY normalised\n        ON CONFLICT (normalised) DO UPDATE SET since = excluded.since, number = excluded.number\n        WHERE coalesce(formulary_spelling.since > excluded.since, excluded.since IS NOT NULL);\n        RETURN NULL;\n    ",
                    hash="db10bfb4ec19a7046f21d6cd3b66b196bb1505d2",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_spelled_when_changed_52916",
                    referencing="REFERENCING NEW TABLE AS written ",
                    table="formulary_cocktailversion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ingredientname",
            trigger=pgtrigger.compiler.Trigger(
                name="spelled_when_added",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        INSERT INTO formulary_spelling (normalised, since)\n        SELECT normalised, min(since) FROM written GROUP BY normalised ORDER BY normalised\n        ON CONFLICT (normalised) DO UPDATE SET since = excluded.since, number = excluded.number\n        WHERE coalesce(formulary_spelling.since > excluded.since, excluded.since IS NOT NULL);\n        RETURN NULL;\n    ",
                    hash="fcb1aa4de3f98b663c72915a525dbb7e19593f5a",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_spelled_when_added_1dec0",
                    referencing="REFERENCING NEW TABLE AS written ",
                    table="formulary_ingredientname",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ingredientname",
            trigger=pgtrigger.compiler.Trigger(
                name="spelled_when_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        INSERT INTO formulary_spelling (normalised, since)\n        SELECT normalised, min(since) FROM written GROUP BY normalised ORDER BY normalised\n        ON CONFLICT (normalised) DO UPDATE SET since = excluded.since, number = excluded.number\n        WHERE coalesce(formulary_spelling.since > excluded.since, excluded.since IS NOT NULL);\n        RETURN NULL;\n    ",
                    hash="9dd52d38b1e92bb0a27634dd512a740d26def935",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_spelled_when_changed_3a365",
                    referencing="REFERENCING NEW TABLE AS written ",
                    table="formulary_ingredientname",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="product",
            trigger=pgtrigger.compiler.Trigger(
                name="spelled_when_added",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        INSERT INTO formulary_spelling (normalised, since)\n        SELECT normalised, min(since) FROM written GROUP BY normalised ORDER BY normalised\n        ON CONFLICT (normalised) DO UPDATE SET since = excluded.since, number = excluded.number\n        WHERE coalesce(formulary_spelling.since > excluded.since, excluded.since IS NOT NULL);\n        RETURN NULL;\n    ",
                    hash="36940cf1583fb8d6c72cf3ae0c7fe583ea7b8a1d",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_spelled_when_added_60444",
                    referencing="REFERENCING NEW TABLE AS written ",
                    table="formulary_product",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="product",
            trigger=pgtrigger.compiler.Trigger(
                name="spelled_when_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        INSERT INTO formulary_spelling (normalised, since)\n        SELECT normalised, min(since) FROM written GROUP BY normalised ORDER BY normalised\n        ON CONFLICT (normalised) DO UPDATE SET since = excluded.since, number = excluded.number\n        WHERE coalesce(formulary_spelling.since > excluded.since, excluded.since IS NOT NULL);\n        RETURN NULL;\n    ",
                    hash="43c459eec404465d0176c96c0326ed4cf5128438",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_spelled_when_changed_6e7e1",
                    referencing="REFERENCING NEW TABLE AS written ",
                    table="formulary_product",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="uniiname",
            trigger=pgtrigger.compiler.Trigger(
                name="spelled_when_added",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        INSERT INTO formulary_spelling (normalised, since)\n        SELECT normalised, NULL::integer FROM written GROUP BY normalised ORDER BY normalised\n        ON CONFLICT (normalised) DO UPDATE SET since = excluded.since, number = excluded.number\n        WHERE coalesce(formulary_spelling.since > excluded.since, excluded.since IS NOT NULL);\n        RETURN NULL;\n    ",
                    hash="0ba5b078d06b791f3ec12411e356e9901d347d8f",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_spelled_when_added_b5e83",
                    referencing="REFERENCING NEW TABLE AS written ",
                    table="formulary_uniiname",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="uniiname",
            trigger=pgtrigger.compiler.Trigger(
                name="spelled_when_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        INSERT INTO formulary_spelling (normalised, since)\n        SELECT normalised, NULL::integer FROM written GROUP BY normalised ORDER BY normalised\n        ON CONFLICT (normalised) DO UPDATE SET since = excluded.since, number = excluded.number\n        WHERE coalesce(formulary_spelling.since > excluded.since, excluded.since IS NOT NULL);\n        RETURN NULL;\n    ",
                    hash="cdf4264fb7d2d3e78636ef431e2429cf6fed7317",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_spelled_when_changed_c9567",
                    referencing="REFERENCING NEW TABLE AS written ",
                    table="formulary_uniiname",
                    when="AFTER",
                ),
            ),
        ),
    ]
