from django.apps.registry import apps as live_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

ROLES = ("curators", "reviewers")

CURATED = {
    "formulary": (
        "clinicaluse clinicaluseingredient cocktail cocktailline cocktailversion ingredient "
        "ingredientclass ingredientclassmember ingredientname interaction product productline "
        "protocol route"
    ),
    "registry": (
        "approval approvaldocument approvalroute authority document jurisdiction membership notice "
        "pathway"
    ),
}
PARTS = (
    "clinicaluseingredient cocktailline ingredientclassmember ingredientname productline membership"
)
"""Rows of a record that go when the record is edited; whole records are never deleted."""

READ_ONLY = "changeset coverage edition"


def create_roles(apps, schema_editor):
    """Curators and reviewers see and edit what is curated; neither sees accounts or deletes records."""
    for label in CURATED:
        create_permissions(live_apps.get_app_config(label), verbosity=0, apps=apps)
    Permission = apps.get_model("auth", "Permission")
    allowed = [
        (label, f"{verb}_{model}")
        for label, models in CURATED.items()
        for model in models.split()
        for verb in ("view", "add", "change", *(["delete"] if model in PARTS.split() else []))
    ]
    allowed += [("registry", f"view_{model}") for model in READ_ONLY.split()]
    permissions = [
        Permission.objects.get(content_type__app_label=label, codename=codename)
        for label, codename in allowed
    ]
    for role in ROLES:
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=role)
        group.permissions.set(permissions)


def remove_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial"), ("formulary", "0001_initial")]

    operations = [migrations.RunPython(create_roles, remove_roles)]
