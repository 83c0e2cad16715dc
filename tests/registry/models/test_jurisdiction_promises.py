"""What the database refuses of jurisdictions: a wrong union would pass its records on."""

import pytest

from tests.attack import refused

pytestmark = pytest.mark.django_db

MEMBER = (
    "INSERT INTO registry_membership (member_id, union_id, valid, position) "
    "SELECT member.id, joined.id, '[2001-01-01,2002-01-01)'::daterange, 9 "
    "FROM registry_jurisdiction member, registry_jurisdiction joined "
    "WHERE member.code = %s AND joined.code = %s"
)


@pytest.mark.parametrize(
    ("member", "union", "match"),
    [
        ("CH", "FR", "FR is no union"),
        ("AE-DU", "EAEU", "through its country"),
        ("EU", "EU", "of_another"),
        ("FR", "EU", "periods_apart"),
    ],
)
def test_membership_is_of_a_country_in_a_union(member, union, match):
    refused(MEMBER, member, union, match=match)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ("kind = 'union' WHERE code = 'FR'", "stays one"),
        ("part_of_id = id WHERE code = 'FR'", "part_of_iff_subdivision"),
        (
            "part_of_id = (SELECT id FROM registry_jurisdiction WHERE code = 'EU') WHERE code = 'AE-DU'",
            "EU is no country",
        ),
        ("code = 'fr' WHERE code = 'FR'", "code_shape"),
    ],
)
def test_jurisdiction_is_whole(change, match):
    refused(f"UPDATE registry_jurisdiction SET {change}", match=match)  # noqa: S608
