from django.db import migrations

from registry.audit.functions import FUNCTIONS_AGAIN


class Migration(migrations.Migration):
    dependencies = [("registry", "0024_set_wise_references")]

    operations = [FUNCTIONS_AGAIN]
