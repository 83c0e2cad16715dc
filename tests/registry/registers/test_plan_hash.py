"""What the hash of a plan covers: of a row that is only remembered its digest, of any other row every column."""

import uuid

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction

from registry.models import RegisterRow

from .made_up import STRANGE, load, make_world, plan, row

pytestmark = pytest.mark.django_db

COLUMNS = [field for field in RegisterRow._meta.concrete_fields if field.name not in {"id", "copy"}]
SAID_BY_DIGEST = {"digest", "line", "slug", "normalised", "file"}
MORE_THAN_REMEMBERED = {
    "outcome",
    "state",
    "entry",
    "approval",
    "product",
    "reason",
    "step",
    "last_seen_on",
    "changed_on",
    "changes",
    "lines",
    "has_other_actives",
    "is_made_here",
}


@pytest.fixture
def remembered():
    """A planned row of no substance of ours; beside it records that it could be of."""
    make_world()
    load(row("EX 1"), row("EX 2", product="Peptal 2 %"), name="xa-another")
    planned = plan(row("EX 3", substances=(STRANGE,))).rows.get(number="EX 3")
    assert (planned.outcome, planned.state) == ("outside", "outside")
    return planned


def hashed(planned):
    with connection.cursor() as cursor:
        cursor.execute("SELECT plan_hash(%s)", [planned.copy_id])
        return cursor.fetchone()[0]


def another(field, planned):
    """A value that the row does not have in this column."""
    value = getattr(planned, field.attname)
    if field.is_relation:
        return field.related_model.objects.exclude(pk=value).values_list("pk", flat=True)[0]
    if field.choices:
        return next(choice for choice, _ in field.choices if choice not in {value, ""})
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.PositiveIntegerField):
        return value + 1
    if isinstance(field, ArrayField):
        return [*value, "another"]
    if isinstance(field, models.JSONField):
        return {"another": value}
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    return "2019-01-02" if value != "2019-01-02" else "2019-01-03"  # short, and a date if need be


def alter(planned, field, value):
    RegisterRow.objects.filter(pk=planned.pk).update(**{field.attname: value})
    planned.refresh_from_db()


def columns_in_the_hash(planned):
    """The columns of which another value makes another hash, each tried alone."""
    was, found = hashed(planned), set()
    for field in COLUMNS:
        with transaction.atomic():
            alter(planned, field, another(field, planned))
            if hashed(planned) != was:
                found.add(field.name)
            transaction.set_rollback(True)
        planned.refresh_from_db()
    return found


def test_row_that_is_only_remembered_is_hashed_by_its_digest(remembered):
    """And whatever makes it more than that is seen as well."""
    assert columns_in_the_hash(remembered) == SAID_BY_DIGEST | MORE_THAN_REMEMBERED


@pytest.mark.parametrize("name", sorted(MORE_THAN_REMEMBERED))
def test_row_with_anything_else_is_hashed_whole(remembered, name):
    field = RegisterRow._meta.get_field(name)
    alter(remembered, field, another(field, remembered))
    assert columns_in_the_hash(remembered) == {field.name for field in COLUMNS}


def test_row_without_a_digest_is_hashed_whole(remembered):
    alter(remembered, RegisterRow._meta.get_field("digest"), None)
    assert columns_in_the_hash(remembered) == {field.name for field in COLUMNS}
