from pathlib import Path

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from registry.actions.starter import publish_starter
from registry.exchange.problems import FilesRefused
from registry.models import Edition


class Command(BaseCommand):
    help = "Load the starter set as the first edition. Does nothing if an edition exists."

    def handle(self, *args: object, verbosity: int, **options: object) -> None:
        tell = self.stdout.write if verbosity else lambda line: None
        newest = Edition.objects.order_by("-number").first()
        if newest:
            tell(f"{newest} exists: the starter set is not loaded again.")
            return
        folders = [
            Path(apps.get_app_config(app).path) / "data" for app in ("formulary", "registry")
        ]
        try:
            with transaction.atomic():
                edition = publish_starter(folders=folders, tell=tell)
        except FilesRefused as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            raise CommandError(str(error)) from error
        if edition:  # None when somebody else loaded it while we waited
            tell(self.style.SUCCESS(f"The starter set is {str(edition).lower()}."))
