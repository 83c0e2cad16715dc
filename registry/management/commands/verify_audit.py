import re
import sys
from argparse import ArgumentTypeError

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.audit.triggers import idle
from registry.audit.verify import Broken, Head, verify


def noted_head(text: str) -> tuple[int, str]:
    """NUMBER:DIGEST, as an earlier run printed it."""
    found = re.fullmatch(r"(\d+):([0-9a-fA-F]{64})", text)
    if not found:
        raise ArgumentTypeError(f"{text} is no link: write it as an earlier run printed it.")
    return int(found[1]), found[2]


class Command(BaseCommand):
    help = (
        "Check that the audit trail says what it said when it was written, and that every table is followed. "
        "Names the first broken entry or link, and exits with 1. The last line names the newest link: note it "
        "outside of this database, and give it to --expect next time, or a trail cut short or written anew goes unseen."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--expect",
            type=noted_head,
            metavar="NUMBER:DIGEST",
            help="the newest link as noted before",
        )

    def handle(self, *args: object, expect: tuple[int, str] | None, **options: object) -> None:
        try:
            head = verify(expected=expect, tell=self._tell)
        except Broken as error:
            raise CommandError(str(error)) from error
        finally:
            if sys.stderr.isatty():
                self.stderr.write("")
        if reasons := list(idle()):
            raise CommandError(
                "What is in the trail is whole, but not everything is followed: "
                + "; ".join(reasons)
                + ". `manage.py migrate` puts triggers back in place; find out who took them away."
            )
        self.stdout.write(
            self.style.SUCCESS(f"Whole: {head.entries:,} entries in {head.number:,} links.")
        )
        self.stdout.write(f"Newest link: {head}")

    def _tell(self, head: Head) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{head.number:,} links, {head.entries:,} entries ", ending="")
