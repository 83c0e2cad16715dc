"""“Not found in register X of day Y”: said where a complete register names no relative, and never more."""

import pytest
from django.utils import timezone

from formulary.models import Ingredient
from registry.actions.accounts import importer
from registry.models import (
    Authority,
    Edition,
    Jurisdiction,
    RegisterCopy,
    RegisterEntry,
    SubstanceName,
)
from registry.vocabulary import CopyState, EntryState, NameDecision
from tests import publishing

pytestmark = pytest.mark.django_db


@pytest.fixture
def copy():
    """An applied copy of a made-up register of France."""
    return RegisterCopy.objects.create(
        register="example-register",
        title="Example register",
        authority=Authority.objects.get(slug="ansm"),
        jurisdiction=Jurisdiction.objects.get(code="FR"),
        sha256="0" * 64,
        published_on="2026-01-31",
        is_complete=True,
        state=CopyState.APPLIED,
        read_by=importer(),
        base=Edition.objects.get(pk=1),
        edition=Edition.objects.get(pk=1),
        applied_at=timezone.now(),
        applied_by=importer(),
    )


def enter(copy, *names, **values):
    return RegisterEntry.objects.create(
        register=copy.register,
        number=f"EX {RegisterEntry.objects.count()}",
        names=list(names),
        state=EntryState.OUTSIDE,
        first_seen=copy,
        read_in=copy,
        **values,
    )


@pytest.fixture
def not_found(client):
    """The registers in which an ingredient is not found, as an answer says it."""

    def ask(ingredient, jurisdiction="FR", **values):
        question = {"jurisdiction": jurisdiction, "route": "intradermal", **values}
        response = client.post(
            "/api/v1/checks",
            {**question, "lines": [{"ingredient": ingredient}]},
            content_type="application/json",
        )
        answer = response.json()
        assert answer["answer"] != "yes"
        return [absence["register"] for absence in answer["lines"][0]["not_found_in"]]

    return ask


def test_substance_that_a_complete_register_does_not_name_is_not_found(copy, not_found, client):
    enter(copy, "biotin")
    assert not_found("resveratrol") == ["example-register"]
    assert not_found("biotin") == []
    assert not_found("resveratrol", jurisdiction="CA") == []
    assert not_found("no such thing") == []


def test_any_name_of_any_relative_is_enough_to_be_found(copy, not_found):
    form = Ingredient.objects.filter(form_of__slug="thiamine").first()
    enter(copy, form.names.filter(kind="preferred").get().normalised)
    assert not_found("thiamine") == []
    assert not_found(form.slug) == []


def test_name_that_a_person_decided_is_a_name(copy, not_found):
    enter(copy, "example spelling")
    assert not_found("resveratrol") == ["example-register"]
    SubstanceName.objects.create(
        normalised="example spelling",
        printed="Example spelling",
        decision=NameDecision.INGREDIENT,
        ingredient=Ingredient.objects.get(slug="resveratrol"),
        decided_by=importer(),
        decided_at=timezone.now(),
    )
    assert not_found("resveratrol") == ["example-register"]
    with publishing.edition():
        pass
    assert not_found("resveratrol") == []
    assert not_found("resveratrol", edition=1) == ["example-register"]


def test_incomplete_or_unapplied_copy_says_nothing(copy, not_found):
    RegisterCopy.objects.update(is_complete=False)
    assert not_found("resveratrol") == []
    RegisterCopy.objects.update(
        is_complete=True, state=CopyState.PLANNED, applied_at=None, applied_by=None, edition=None
    )
    assert not_found("resveratrol") == []


def test_register_of_a_union_reaches_its_members_only_where_it_is_union_wide(copy, not_found):
    RegisterCopy.objects.update(jurisdiction=Jurisdiction.objects.get(code="EEA"))
    assert not_found("resveratrol") == []
    RegisterCopy.objects.update(is_union_wide=True)
    assert not_found("resveratrol", on="2026-06-01") == ["example-register"]


def test_entry_that_is_gone_is_not_found_and_an_old_edition_says_what_it_said(copy, not_found):
    enter(copy, "resveratrol")
    with publishing.edition() as edition:
        newer = RegisterCopy.objects.get(pk=copy.pk)
        newer.pk, newer.published_on, newer.edition = None, "2026-06-30", edition
        newer.save()
        RegisterEntry.objects.update(gone_in=newer)
    assert not_found("resveratrol") == ["example-register"]
    assert not_found("resveratrol", edition=1) == []
