from typing import Any

from django.core.management.base import BaseCommand

from formulary.search.dictionary_file import write_file


class Command(BaseCommand):
    help = (
        "Write the dictionary of names in which misspelt names are looked for. The server does it by itself, at its "
        "start and when many names are new; this is for looking at how long it takes."
    )

    def handle(self, *args: object, **options: Any) -> None:
        held = write_file()
        self.stdout.write(f"{len(held.names)} names")
