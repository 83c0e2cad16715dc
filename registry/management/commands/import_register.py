import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.actions.accounts import importer
from registry.actions.imports import apply_import, plan_import, propose_import
from registry.audit.acting import acting
from registry.errors import DateMissing, OlderCopy, RegistryError, TooManyGone
from registry.management.people import person, person_with_password, waits
from registry.models import RegisterCopy, User
from registry.registers.adapters import adapter_of
from registry.registers.errors import BadSource
from registry.registers.report import report
from registry.registers.source import Source

from ._progress_bar import ProgressBar

HOW: dict[type[Exception], str] = {
    DateMissing: "It is the option --published YYYY-MM-DD.",
    OlderCopy: "That is the option --allow-vanishing REASON.",
    TooManyGone: "That is the option --allow-vanishing REASON.",
}
"""What these errors ask for, here."""


class Command(BaseCommand):
    help = (
        "Read a copy of a regulator's register exactly as published (a zip, a folder or a file), show what "
        "it would change, and propose the plan for review (--by). With --apply and a reviewer, who is asked for "
        "their password (on the terminal, or a line of standard input), it is published at once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("register", metavar="NAME", help="as fr-bdpm")
        parser.add_argument("path", type=Path, metavar="PATH")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--plan", action="store_true", help="show the plan; propose it with --by")
        what.add_argument("--apply", action="store_true", help="propose the plan and publish it")
        parser.add_argument("--by", default="", metavar="USER", help="who proposes the plan")
        parser.add_argument("--reviewer", default="", metavar="USER", help="who publishes it")
        parser.add_argument(
            "--published", default="", metavar="DATE", help="day of the copy, if the files lack it"
        )
        parser.add_argument(
            "--allow-vanishing",
            default="",
            metavar="REASON",
            help="why so much may be missing from the copy, or why an older one is applied",
        )

    def handle(self, *args: object, register: str, path: Path, **options: object) -> None:
        try:
            by, reviewer = self._people(options)
            with acting(by=by):
                copy = self._plan(register, path, str(options["published"]), by or importer())
            for line in report(copy):
                self.stdout.write(line)
            if by is None:
                self.stdout.write("Nothing is proposed yet: --by USER proposes the plan.")
                return
            with acting(by=by):
                change_set = propose_import(
                    copy=copy, by=by, override_reason=str(options["allow_vanishing"])
                )
            if reviewer is None:
                self.stdout.write(self.style.SUCCESS(waits(change_set)))
            else:
                self._apply(copy, path, reviewer, change_set.content_hash)
        except (BadSource, RegistryError) as error:
            raise CommandError(" ".join([str(error), HOW.get(type(error), "")]).strip()) from error

    def _people(self, options: dict[str, object]) -> tuple[User | None, User | None]:
        """Who proposes and who publishes, both asked for before minutes of reading."""
        if options["apply"] and not (options["by"] and options["reviewer"]):
            raise CommandError(
                "Two persons publish: say who proposes the plan (--by USER) and who reviewed it (--reviewer USER)."
            )
        by = person(str(options["by"])) if options["by"] else None
        return by, person_with_password(str(options["reviewer"])) if options["apply"] else None

    def _plan(self, register: str, path: Path, published_on: str, by: User) -> RegisterCopy:
        adapter = adapter_of(register)
        with Source(path) as source, ProgressBar(sys.stderr, register) as bar:
            return plan_import(
                adapter=adapter,
                source=source,
                by=by,
                published_on=published_on,
                tell=bar.tell,
            )

    def _apply(self, copy: RegisterCopy, path: Path, reviewer: User, reviewed: str) -> None:
        with acting(by=reviewer), ProgressBar(sys.stderr, copy.register) as bar:
            applied = apply_import(
                copy=copy,
                by=reviewer,
                reason="Reviewed",
                reviewed=reviewed,
                files=path,
                tell=bar.tell,
            )
        if applied.edition:
            done = f"Published as {str(applied.edition).lower()}."
            self.stdout.write(self.style.SUCCESS(done))
        else:
            self.stdout.write("No approval changes: no edition was made.")
