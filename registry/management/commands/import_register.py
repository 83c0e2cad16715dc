import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.actions.accounts import importer
from registry.actions.imports import apply_import, plan_import
from registry.errors import DateMissing, OlderCopy, RegistryError, TooManyGone
from registry.models import RegisterCopy
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
        "it would change, and with --apply change it. The plan is stored either way."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("register", metavar="NAME", help="as fr-bdpm")
        parser.add_argument("path", type=Path, metavar="PATH")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--plan", action="store_true", help="only show the plan (the default)")
        what.add_argument("--apply", action="store_true", help="show the plan and carry it out")
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
            copy = self._plan(register, path, str(options["published"]))
            for line in report(copy):
                self.stdout.write(line)
            if options["apply"]:
                self._apply(copy, path, str(options["allow_vanishing"]))
            else:
                self.stdout.write("Nothing is changed yet: --apply carries the plan out.")
        except (BadSource, RegistryError) as error:
            raise CommandError(" ".join([str(error), HOW.get(type(error), "")]).strip()) from error

    def _plan(self, register: str, path: Path, published_on: str) -> RegisterCopy:
        adapter = adapter_of(register)
        with Source(path) as source, ProgressBar(sys.stderr, register) as bar:
            return plan_import(
                adapter=adapter,
                source=source,
                by=importer(),
                published_on=published_on,
                tell=bar.tell,
            )

    def _apply(self, copy: RegisterCopy, path: Path, reason: str) -> None:
        with ProgressBar(sys.stderr, copy.register) as bar:
            applied = apply_import(
                copy=copy, by=importer(), files=path, override_reason=reason, tell=bar.tell
            )
        if applied.edition:
            done = f"Published as {str(applied.edition).lower()}."
            self.stdout.write(self.style.SUCCESS(done))
        else:
            self.stdout.write("No approval changes: no edition was made.")
