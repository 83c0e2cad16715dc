"""The journal of an edition: each record that it changed, once, and what happened to it."""

import pytest
from django.db import connection

from formulary.models import (
    Cocktail,
    Ingredient,
    IngredientClass,
    IngredientName,
    Interaction,
    Product,
    ProductLine,
)
from registry.actions.approvals import supersede
from registry.models import Approval, Change, Edition, Jurisdiction, Membership
from registry.timeline.kinds import KINDS
from registry.vocabulary import ChangedKind
from tests.attack import refused
from tests.publishing import edition, publish_correction
from tests.registry.api.build import publish, statement

pytestmark = pytest.mark.django_db


def told(number):
    """What the journal has of an edition, in its order."""
    rows = Change.objects.filter(edition=number).order_by("position")
    return list(rows.values_list("kind", "key", "what"))


def test_starter_set_has_added_every_record():
    journal = Change.objects.filter(edition=1)
    assert set(journal.values_list("what", flat=True)) == {"added"}
    for kind in KINDS.values():
        assert journal.filter(kind=kind.word).count() == kind.model._default_manager.count() > 0
    assert list(journal.values_list("position", flat=True)) == list(range(1, journal.count() + 1))


def test_record_that_is_added_changed_or_taken_back_is_told_once():
    with edition() as made:
        Product.objects.create(slug="example", name="Example")
        Product.objects.filter(slug="kenalog-10-ca").update(name="Example")
        gone = Interaction.objects.filter(b__isnull=False).first()
        key = f"{gone.a.slug}|{gone.b.slug}|{gone.factor}"
        gone.delete()
    assert told(made.number) == [
        ("product", "example", "added"),
        ("product", "kenalog-10-ca", "changed"),
        ("interaction", key, "removed"),
    ]


def test_part_that_changes_changes_its_record():
    biotin = Ingredient.objects.get(slug="biotin")
    members = IngredientClass.objects.filter(reach="members").first()
    with edition() as made:
        IngredientName.objects.create(ingredient=biotin, text="Biotine d'exemple")
        ProductLine.objects.filter(product__slug="kenalog-10-ca").delete()
        members.members.through.objects.filter(ingredient_class=members).delete()
        Membership.objects.filter(member__code="FR").delete()
        Cocktail.objects.first().versions.create(version=99, name="Example")
    assert told(made.number) == [
        ("jurisdiction", "FR", "changed"),
        ("ingredient", "biotin", "changed"),
        ("ingredient-class", members.slug, "changed"),
        ("product", "kenalog-10-ca", "changed"),
        ("cocktail", Cocktail.objects.first().slug, "changed"),
    ]


def test_record_that_comes_and_goes_within_one_edition_is_not_told():
    with edition() as made:
        Product.objects.create(slug="example", name="Example").delete()
        Product.objects.filter(slug="kenalog-10-ca").update(name="Example")
        Product.objects.filter(slug="kenalog-10-ca").update(name="Another")
    assert told(made.number) == [("product", "kenalog-10-ca", "changed")]


def test_approval_is_added_superseded_and_taken_back():
    publish(statement("xa-example"))
    row = Approval.objects.get(record="xa-example")
    corrected = publish_correction(of=row, statement=statement("xa-example", holder="Example"))
    with edition() as last:
        supersede(edition=last, rows=[corrected])
    found = Change.objects.filter(kind=ChangedKind.APPROVAL, key="xa-example").order_by(
        "edition_id"
    )
    assert list(found.values_list("edition", "what", "jurisdiction", "ingredient")) == [
        (2, "added", "XA", "procaine"),
        (3, "superseded", "XA", "procaine"),
        (4, "removed", "XA", "procaine"),
    ]


def test_place_of_what_is_taken_back_stays_told():
    with edition():
        Jurisdiction.objects.create(code="XA", name="Example country", kind="country")
    with edition() as made:
        Jurisdiction.objects.filter(code="XA").delete()
    [change] = Change.objects.filter(edition=made)
    assert (change.key, change.what, change.jurisdiction) == ("XA", "removed", "XA")


def test_edition_that_changes_nothing_is_empty():
    with edition() as made:
        pass
    assert told(made.number) == []


def test_journal_never_changes():
    refused("UPDATE registry_change SET what = 'removed'", match="never change")
    refused("DELETE FROM registry_change", match="never deleted")
    refused("TRUNCATE registry_change", match="never emptied")
    refused(
        "INSERT INTO registry_change (edition_id, position, kind, key, what, jurisdiction, ingredient)"
        " VALUES (1, 999999, 'route', 'example', 'added', '', '')",
        match="sealed edition",
    )


def test_journal_is_found_by_the_numbers_of_editions():
    """No table that an edition changes is read as a whole for its journal."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.tablename FROM pg_tables m WHERE m.schemaname = 'public' AND EXISTS ("
            " SELECT 1 FROM information_schema.columns c"
            " WHERE m.tablename <> 'formulary_spelling' AND c.table_name = m.tablename AND c.column_name IN ('since', 'until'))"
            " AND NOT EXISTS (SELECT 1 FROM pg_indexes i WHERE i.tablename = m.tablename"
            " AND i.indexdef ~ '[(](since|until)[)]')"
        )
        assert cursor.fetchall() == []
    assert Edition.objects.count() == 1
