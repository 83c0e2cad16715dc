from django.apps.registry import apps as live_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

RECORDS = {
    "formulary": "clinicaluse cocktail cocktailversion ingredient ingredientclass interaction product protocol route",
    "registry": "approval authority document jurisdiction notice pathway",
}
PARTS = {
    "formulary": "clinicaluseingredient cocktailline ingredientclassmember ingredientname productline",
    "registry": "approvaldocument approvalroute membership",
}
KEPT_PARTS = ("approvaldocument", "approvalroute")  # of rows that are never deleted
READ = "changeset coverage edition pairing registercopy registerentry registerrow registerrun substancename"


def seen():
    """All that is said in the registry, and how it came to be said; nothing about people."""
    for models in (RECORDS, PARTS, {"registry": READ}):
        for app, names in models.items():
            yield from ((app, f"view_{name}") for name in names.split())


def proposed():
    for models in (RECORDS, PARTS):
        for app, names in models.items():
            for name in names.split():
                yield from ((app, f"{verb}_{name}") for verb in ("add", "change"))
                if models is PARTS and name not in KEPT_PARTS:
                    yield app, f"delete_{name}"
    yield from (
        ("registry", what) for what in ("add_registerrun", "change_substancename", "change_pairing")
    )


def roles():
    """What each role may, and nothing else."""
    publishing = ("publish_changeset", "apply_registerrun")
    operating = (
        "view_user", "add_user", "change_user", "view_securityevent",
        "view_registerrun", "add_registerrun", "view_registercopy", "view_registerrow",
    )  # fmt: skip
    return {
        "curators": [*seen(), *proposed()],
        "reviewers": [*seen(), *(("registry", what) for what in publishing)],
        "operators": [("registry", what) for what in operating],
    }


def set_roles(apps, schema_editor):
    """Curators propose, reviewers publish, operators give accounts; each role has only what that takes."""
    for app in ("formulary", "registry"):
        create_permissions(live_apps.get_app_config(app), verbosity=0, apps=apps)
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, allowed in roles().items():
        role, _ = Group.objects.get_or_create(name=name)
        role.permissions.set(
            Permission.objects.get(content_type__app_label=app, codename=codename)
            for app, codename in allowed
        )


class Migration(migrations.Migration):
    dependencies = [("registry", "0008_accounts"), ("formulary", "0003_unii_names")]

    operations = [migrations.RunPython(set_roles, migrations.RunPython.noop)]
