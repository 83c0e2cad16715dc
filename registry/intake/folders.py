"""What an operator has put below REGISTERS_DIR. It can be picked from a list, by nothing but its place in it."""

import os
from pathlib import Path

from django.conf import settings

from registry.registers.errors import BadSource

DEEPEST = 4
MOST = 1_000
ENDINGS = (".zip", ".xlsx", ".xls", ".csv")
"""Registers that are published as one file."""


def offered() -> list[str]:
    """Folders that hold files, and single files that may be a register, in order; links are not followed."""
    root = settings.REGISTERS_DIR.resolve()
    found: list[str] = []
    for folder, folders, files in os.walk(root):
        place = Path(folder).relative_to(root)
        is_deepest = len(place.parts) >= DEEPEST
        folders[:] = [] if is_deepest else sorted(name for name in folders if name[0] != ".")
        files = sorted(name for name in files if name[0] != ".")
        if files and place.parts:
            found.append(place.as_posix())
        found += [(place / name).as_posix() for name in files if name.lower().endswith(ENDINGS)]
        if len(found) > MOST:
            break
    return sorted(found)[:MOST]


def place_of(name: str) -> Path:
    """Where it lies. Raises BadSource for whatever leads out of the folder, links included."""
    root = settings.REGISTERS_DIR.resolve()
    path = (root / name).resolve()
    if not name or path == root or not path.is_relative_to(root):
        raise BadSource(name, "a place below the folder of registers", "it leads out of the folder")
    return path
