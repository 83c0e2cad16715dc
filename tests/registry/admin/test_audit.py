"""The audit trail at the desk: found, read in words, exported; and “History” of a record leads to it."""

import csv
import io
import json

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from formulary.desk.links import change_url, list_url
from formulary.models import Ingredient, Product
from registry.audit.acting import acting
from registry.models import AuditEntry, User
from tests.formulary.admin.desk import desk_of
from tests.registry.audit.trail import newest

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    """A product with a line, changed once."""
    product = Product.objects.create(slug="example", name="Example")
    ingredient = Ingredient.objects.get(slug="procaine")
    product.lines.create(position=1, ingredient=ingredient)
    with acting(by="maria", reason="=A better source", origin="the desk"):
        product.holder = "Example & Sons"
        product.is_verified = not product.is_verified
        product.save()
    return product


def listed(desk, query):
    response = desk.get(list_url(AuditEntry, query))
    assert response.status_code == 200, response.headers
    return list(response.context["cl"].result_list)


@pytest.mark.parametrize(
    "query",
    ["table=formulary_product", "operation__exact=update", "actor=maria", "q=better+source", "record=formulary_product:{pk}", "at_from={day}&at_to={day}"],
)  # fmt: skip
def test_list_is_narrowed(made, query):
    desk = desk_of("reviewers")
    entry = newest()
    rest = query.format(pk=made.pk, day=entry.at.date())
    found = listed(desk, rest)
    assert entry in found
    assert newest("formulary_productline") not in found or "at_from" in query


@pytest.mark.parametrize(
    "query", ["record=nonsense", "record=formulary_product:999999999", "actor=nobody", "at_from=2001-01-01&at_to=2001-01-01"]
)  # fmt: skip
def test_what_is_not_there_is_not_found(made, query):
    assert not listed(desk_of("reviewers"), query)


def test_page_says_what_changed_in_words(made):
    page = desk_of("reviewers").get(change_url(newest()))
    text = page.content.decode()
    for words in (
        "maria",
        "Changed: products",
        "Holder",
        "empty",
        "Example &amp; Sons",
        change_url(made),
        "yes",
    ):
        assert words in text
    assert "Slug" not in text


def test_page_names_what_is_referred_to(made):
    page = desk_of("reviewers").get(change_url(newest("formulary_productline")))
    assert str(Ingredient.objects.get(slug="procaine")) in page.content.decode()
    assert "Example" in page.content.decode()


def test_page_of_a_large_entry_shows_a_part_or_the_record_that_was_asked_for():
    Product.objects.bulk_create(
        Product(slug=f"example-{n}", name=f"Example {n}") for n in range(150)
    )
    desk, entry = desk_of("reviewers"), newest()
    text = desk.get(change_url(entry)).content.decode()
    assert "And 50 more rows" in text
    key = Product.objects.get(slug="example-140").pk
    text = desk.get(
        change_url(entry), {"_changelist_filters": f"record=formulary_product:{key}"}
    ).content.decode()
    assert "Example 140" in text
    assert "Example 14<" not in text
    assert "more rows" not in text


def test_history_of_a_record_is_its_trail(made):
    address = change_url(made).replace("change", "history")
    response = desk_of("reviewers").get(address, follow=True)
    assert [entry.operation for entry in response.context["cl"].result_list] == ["update", "insert"]
    assert response.redirect_chain[0][0] == list_url(
        AuditEntry, f"record=formulary_product:{made.pk}"
    )


def test_history_of_a_record_is_djangos_for_who_may_not_read_the_trail(made):
    response = desk_of("curators").get(change_url(made).replace("change", "history"))
    assert response.status_code == 200
    assert "object_history" in str(response.templates[0].name)
    assert desk_of("curators").get("/admin/formulary/nonsense/1/history/").status_code == 404


def test_curators_do_not_read_the_trail(made):
    desk = desk_of("curators")
    for address in (
        list_url(AuditEntry),
        change_url(newest()),
        f"{list_url(AuditEntry)}export/csv/",
    ):
        assert desk.get(address).status_code == 403
    assert (
        Group.objects.get(name="operators").permissions.filter(codename="view_auditentry").exists()
    )


def test_nobody_changes_the_trail(made):
    desk = desk_of(is_superuser=True)
    entry = newest()
    assert desk.get(f"{list_url(AuditEntry)}add/").status_code == 403
    assert desk.post(change_url(entry), {"actor": "somebody"}).status_code == 403
    assert (
        desk.post(change_url(entry).replace("change", "delete"), {"post": "yes"}).status_code == 403
    )
    assert newest() == entry


def export(form, query):
    response = desk_of("reviewers").get(f"{list_url(AuditEntry)}export/{form}/?{query}")
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()


def test_export_as_ndjson_is_what_the_list_shows(made):
    lines = [json.loads(line) for line in export("ndjson", "table=formulary_product").splitlines()]
    assert lines[-1]["after"][0]["holder"] == "Example & Sons"
    assert lines[-1]["digest"] == bytes(newest().digest).hex()
    assert {line["table"] for line in lines} == {"formulary_product"}


def test_export_as_csv_has_a_line_a_row_and_no_formulas(made):
    rows = list(csv.DictReader(io.StringIO(export("csv", f"record=formulary_product:{made.pk}"))))
    assert [row["operation"] for row in rows] == ["insert", "update"]
    assert rows[1]["why"] == "'=A better source"
    assert json.loads(rows[1]["after"])["holder"] == "Example & Sons"


def test_export_in_another_form_is_refused(made):
    assert desk_of("reviewers").get(f"{list_url(AuditEntry)}export/xml/").status_code == 404


def test_export_by_command(made, tmp_path, capsys):
    file = tmp_path / "trail.ndjson"
    call_command("export_audit", str(file), f"--record=formulary_product:{made.pk}")
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["operation"] for line in lines] == ["insert", "update"]
    call_command("export_audit", "--format=csv", "--actor=maria", "--since=2020-01-01")
    assert capsys.readouterr().out.count("\n") == 2
    call_command("export_audit", "--until=2020-01-01")
    assert capsys.readouterr().out == ""
    with pytest.raises(CommandError, match="is no record"):
        call_command("export_audit", "--record=nonsense")


def test_people_keep_the_names_they_had():
    user = User.objects.create_user("example")
    with acting(by=user):
        Product.objects.create(slug="example", name="Example")
    User.objects.filter(pk=user.pk).update(username="renamed")
    assert newest().actor == "example"
