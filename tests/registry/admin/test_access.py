"""Who may open what: every page of every model at the desk, walked."""

import pytest
from django.apps import apps
from django.contrib import admin

from formulary.desk.links import change_url, list_url
from formulary.models import CocktailVersion
from registry.actions.security_log import record
from registry.models import (
    ApiKey,
    AuditEntry,
    Authority,
    ChangeSet,
    Clinic,
    Coverage,
    Delivery,
    Edition,
    Licence,
    Pairing,
    RegisterCopy,
    RegisterEntry,
    RegisterRow,
    RegisterRun,
    SecurityEvent,
    SubstanceName,
    User,
    Webhook,
)
from tests.clinics import clinic, key_of
from tests.formulary.admin.desk import add_url, desk_of, person, propose_url
from tests.licences import licence
from tests.registry.clinics.watching import delivery_of, webhook_of
from tests.registry.registers import made_up

pytestmark = pytest.mark.django_db

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
PEOPLE = {SecurityEvent, User}
SYSTEMS = {ApiKey, Delivery, Webhook}
READ_ONLY = {
    *SYSTEMS,
    AuditEntry,
    ChangeSet,
    Coverage,
    Edition,
    Pairing,
    RegisterCopy,
    RegisterEntry,
    RegisterRow,
    SecurityEvent,
}
OPERATED = {*PEOPLE, *SYSTEMS, AuditEntry, Clinic, RegisterCopy, RegisterRow, RegisterRun}
MADE_ELSEWHERE = {"formulary.Cocktail", "registry.SubstanceName"}
PARTS = {
    # Shown and edited on the page of their record.
    "formulary.ClinicalUseIngredient",
    "formulary.CocktailLine",
    "formulary.IngredientClassMember",
    "formulary.IngredientName",
    "formulary.ProductLine",
    # The journal of editions, read on the timelines and in the feed.
    "registry.Change",
    # Follows from the names that were decided.
    "registry.NameMeaning",
    # FDA's list, looked up when a name of a register is matched.
    "formulary.UniiName",
    # What searches look through; written by triggers alone.
    "formulary.NamesVersion",
    "formulary.Spelling",
    "registry.ApprovalDocument",
    "registry.ApprovalRoute",
    "registry.Comment",
    # Seen where a document or a draft names it.
    "registry.EvidenceFile",
    "registry.Membership",
    "registry.ProposedRow",
    # Seen above the list that it narrows, and on a page of one's own.
    "registry.SavedFilter",
    # Seen on the page of the account that they belong to.
    "registry.AuthenticatorApp",
    "registry.Passkey",
    "registry.RecoveryCode",
    "registry.Session",
    # What a clinic keeps for itself: nobody's at the desk.
    "registry.Receipt",
    "registry.SavedCocktail",
    "registry.SavedLine",
    # Seen on the page of the licence, key or delivery that they belong to.
    "registry.ApiKeyUse",
    "registry.DeliveryTry",
    "registry.Verification",
    # What processes and the worker remember.
    "registry.Announcement",
    "registry.Quota",
    "registry.ToldDay",
    "registry.WebhookMessage",
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
    if model is SecurityEvent:
        record(SecurityEvent.Kind.LOGGED_OUT, user=person())
        return model.objects.first()
    if model is ApiKey:
        key_of(clinic())
        return model.objects.get()
    if model in (Webhook, Delivery):
        delivery_of(webhook_of(clinic()))
        return model.objects.get()
    return {User: person, Clinic: clinic, Licence: licence}[model]()


ADDED_BY = {
    "curators": set(MODELS) - PEOPLE - READ_ONLY - {Clinic},
    "reviewers": set(),
    "operators": {Clinic, User, RegisterRun},
}


def expected(model, role):
    """What each page answers to somebody of this role."""
    hidden = {"curators": {*PEOPLE, *SYSTEMS, AuditEntry}, "reviewers": PEOPLE | SYSTEMS}
    sees = model in OPERATED if role == "operators" else model not in hidden[role]
    adds = model in ADDED_BY[role] and model._meta.label not in MADE_ELSEWHERE
    return {
        "list": 200 if sees else 403,
        "add": 200 if adds else 403,
        "change": 200 if sees else 403,
    }


def test_every_model_has_a_page_or_is_a_part():
    ours = {
        model._meta.label
        for app in ("formulary", "registry")
        for model in apps.get_app_config(app).get_models()
        if not hasattr(model, "history_of")  # read through the model that it is the history of
    }
    assert ours - PARTS == {model._meta.label for model in MODELS}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_anonymous_gets_the_login(model, client):
    for address in pages(model).values():
        response = client.get(address)
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("role", ["curators", "reviewers", "operators"])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_role_opens_what_it_works_with(model, role):
    desk = desk_of(role)
    found = {page: desk.get(address).status_code for page, address in pages(model).items()}
    assert found == expected(model, role)


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


def test_buttons_need_a_login(client):
    address = propose_url(CocktailVersion.objects.first())
    assert client.post(address).headers["Location"].startswith("/admin/login/")


def test_sidebar_shows_what_may_be_opened():
    titles = {
        role: [
            group["title"] for group in desk_of(role).get("/admin/").context["sidebar_navigation"]
        ]
        for role in ("curators", "reviewers", "operators")
    }
    assert titles["curators"] == [
        "What is injected",
        "In the clinic",
        "Who says so",
        "Registers",
        "Review",
        "History",
        "Clinics",
        "You",
    ]
    assert titles["reviewers"] == titles["curators"]
    assert titles["operators"] == ["Registers", "History", "Clinics", "People", "You"]
    alone = desk_of().get("/admin/").context["sidebar_navigation"]
    assert [group["title"] for group in alone] == ["You"]
