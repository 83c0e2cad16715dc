"""What each role may: all of it, written out. A permission that nobody meant to give fails here."""

import pytest
from django.contrib.auth.models import Group, Permission

pytestmark = pytest.mark.django_db

RECORDS = """
    formulary: clinicaluse cocktail cocktailversion ingredient ingredientclass interaction product protocol route
    registry: approval authority document jurisdiction notice pathway
"""
PARTS = """
    formulary: clinicaluseingredient cocktailline ingredientclassmember ingredientname productline
    registry: membership
"""
KEPT_PARTS = "registry: approvaldocument approvalroute"
HISTORY = """
    registry: changeset coverage edition pairing registercopy registerentry registerrow registerrun substancename
"""


def every(verbs, *lists):
    found = set()
    for line in "\n".join(lists).strip().splitlines():
        app, _, models = line.strip().partition(": ")
        found |= {f"{app}.{verb}_{model}" for verb in verbs.split() for model in models.split()}
    return found


SEES = every("view", RECORDS, PARTS, KEPT_PARTS, HISTORY)
TALKS = every("view add", "registry: comment") | {"registry.view_proposedrow"}
MATRIX = {
    "curators": SEES
    | every("view", "registry: clinic licence verification")
    | {"registry.add_licence"}
    | every("add change", RECORDS, PARTS, KEPT_PARTS)
    | every("delete", PARTS)
    | every("add change", "registry: changeset")
    | TALKS
    | {"registry.add_registerrun", "registry.change_substancename", "registry.change_pairing"},
    "reviewers": SEES
    | TALKS
    | {"registry.publish_changeset", "registry.view_auditentry"}
    | every("view", "registry: clinic licence verification")
    | {"registry.add_verification"},
    "operators": every("view add change", "registry: user clinic apikey")
    | every("view change", "registry: webhook delivery")
    | every("view", "registry: auditentry securityevent registercopy registerrow")
    | every("view add", "registry: registerrun"),
}


def test_there_are_these_roles_and_no_others():
    assert set(Group.objects.values_list("name", flat=True)) == set(MATRIX)


@pytest.mark.parametrize("role", MATRIX)
def test_role_may_exactly_this(role):
    allowed = Permission.objects.filter(group__name=role).values_list(
        "content_type__app_label", "codename"
    )
    assert {f"{app}.{codename}" for app, codename in allowed} == MATRIX[role]


def test_nobody_does_two_persons_work():
    """Who proposes does not publish, who publishes does not propose, and who gives accounts does neither."""
    writes = {
        role: {what for what in may if not what.partition(".")[2].startswith("view_")}
        for role, may in MATRIX.items()
    }
    assert writes["curators"] & writes["reviewers"] == {"registry.add_comment"}
    assert not writes["operators"] & writes["reviewers"]
    assert writes["operators"] & writes["curators"] == {"registry.add_registerrun"}
