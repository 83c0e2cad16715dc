from django.apps.registry import apps as live_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

ALLOWED = {
    "curators": ["view_clinic", "view_licence", "add_licence", "view_verification"],
    "reviewers": ["view_clinic", "view_licence", "view_verification", "add_verification"],
    "operators": [
        "view_clinic", "add_clinic", "change_clinic",
        "view_apikey", "add_apikey", "change_apikey",
        "view_webhook", "change_webhook", "view_delivery", "change_delivery",
    ],
}  # fmt: skip


def widen_roles(apps, schema_editor):
    """Operators look after clinics and their keys, curators add licences, reviewers verify them. What clinics save is for
    no role."""
    create_permissions(live_apps.get_app_config("registry"), verbosity=0, apps=apps)
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, codenames in ALLOWED.items():
        role, _ = Group.objects.get_or_create(name=name)
        role.permissions.add(
            *Permission.objects.filter(content_type__app_label="registry", codename__in=codenames)
        )


class Migration(migrations.Migration):
    dependencies = [("registry", "0021_clinics")]

    operations = [migrations.RunPython(widen_roles, migrations.RunPython.noop)]
