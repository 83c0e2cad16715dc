import datetime as dt
import re
from argparse import ArgumentTypeError
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from registry.audit.export import FORMATS
from registry.audit.tables import followed_models
from registry.models import AuditEntry


def record(text: str) -> tuple[str, int]:
    """TABLE:KEY, as in registry_approval:12."""
    found = re.fullmatch(r"(\w+):(\d+)", text)
    if not found:
        raise ArgumentTypeError(f"{text} is no record: write TABLE:KEY, as registry_approval:12.")
    return found[1], int(found[2])


def day(text: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
    except ValueError:
        raise ArgumentTypeError(f"{text} is no date: write YYYY-MM-DD.") from None


class Command(BaseCommand):
    help = (
        "Write the audit trail, oldest first: NDJSON with an entry a line and its digest, or CSV with a changed row a "
        "line. All of it, or what the options leave."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        tables = sorted(model._meta.db_table for model in followed_models())
        parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="else to the output")
        parser.add_argument("--format", choices=FORMATS, default="ndjson")
        parser.add_argument("--table", choices=tables, metavar="TABLE", help=", ".join(tables))
        parser.add_argument("--record", type=record, metavar="TABLE:KEY")
        parser.add_argument("--actor", help="user name, or as “system: migrate”")
        parser.add_argument("--since", type=day, metavar="DATE", help="this day and later (UTC)")
        parser.add_argument("--until", type=day, metavar="DATE", help="before this day (UTC)")

    def handle(self, *args: object, file: Path | None, format: str, **options: object) -> None:
        entries = AuditEntry.objects.all()
        if options["record"]:
            entries = entries.of_record(*options["record"])
        for name, lookup in (
            ("table", "table"), ("actor", "actor"), ("since", "at__gte"), ("until", "at__lt"),
        ):  # fmt: skip
            if options[name]:
                entries = entries.filter(**{lookup: options[name]})
        lines = FORMATS[format](entries)
        if file is None:
            for line in lines:
                self.stdout.write(line, ending="")
            return
        with file.open("w", encoding="utf-8", newline="") as out:
            out.writelines(lines)
