from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.actions.publication import publish_change_set
from registry.audit.acting import acting
from registry.errors import RegistryError
from registry.management.people import person_with_password
from registry.models import ChangeSet


class Command(BaseCommand):
    help = (
        "Publish a change set that was submitted for review: by a reviewer who neither proposed nor last edited it, "
        "and whose password is asked for (on the terminal, or a line of standard input)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, metavar="ID")
        parser.add_argument("--reviewer", required=True, metavar="USER", help="who publishes it")
        parser.add_argument("--reason", default="Reviewed", help="kept with the decision for ever")
        parser.add_argument(
            "--hash", default="", help="of the content that was reviewed, as the desk shows it"
        )

    def handle(self, *args: object, number: int, reviewer: str, **options: object) -> None:
        change_set = ChangeSet.objects.filter(pk=number).first()
        if change_set is None:
            raise CommandError(f"There is no change set {number}.")
        try:
            by = person_with_password(reviewer)
            with acting(by=by):
                edition = publish_change_set(
                    change_set=change_set,
                    by=by,
                    reason=str(options["reason"]),
                    reviewed=str(options["hash"]) or change_set.content_hash,
                    tell=self.stdout.write,
                )
        except RegistryError as error:
            raise CommandError(str(error)) from error
        done = (
            f"Published as {str(edition).lower()}." if edition else "Published: no record changes."
        )
        self.stdout.write(self.style.SUCCESS(done))
