"""What the database refuses of approvals and editions, whatever writes to it."""

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from registry.actions.approvals import write
from registry.models import Approval, Edition
from tests.attack import refused
from tests.publishing import edition
from tests.registry.statements import copy_of

pytestmark = pytest.mark.django_db

OPEN_EDITION = """
    INSERT INTO registry_changeset (kind, reason, state, proposed_by_id, proposed_at,
                                    last_edited_by_id, content_hash, decision_reason, meaning)
    SELECT 'edit', 'Example', 'draft', id, now(), id, '', '', '' FROM registry_user LIMIT 1;
    INSERT INTO registry_edition (number, change_set_id, published_by_id, opened_at, ingredients)
    SELECT %s, currval('registry_changeset_id_seq'), id, now(), 0 FROM registry_user LIMIT 1
"""


@pytest.mark.parametrize(
    "change",
    [
        "effect = 'granted'",
        "lifecycle = 'unknown'",
        "paraphrase = 'Something else.'",
        "record = record || '-b'",
        "published_in_id = published_in_id + 1",
        "review_due_on = '2030-01-01'",
    ],
)
def test_approval_never_changes(change):
    refused(
        f"UPDATE registry_approval SET {change} WHERE effect = 'prohibited'",  # noqa: S608
        match="never changes: publish a correction",
    )


@pytest.mark.parametrize(
    "table", ["approval", "approvalroute", "approvaldocument", "edition", "coverage"]
)
def test_published_rows_are_never_deleted(table):
    refused(f"DELETE FROM registry_{table}", match="never deleted")  # noqa: S608
    refused(f"TRUNCATE registry_{table} CASCADE", match="never emptied")


def test_no_session_skips_a_promise():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pgtrigger.ignore', array_agg(DISTINCT tgname)::text, true)"
            " FROM pg_trigger WHERE tgname LIKE 'pgtrigger%'"
        )
        assert "never_deleted" in cursor.fetchone()[0]
    refused("DELETE FROM registry_approval", match="never deleted")
    refused("UPDATE registry_approval SET holder = 'Example'", match="never changes")


@pytest.mark.parametrize("table", ["approvalroute", "approvaldocument", "coverage"])
def test_parts_of_published_rows_never_change(table):
    refused(f"UPDATE registry_{table} SET id = -id", match="never change")  # noqa: S608


def test_sealed_edition_takes_nothing_more():
    refused(
        "INSERT INTO registry_approvalroute (approval_id, route_id, is_excluded, position) "
        "SELECT a.id, r.id, false, 9 FROM registry_approval a, formulary_route r "
        "WHERE a.route_scope = 'any' AND r.code = 'intradermal'",
        match="nothing can be added to a sealed edition",
    )
    refused(
        "INSERT INTO registry_coverage (edition_id, jurisdiction_id, approvals, ingredients, products) "
        "SELECT 1, id, 0, 0, 0 FROM registry_jurisdiction WHERE code = 'XA' OR code = 'EAEU'",
        match="sealed edition",
    )


def test_sealed_edition_supersedes_nothing_more(another_edition):
    refused(
        "UPDATE registry_approval SET superseded_in_id = %s WHERE id = "
        "(SELECT min(id) FROM registry_approval WHERE superseded_in_id IS NULL)",
        another_edition.number,
        match="only be superseded in an open edition",
    )


def test_nothing_hangs_on_an_edition_that_is_not_there():
    statement = copy_of(Approval.objects.live().first(), record="xa-example")
    with pytest.raises(IntegrityError, match="nothing can be added"), transaction.atomic():
        write(edition=Edition(number=9_999), statements=[statement])


def test_row_is_added_live():
    """A row that is born superseded could overlap another of its record."""
    statement = copy_of(Approval.objects.live().first(), record="xa-example")
    statement.row.superseded_in_id = Edition.objects.latest("number").number + 2
    with (
        pytest.raises(IntegrityError, match="a row is added live"),
        transaction.atomic(),
        _edition() as edition,
    ):
        write(edition=edition, statements=[statement])


def test_row_is_superseded_only_by_an_edition_that_is_there():
    refused(
        "UPDATE registry_approval SET superseded_in_id = 9999 WHERE superseded_in_id IS NULL",
        match="only be superseded in an open edition",
    )


def test_nothing_hangs_on_an_approval_that_is_not_there():
    for table, other in (("route", "formulary_route"), ("document", "registry_document")):
        excluded = ("is_excluded, ", "false, ") if table == "route" else ("", "")
        refused(
            f"INSERT INTO registry_approval{table} (approval_id, {table}_id, {excluded[0]}position) "  # noqa: S608
            f"SELECT 9999999, id, {excluded[1]}0 FROM {other} LIMIT 1",
            match="nothing can be added",
        )


def test_sealed_edition_never_changes():
    refused("UPDATE registry_edition SET sealed_at = now()", match="is sealed and never changes")
    refused("UPDATE registry_edition SET published_by_id = NULL", match="sealed and never changes")


def test_edition_numbers_have_no_gap():
    newest = Edition.objects.latest("number").number
    refused(OPEN_EDITION, newest + 2, match=f"The next edition is {newest + 1}")
    refused(OPEN_EDITION, newest, match=f"The next edition is {newest + 1}")


def test_edition_is_sealed_in_its_own_transaction():
    refused(
        OPEN_EDITION,
        Edition.objects.latest("number").number + 1,
        match="was not sealed before the end",
    )


def test_two_live_rows_of_one_approval_are_refused():
    def insert_twice():
        with _edition() as edition:
            write(edition=edition, statements=[copy_of(Approval.objects.live().first())])

    with pytest.raises(IntegrityError, match="approval_one_live_row"), transaction.atomic():
        insert_twice()


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"confidence": "retrieved", "documents": ()}, "has no document"),
        ({"route_scope": "listed", "routes": ()}, "lists routes exactly when"),
        ({"route_scope": "any"}, "lists routes exactly when"),
        ({"regulatory_class": "cosmetic"}, "a cosmetic is never granted by a parenteral route"),
        ({"is_union_wide": True}, "only a union's record is union-wide"),
        ({"product": None}, "approval_one_subject"),
        ({"effect": "maybe"}, "approval_effect_known"),
        ({"route_scope": "parenteral", "routes": ()}, "approval_grant_never_parenteral"),
        ({"valid_from": "2020-13"}, "out of range"),
        ({"valid_from": "in 2020"}, "invalid input syntax|valid_from_shape"),
        ({"valid_to": "2021"}, "approval_valid_to_iff_date"),
        ({"valid_from": "2020", "valid_to": "2019", "valid_to_kind": "date"}, "lasts_a_day"),
        (
            {"valid_from": "2020-01-01", "valid_to": "2020-01-01", "valid_to_kind": "date"},
            "lasts_a_day",
        ),
        ({"purposes": ["Hair loss"]}, "approval_purposes_are_slugs"),
        ({"record": "Not a slug"}, "approval_record_shape"),
    ],
)
def test_approval_that_is_not_whole_is_refused(values, complaint):
    grant = Approval.objects.filter(
        record="fr-procaine-lavoisier-10-cis-63409284", superseded_in=None
    ).get()
    statement = copy_of(grant, **{"record": "xa-example", **values})
    with (
        pytest.raises((IntegrityError, DataError), match=complaint),
        transaction.atomic(),
        _edition() as edition,
    ):
        write(edition=edition, statements=[statement])


def test_day_that_does_not_exist_is_refused():
    statement = copy_of(
        Approval.objects.live().first(), record="xa-example", valid_from="2021-02-30"
    )
    with (
        pytest.raises(DataError, match="out of range"),
        transaction.atomic(),
        _edition() as edition,
    ):
        write(edition=edition, statements=[statement])


def test_valid_days_are_read_as_widely_as_they_can_be():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT partial_date_range('2011', '2012-02')::text, partial_date_range('', '2012-02-17')::text,"
            " partial_date_range('2011-12', '')::text, partial_date_range('2011-01-01', '2011')::text"
        )
        assert cursor.fetchone() == (
            "[2011-01-01,2012-03-01)",
            "(,2012-02-17)",
            "[2011-12-01,)",
            "[2011-01-01,2012-01-01)",
        )


def _edition():
    return edition()


@pytest.fixture
def another_edition():
    with _edition() as edition:
        write(
            edition=edition,
            statements=[copy_of(Approval.objects.live().first(), record="xa-example")],
        )
    return edition
