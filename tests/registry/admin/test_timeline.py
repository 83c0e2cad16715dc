"""What we said of a record, when, by whom and why; and the difference between any two editions."""

import pytest
from django.urls import reverse

from formulary.desk.links import change_url
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
from registry.actions.change_sets import submit
from registry.exchange.kinds import KINDS as EXCHANGED
from registry.models import Approval, Document
from registry.timeline.between import counts, in_words, keys_changed
from registry.timeline.kinds import KINDS
from registry.timeline.record import FEW_PRODUCTS, timeline
from registry.vocabulary import ChangedKind
from tests.formulary.admin.desk import desk_of, queries
from tests.publishing import curator, drafted, edition, publish_correction
from tests.publishing import publish as publish_draft
from tests.registry.api.build import publish, statement

pytestmark = pytest.mark.django_db

BIOTIN = ("ingredient", "biotin")


def page(kind, key, **parameters):
    return desk_of("curators").get(reverse("timeline", args=[kind, key]), parameters)


def told(kind, key, **parameters):
    entries = page(kind, key, **parameters).context["timeline"].entries
    return [(e.change.edition_id, e.change.kind, e.change.key, e.change.what) for e in entries]


def between(first, last, **parameters):
    return desk_of("curators").get(
        reverse("difference"), {"first": first, "last": last, **parameters}
    )


@pytest.mark.parametrize("model", EXCHANGED, ids=lambda model: model.__name__)
def test_every_record_has_a_button_that_leads_to_its_timeline(model):
    record = model._default_manager.order_by("pk").first()
    desk = desk_of("curators")
    button = change_url(record).replace("/change/", "/timeline")
    assert f"{button}" in desk.get(change_url(record)).content.decode()
    shown = desk.get(button, follow=True)
    assert shown.status_code == 200
    assert shown.context["timeline"].entries[-1].change.what == "added"
    assert desk.get(shown.context["record_url"]).status_code == 200


def test_ingredient_tells_of_its_names_approvals_classes_and_products():
    biotin, group = (
        Ingredient.objects.get(slug="biotin"),
        IngredientClass.objects.filter(reach="members")[0],
    )
    with edition():
        IngredientName.objects.create(ingredient=biotin, text="Biotine d'exemple")
    publish(statement("xa-example", ingredient=biotin))
    with edition():
        group.members.through.objects.create(ingredient_class=group, ingredient=biotin, position=99)
    with edition():
        product = Product.objects.create(slug="example", name="Example")
        product.lines.create(position=1, ingredient=biotin)
    with edition():
        group.members.through.objects.filter(ingredient=biotin).delete()
        product.lines.all().delete()
        product.delete()
    assert [line for line in told(*BIOTIN) if line[0] > 1] == [
        (6, "product", "example", "removed"),
        (6, "ingredient-class", group.slug, "changed"),
        (5, "product", "example", "added"),
        (4, "ingredient-class", group.slug, "changed"),
        (3, "approval", "xa-example", "added"),
        (2, "ingredient", "biotin", "changed"),
    ]


def test_change_of_a_class_that_is_not_about_the_ingredient_is_left_out():
    group = IngredientClass.objects.filter(members__isnull=False).first()
    member = group.members.first()
    with edition():
        IngredientClass.objects.filter(pk=group.pk).update(name="Example")
    assert not [line for line in told("ingredient", member.slug) if line[0] > 1]


def test_approval_shows_two_clocks_and_who_and_why():
    publish(statement("xa-example", valid_from="2020-01-01"))
    row = Approval.objects.get(record="xa-example")
    corrected = publish_correction(
        of=row, statement=statement("xa-example", valid_from="2021-01-01")
    )
    with edition("It was never said", decision="Read twice") as last:
        supersede(edition=last, rows=[corrected])
    shown = page("approval", "xa-example")
    gone, second, first = shown.context["timeline"].entries
    assert (first.holds, first.said_until.pk) == ("since 2020-01-01", 3)
    assert (second.holds, second.said_until.pk) == ("since 2021-01-01", 4)
    assert (gone.change.what, gone.holds) == ("removed", "since 2021-01-01")
    text = " ".join(shown.content.decode().split())
    for words in (
        "It was never said",
        "Read twice",
        "example-curator",
        "example-reviewer",
        "Example document",
    ):
        assert words in text
    for address in (
        change_url(last),
        change_url(last.change_set),
        change_url(Document.objects.get(slug="example-document")),
    ):
        assert f'href="{address}"' in text


def test_what_a_person_changed_is_told_field_by_field():
    key = ("ingredients", "biotin")
    now = EXCHANGED[Ingredient].stored(("biotin",))[1][key]
    draft = drafted((*key, now, {**now, "mechanism": "Example", "form_of": "procaine"}))
    publish_draft(submit(change_set=draft, by=curator()))
    entry, *_ = page(*BIOTIN).context["timeline"].entries
    assert [(change.label, change.pieces[-1]) for change in entry.changes] == [
        ("form of", ("new", "Procaine (procaine)")),
        ("mechanism", ("new", "Example")),
    ]


def test_pages_hold_every_line_once():
    for number in range(3):
        publish(*(statement(f"xa-{number}-{one}") for one in range(25)))
    met, parameters = [], {}
    while parameters is not None:
        shown = page("ingredient", "procaine", **parameters)
        entries = shown.context["timeline"].entries
        met += [(e.change.edition_id, e.change.position) for e in entries]
        older = shown.context["timeline"].older
        parameters = older and {"before": "{}.{}".format(*older)}
    assert met == sorted(set(met), reverse=True)
    assert len([place for place in met if place[0] > 1]) == 75


def test_page_costs_the_same_for_more_lines_and_for_many_products():
    publish(statement("xa-one"), statement("xa-two"))
    with edition():
        IngredientName.objects.create(ingredient_id=_pk("procaine"), text="Procaine d'exemple")
    desk = desk_of("curators")
    address = reverse("timeline", args=["ingredient", "procaine"])

    def call():
        assert desk.get(address).status_code == 200

    few = queries(call)
    for number in range(3):
        publish(*(statement(f"xa-{number}-{one}") for one in range(20)))
    with edition():
        products = Product.objects.bulk_create(
            Product(slug=f"example-{number}", name="Example") for number in range(200)
        )
        ProductLine.objects.bulk_create(
            ProductLine(product=product, position=1, ingredient_id=_pk("procaine"))
            for product in products
        )
    assert queries(call) <= few
    shown = desk.get(address)
    assert shown.context["timeline"].has_more_products
    assert "product" not in {e.change.kind for e in shown.context["timeline"].entries}


def _pk(slug):
    return Ingredient.objects.get(slug=slug).pk


def test_few_products_are_told_with_it():
    found = timeline(KINDS[ChangedKind.INGREDIENT], "biotin", None, 100)
    assert found.has_more_products == (
        ProductLine.objects.filter(ingredient__slug="biotin").count() > FEW_PRODUCTS
    )


@pytest.mark.parametrize(
    "address", ["nonsense/biotin", "ingredient/nonsense", "ingredient/biotin/?before=x"]
)
def test_address_of_nothing_is_not_found(address):
    address, _, query = address.partition("/?")
    assert desk_of("curators").get(f"/admin/timeline/{address}/?{query}").status_code == 404


def test_pages_need_a_login_and_a_role(client):
    for address in (reverse("timeline", args=BIOTIN), reverse("difference")):
        assert client.get(address).headers["Location"].startswith("/admin/login/")
        assert desk_of().get(address).status_code == 403


def changes_of_editions():
    with edition():
        Product.objects.filter(slug="kenalog-10-ca").update(name="First")
        Product.objects.create(slug="example-stays", name="Example")
        Product.objects.create(slug="example-goes", name="Example")
    with edition():
        Product.objects.filter(slug="kenalog-10-ca").update(name="Second")
        Product.objects.filter(slug="example-goes").delete()
        Interaction.objects.first().delete()


def test_counts_tell_what_became_of_records_in_the_end():
    changes_of_editions()
    found = {(count.kind.value, count.net.value): count.records for count in counts(1, 3)}
    assert found == {
        ("interaction", "removed"): 1,
        ("product", "added"): 1,
        ("product", "came-and-went"): 1,
        ("product", "changed"): 1,
    }
    shown = between(1, 3)
    assert len(shown.context["counts"]) == 4
    assert "The two editions say the same" not in shown.content.decode()


def test_difference_is_in_words_with_names_as_they_were_on_each_side():
    product = Product.objects.get(slug="kenalog-10-ca")
    other = Ingredient.objects.get(slug="biotin")
    was = product.lines.first().ingredient
    with edition():
        _rename(was, "Old name")
    with edition():
        product.lines.filter(position=1).update(ingredient=other)
        _rename(was, "New name")
    [record] = in_words(KINDS[ChangedKind.PRODUCT], ["kenalog-10-ca"], 2, 3)
    [row] = record.rows
    [change] = row.changes
    assert change.label == "ingredient"
    assert list(change.pieces) == [
        ("gone", f"Old name ({was.slug})"),
        ("new", f"{other.preferred_name} ({other.slug})"),
    ]


def _rename(ingredient, name):
    Ingredient.objects.filter(pk=ingredient.pk).update(preferred_name=name)
    ingredient.names.filter(kind="preferred").update(text=name)


def test_record_that_was_added_or_taken_back_is_told_whole():
    changes_of_editions()
    kind = KINDS[ChangedKind.PRODUCT]
    keys = [key for key, _ in keys_changed(kind, 1, 3, "", 10)]
    assert keys == ["example-goes", "example-stays", "kenalog-10-ca"]
    found = {
        record.name: [row.what for row in record.rows] for record in in_words(kind, keys, 1, 3)
    }
    assert found == {"Example (example-stays)": ["new"], "Second (kenalog-10-ca)": ["changed"]}
    [gone] = in_words(kind, ["example-goes"], 2, 3)
    assert [row.what for row in gone.rows] == ["taken back"]


@pytest.mark.parametrize("kind", ChangedKind.values)
def test_every_kind_is_told_in_words(kind):
    shown = between(0, 1, kind=kind)
    assert shown.status_code == 200
    assert {row.what for record in shown.context["records"] for row in record.rows} == {"new"}


def test_records_are_paged_by_their_keys():
    shown = between(0, 1, kind="product")
    first = [record.rows[0].row.key for record in shown.context["records"]]
    second = desk_of("curators").get(f"{reverse('difference')}?{shown.context['more']}")
    following = [record.rows[0].row.key for record in second.context["records"]]
    assert len(first) == 20
    assert first[-1] < following[0]


def test_one_record_may_be_asked():
    cocktail = Cocktail.objects.first()
    [*records] = between(0, 1, kind="cocktail", record=cocktail.slug).context["records"]
    assert len(records) == 1
    assert "It says the same" in between(0, 1, kind="product", record="nonsense").content.decode()


@pytest.mark.parametrize(("first", "last"), [(1, 1), (2, 1), (0, 2), ("x", 1), (-1, 1)])
def test_editions_that_cannot_be_compared_are_refused_in_words(first, last):
    shown = between(first, last)
    assert shown.status_code == 200
    assert shown.context["form"].errors


def test_difference_costs_the_same_for_more_records():
    desk = desk_of("curators")
    with edition():
        Product.objects.create(slug="example-0", name="Example")
    with edition():
        Product.objects.bulk_create(
            Product(slug=f"example-{n}", name="Example") for n in range(1, 16)
        )

    def cost(first):
        address = f"{reverse('difference')}?first={first}&last={first + 1}&kind=product"
        return queries(lambda: desk.get(address))

    cost(1)
    assert cost(2) <= cost(1)


def test_edition_leads_to_what_it_changed():
    changes_of_editions()
    shown = desk_of("curators").get("/admin/registry/edition/3/change/").content.decode()
    assert "?first=2&last=3" in shown.replace("&amp;", "&")
    compare = desk_of("curators").get("/admin/registry/edition/compare/")
    assert compare.headers["Location"] == reverse("difference")
