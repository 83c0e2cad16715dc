import sys
import time
from pathlib import Path
from typing import TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.actions.accounts import importer
from registry.actions.imports import apply_import, plan_import
from registry.actions.unii_names import load_unii_names
from registry.errors import RegistryError
from registry.models import RegisterCopy
from registry.registers import fda_unii
from registry.registers.adapters import adapter_of
from registry.registers.errors import BadSource
from registry.registers.report import report
from registry.registers.source import Source


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
            if register == fda_unii.NAME:
                self._load_names(path, options)
                return
            copy = self._plan(register, path, str(options["published"]))
            for line in report(copy):
                self.stdout.write(line)
            if options["apply"]:
                self._apply(copy, str(options["allow_vanishing"]))
            else:
                self.stdout.write("Nothing is changed yet: --apply carries the plan out.")
        except (BadSource, RegistryError) as error:
            raise CommandError(str(error)) from error

    def _load_names(self, path: Path, options: dict[str, object]) -> None:
        """FDA's list of names is no register: nothing is published, the look-up table follows it."""
        progress = Progress(sys.stderr, fda_unii.NAME)
        try:
            with Source(path) as source:
                copy = load_unii_names(
                    source=source,
                    by=importer(),
                    published_on=str(options["published"]),
                    override_reason=str(options["allow_vanishing"]),
                    is_only_plan=not options["apply"],
                    tell=progress,
                )
        finally:
            progress.end()
        counts = ", ".join(f"{word} {count:,}" for word, count in copy.counts.items())
        self.stdout.write(f"{copy.title}, copy of {copy.published_on}: {counts}")

    def _plan(self, register: str, path: Path, published_on: str) -> RegisterCopy:
        adapter = adapter_of(register)
        progress = Progress(sys.stderr, register)
        try:
            with Source(path) as source:
                return plan_import(
                    adapter=adapter,
                    source=source,
                    by=importer(),
                    published_on=published_on,
                    tell=progress,
                )
        finally:
            progress.end()

    def _apply(self, copy: RegisterCopy, reason: str) -> None:
        applied = apply_import(copy=copy, by=importer(), override_reason=reason)
        if applied.edition:
            done = f"Published as {str(applied.edition).lower()}."
            self.stdout.write(self.style.SUCCESS(done))
        else:
            self.stdout.write("No approval changes: no edition was made.")


class Progress:
    """Rows read and their rate, on one line of a terminal; silent elsewhere."""

    def __init__(self, stream: TextIO, register: str) -> None:
        self._stream, self._register = stream, register
        self._is_shown = stream.isatty()
        self._began = time.monotonic()

    def __call__(self, rows: int) -> None:
        if self._is_shown:
            rate = rows / max(time.monotonic() - self._began, 0.001)
            self._stream.write(f"\r{self._register}: {rows:,} rows read, {rate:,.0f} a second ")
            self._stream.flush()

    def end(self) -> None:
        """Leave the line."""
        if self._is_shown:
            self._stream.write("\n")
