#!/usr/bin/env python
"""Django's commands. Those that need the database find it checked and, when it is our own, running."""

import os
import signal
import sys
from contextlib import nullcontext

from django.core.management import execute_from_command_line

from config.postgres import ready_database
from registry.audit.acting import acting_as_command

WITHOUT_DATABASE = {
    "check", "collectstatic", "diffsettings", "findstatic", "help", "makemigrations", "spectacular", "version",
}  # fmt: skip
ASKS_FOR_HELP = {"-h", "--help", "--version"}


def needs_database(arguments: list[str]) -> bool:
    """Whether these arguments, without the program's name, run a command that reads or writes the database."""
    return bool(arguments) and not (
        arguments[0] in WITHOUT_DATABASE or ASKS_FOR_HELP & set(arguments)
    )


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # An ordinary way out for a request to stop, so that a server we started does not stay behind.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    database = ready_database() if needs_database(sys.argv[1:]) else nullcontext()
    with database, acting_as_command(" ".join(sys.argv[1:2])):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
