"""What is called like a record that somebody adds: by name, identifier, address or number, or nearly by name."""

import pytest

from formulary.models import Ingredient, Product
from registry.alike import FINDERS, MOST, alike
from registry.exchange.cells import Name
from registry.exchange.kinds import KINDS
from registry.exchange.tables import TABLES
from registry.models import Approval, Document
from tests.reading import assert_flat_queries

pytestmark = pytest.mark.django_db


def found(table, **values):
    """What is like one record, by its key, with the reason."""
    ((*offered,),) = alike(table, [values])
    kind = next(kind for kind in KINDS.values() if kind.table.name == table)
    return {kind.key_of(one.record)[0]: one.why for one in offered}


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"preferred_name": Name("", "PROCAÏNE")}, "is found by “PROCAÏNE”"),
        ({"names": (Name("", "procaine"),)}, "is found by “procaine”"),
        ({"inn": Name("fr", "procaïne")}, "is found by “procaïne”"),
        ({"preferred_name": Name("", "Procaneine")}, "is called nearly like “Procaneine”"),
    ],
)
def test_ingredient_is_found_by_any_name(values, why):
    assert found("ingredients", **values)["procaine"] == why


@pytest.mark.parametrize("column", ["unii", "cas"])
def test_ingredient_is_found_by_its_identifiers(column):
    ingredient = Ingredient.objects.exclude(**{column: ""}).first()
    assert ingredient.slug in found("ingredients", **{column: getattr(ingredient, column)})


def test_name_that_nothing_is_like_finds_nothing():
    assert found("ingredients", preferred_name=Name("", "Xyzzyquux")) == {}
    assert found("products", name="Xyzzyquux") == {}
    assert found("documents", title="Xyzzyquux", url="https://example.org/xyzzy") == {}


def test_product_of_the_same_holder_comes_first():
    names = {"name": "Example ampoule", "source": "Example"}
    Product.objects.create(slug="xa-one", holder="One", **names)
    Product.objects.create(slug="xa-two", holder="Two Laboratories", **names)
    offered = found("products", name="EXAMPLE  Ampoule", holder="two laboratories")
    assert next(iter(offered)) == "xa-two"
    assert offered["xa-two"].endswith("and this holder")
    assert offered["xa-one"] == "is found by “EXAMPLE  Ampoule”"


def test_document_is_found_by_its_address_however_it_is_written():
    document = Document.objects.filter(url__startswith="https://www.").first()
    address = document.url.replace("https://www.", "http://").rstrip("/") + "/#page"
    assert found("documents", url=address)[document.slug] == "has this address"
    assert document.slug in found("documents", title=document.title.upper())


def test_approval_is_found_by_its_number_however_it_is_written():
    approval = Approval.objects.live().filter(number="CIS 63409284").get()
    values = {"authority": approval.authority.slug, "number": "cis-63409284"}
    assert found("approvals", **values) == {approval.record: "has this number"}
    assert found("approvals", **values | {"authority": "fda"}) == {}


def test_approval_is_found_by_subject_place_and_authority():
    approval = Approval.objects.live().filter(ingredient__isnull=False).first()
    cells = KINDS[Approval].stored((approval.record,))[1]["approvals", approval.record]
    values = TABLES["approvals"].values({**cells, "number": ""})
    assert approval.record in found("approvals", **values)
    assert approval.record not in found("approvals", **values | {"jurisdiction": "XA"})


@pytest.mark.parametrize("table", FINDERS)
def test_more_records_cost_no_more_queries(table):
    kind = next(kind for kind in KINDS.values() if kind.table.name == table)
    keys = kind.keys_of(kind.model._default_manager.order_by("pk")[:30])
    rows = [
        kind.table.values(cells[table, kind.table.key_text(key)])
        for key, (_, cells) in kind.stored_of(set(keys)).items()
    ]
    assert len(rows) == 30
    said = rows[:2]
    assert_flat_queries(lambda: alike(table, said), lambda: said.extend(rows[2:]))
    assert all(0 < len(offered) <= MOST for offered in alike(table, rows))


def test_other_tables_have_no_finder():
    assert alike("routes", [{"code": "intradermal"}]) == [[]]
