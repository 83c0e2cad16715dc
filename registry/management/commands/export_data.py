from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.exchange.export import export


class Command(BaseCommand):
    help = "Write the live edition as the sixteen CSV files of the exchange format."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args: object, folder: Path, **options: object) -> None:
        if folder.exists() and not folder.is_dir():
            raise CommandError(f"{folder} is a file: name a folder.")
        export(folder=folder, tell=self.stdout.write)
