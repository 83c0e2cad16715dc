"""Who may open what: every page of every model at the desk, walked."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission

from formulary.actions.cocktails import draft_version
from formulary.desk.links import change_url, list_url
from formulary.models import Cocktail
from registry.models import (
    AuditEntry,
    Authority,
    ChangeSet,
    Coverage,
    Edition,
    Pairing,
    RegisterCopy,
    RegisterEntry,
    RegisterRow,
    RegisterRun,
    SubstanceName,
    User,
)
from tests.formulary.admin.desk import add_url, desk_of, person
from tests.registry.registers import made_up

pytestmark = pytest.mark.django_db

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
SUPERUSERS_ONLY = {User, Group}
READ_ONLY = {
    AuditEntry,
    ChangeSet,
    Coverage,
    Edition,
    Pairing,
    RegisterCopy,
    RegisterEntry,
    RegisterRow,
}
MADE_ELSEWHERE = {"formulary.CocktailVersion", "registry.SubstanceName"}
PARTS = {
    # Shown and edited on the page of their record.
    "formulary.ClinicalUseIngredient",
    "formulary.CocktailLine",
    "formulary.IngredientClassMember",
    "formulary.IngredientName",
    "formulary.ProductLine",
    # FDA's list, looked up when a name of a register is matched.
    "formulary.UniiName",
    "registry.ApprovalDocument",
    "registry.ApprovalRoute",
    "registry.Membership",
    # The chain of the audit trail: its entries say which link they are in.
    "registry.AuditLink",
}


def pages(model):
    record = model._default_manager.first() or _make(model)
    return {"list": list_url(model), "add": add_url(model), "change": change_url(record)}


def _make(model):
    if model in (RegisterCopy, RegisterEntry, RegisterRow, SubstanceName):
        made_up.make_world()
        made_up.load(made_up.row(substances=(made_up.PEPTIDE, made_up.STRANGE)))
        return model.objects.first()
    if model is Pairing:
        made_up.make_world()
        return model.objects.create(
            register="xa-register",
            number="EX 1",
            name="Example",
            authority=Authority.objects.get(slug="example-agency"),
        )
    if model is RegisterRun:
        return model.objects.create(register="xa-register", by=person())
    return {Group: lambda: Group.objects.get(name="curators"), User: person}[model]()


def expected(model, page, role):
    if model in SUPERUSERS_ONLY or (model is AuditEntry and role == "curators"):
        return 403
    is_made_elsewhere = model in READ_ONLY or model._meta.label in MADE_ELSEWHERE
    return 403 if page == "add" and is_made_elsewhere else 200


def test_every_model_has_a_page_or_is_a_part():
    ours = {
        model._meta.label
        for app in ("formulary", "registry")
        for model in apps.get_app_config(app).get_models()
    }
    assert ours - PARTS == {model._meta.label for model in MODELS} - {"auth.Group"}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_anonymous_gets_the_login(model, client):
    for address in pages(model).values():
        response = client.get(address)
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("role", ["curators", "reviewers"])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_role_opens_what_it_works_with(model, role):
    desk = desk_of(role)
    found = {page: desk.get(address).status_code for page, address in pages(model).items()}
    assert found == {page: expected(model, page, role) for page in found}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_staff_without_a_role_is_refused(model):
    desk = desk_of()
    assert {desk.get(address).status_code for address in pages(model).values()} == {403}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_nobody_deletes_a_record(model):
    address = pages(model)["change"].replace("/change/", "/delete/")
    assert desk_of(is_superuser=True).post(address, {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_superuser_opens_everything_that_can_be_opened(model):
    desk = desk_of(is_superuser=True)
    found = {page: desk.get(address).status_code for page, address in pages(model).items()}
    is_made_elsewhere = model in READ_ONLY or model._meta.label in MADE_ELSEWHERE
    assert found == {"list": 200, "add": 403 if is_made_elsewhere else 200, "change": 200}


def test_staff_member_who_may_edit_accounts_still_may_not():
    person().user_permissions.set(Permission.objects.filter(codename__endswith="_user"))
    assert desk_of().get(list_url(User)).status_code == 403


def test_buttons_need_a_login(client):
    draft = draft_version(cocktail=Cocktail.objects.create(slug="example"))
    address = change_url(draft).replace("/change/", "/publish/")
    assert client.post(address).headers["Location"].startswith("/admin/login/")


def test_front_page_leads_on():
    page = desk_of("curators").get("/admin/")
    assert [tile.title for tile in page.context["holdings"]][:2] == ["Ingredients", "Products"]
    desk = desk_of("curators")
    for tile in [*page.context["holdings"], *page.context["to_do"]]:
        found = desk.get(tile.address)
        assert found.status_code == 200
        if tile.title != "Edition in force":
            assert found.context["cl"].result_count == tile.count, tile.title


def test_front_page_without_a_role_says_so():
    assert "no role yet" in desk_of().get("/admin/").content.decode()


def test_sidebar_shows_what_may_be_opened():
    titles = {
        role: [
            group["title"] for group in desk_of(role).get("/admin/").context["sidebar_navigation"]
        ]
        for role in ("curators", "reviewers")
    }
    assert titles["curators"] == [
        "What is injected",
        "In the clinic",
        "Who says so",
        "Registers",
        "History",
    ]
    assert titles["reviewers"] == titles["curators"]
    root = desk_of(is_superuser=True).get("/admin/").context["sidebar_navigation"]
    assert root[-1]["title"] == "People"
    assert desk_of().get("/admin/").context["sidebar_navigation"] == []
