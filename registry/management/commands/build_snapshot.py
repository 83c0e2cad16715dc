import fcntl
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.private_files import give_to_owner_of, make_folder
from registry.facts.build import build
from registry.facts.keeper import folder, path_of
from registry.models import Edition


class Command(BaseCommand):
    help = (
        "Write the snapshot from which checks of the newest edition are answered. The server does it by itself "
        "at its start and after every publication; this is for looking at how long it takes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "edition", type=int, nargs="?", help="its number; the newest if missing"
        )

    def handle(self, *args: object, edition: int | None, **options: Any) -> None:
        sealed = Edition.objects.sealed().order_by("-number")
        found = (sealed.filter(number=edition) if edition else sealed).first()
        if found is None:
            raise CommandError("There is no such edition in force.")
        self.stdout.write(str(write(found)))


def write(edition: Edition) -> Path:
    """Write it, if nobody else does or has; one process of the machine at a time. Older ones are deleted."""
    path = path_of(edition)
    make_folder(path.parent)
    with (path.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.is_file():
            draft = path.with_suffix(".draft")
            build(edition=edition, path=draft)
            give_to_owner_of(path.parent, draft)
            draft.rename(path)
            _delete_others()
    return path


def _delete_others() -> None:
    """Whoever reads an older one keeps it until it lets go. Two editions are kept: a process may be about to open one."""
    files = sorted(folder().glob("*.shelf"), key=lambda file: file.stat().st_mtime)
    for file in [*files[:-2], *folder().glob("*.draft")]:
        file.unlink(missing_ok=True)
