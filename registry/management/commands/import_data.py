from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.actions.exchange import import_folders, plan_import
from registry.audit.acting import acting
from registry.change_set_errors import Refused
from registry.exchange.plan import Outcome, Plan
from registry.exchange.problems import FilesRefused, Problem
from registry.management.people import person, waits


class Command(BaseCommand):
    help = (
        "Propose what CSV files of the exchange format change, all of them or some, as one change set, for "
        "a reviewer to publish. Every row is the whole record, so an empty cell replaces what was there; rows "
        "that a file lacks stay as they are."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument(
            "--plan", action="store_true", help="show what would change; write nothing"
        )
        parser.add_argument("--by", metavar="USER", help="who proposes it; needed unless --plan")
        parser.add_argument("--reason", help="why; kept with the change set for ever")

    def handle(
        self,
        *args: object,
        folder: Path,
        plan: bool,
        by: str | None,
        reason: str | None,
        **options: object,
    ) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder: name the one that holds the CSV files.")
        if plan:
            self._show(plan_import(folders=[folder], tell=self.stdout.write))
            return
        if by is None:
            raise CommandError("Say who proposes it (--by USER), or only look at it (--plan).")
        somebody = person(by)
        try:
            with acting(by=somebody):
                _, change_set = import_folders(
                    folders=[folder],
                    by=somebody,
                    reason=reason or f"Import of {folder.resolve().name}",
                    tell=self.stdout.write,
                )
        except FilesRefused as error:
            self._refuse(error.problems)
        except Refused as error:
            raise CommandError(str(error)) from error
        if change_set is None:
            self.stdout.write("Nothing changes: the registry says all of this already.")
        else:
            self.stdout.write(self.style.SUCCESS(waits(change_set)))

    def _show(self, plan: Plan) -> None:
        for name, steps in plan.steps.items():
            self.stdout.write(f"{name}.csv: {plan.counts(name)}")
            for step in steps:
                if step.outcome != Outcome.UNCHANGED:
                    self.stdout.write(
                        f"  line {step.row.line}: {step.outcome} {step.reason}".rstrip()
                    )
        if plan.problems:
            self._refuse(plan.problems)

    def _refuse(self, problems: Sequence[Problem]) -> NoReturn:
        for problem in problems:
            self.stderr.write(str(problem))
        raise CommandError(str(FilesRefused(problems)))
