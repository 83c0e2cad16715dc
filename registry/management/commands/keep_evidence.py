from pathlib import Path

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.actions.evidence import keep_file
from registry.audit.acting import acting
from registry.evidence.media import NotKept
from registry.management.people import person


class Command(BaseCommand):
    help = (
        "Keep files as evidence (PDF, PNG, JPEG or plain text) and print the hash of each, by which documents.csv "
        "names it. What no published document or draft names within 30 days is tidied away."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--by", required=True, metavar="USER", help="who brings them")

    def handle(self, *args: object, files: list[Path], by: str, **options: object) -> None:
        who = person(by)
        refused = []
        with acting(by=who):
            for path in files:
                try:
                    with path.open("rb") as opened:
                        kept = keep_file(file=File(opened, path.name), by=who)
                    self.stdout.write(f"{kept.sha256}  {path}")
                except (NotKept, OSError) as error:
                    refused.append(f"{path}: {error}")
        if refused:
            raise CommandError("\n".join(refused))
