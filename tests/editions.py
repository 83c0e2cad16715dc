"""What tests may that nobody else may: arrange curated rows without an edition of their own.

The test database takes such rows as said by the newest edition. Everything else about editions is as in production, and
`strict_editions` gives a test the real functions back.
"""

from django.db import connection

_LENIENT = """
CREATE OR REPLACE FUNCTION edition_is_open(asked integer) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE OR REPLACE FUNCTION named_edition() RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce(nullif(current_setting('mesoformulary.edition_being_written', true), '')::integer,
                    (SELECT max(number) FROM public.registry_edition), 1);
END $$
"""

_STRICT = """
CREATE OR REPLACE FUNCTION edition_is_open(asked integer) RETURNS boolean LANGUAGE sql AS
'SELECT strict_edition_is_open(asked)';
CREATE OR REPLACE FUNCTION named_edition() RETURNS integer LANGUAGE sql STABLE AS
'SELECT strict_named_edition()'
"""


def let_tests_arrange():
    """Make the test database take curated rows without an edition; the real functions stay under another name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_functiondef(oid) FROM pg_proc"
            " WHERE proname IN ('named_edition', 'edition_is_open')"
        )
        for (definition,) in cursor.fetchall():
            cursor.execute(definition.replace("FUNCTION public.", "FUNCTION public.strict_"))
        cursor.execute(_LENIENT)


def be_strict():
    """Make it refuse them, as in production, until the transaction or the clone ends."""
    with connection.cursor() as cursor:
        cursor.execute(_STRICT)
