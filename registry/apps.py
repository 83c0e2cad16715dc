from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate

from formulary.references import keep_references
from registry.as_of import drop_views, make_views
from registry.audit.acting import tell_who
from registry.audit.triggers import follow_all
from registry.promises import keep_promises


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = "Registry: what authorities say"

    def ready(self) -> None:
        connection_created.connect(tell_who)
        pre_migrate.connect(drop_views, sender=self)
        post_migrate.connect(make_views, sender=self)
        post_migrate.connect(keep_references, sender=self)
        post_migrate.connect(follow_all, sender=self)
        post_migrate.connect(keep_promises, sender=self)
