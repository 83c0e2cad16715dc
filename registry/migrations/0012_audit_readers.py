from django.apps.registry import apps as live_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

READERS = ("reviewers", "operators")


def let_read(apps, schema_editor):
    """The audit trail is read by reviewers and operators."""
    create_permissions(live_apps.get_app_config("registry"), verbosity=0, apps=apps)
    permission = apps.get_model("auth", "Permission").objects.get(
        content_type__app_label="registry", codename="view_auditentry"
    )
    for role in READERS:
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=role)
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("registry", "0011_audit_trail")]

    operations = [migrations.RunPython(let_read, migrations.RunPython.noop)]
