"""Readers of the real files that share nothing with our adapters: a number, what it holds, its routes, whether it is in force."""

import csv
import re
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple


class Raw(NamedTuple):
    names: frozenset[str]
    routes: frozenset[str]


def dpd(folder: Path) -> dict[str, set[Raw]]:
    """Canada: of a number that stands in two sets, the row that was updated last."""
    months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
    latest: dict[str, tuple] = {}
    for file in sorted(folder.rglob("drug*.txt")):
        ending = file.stem.removeprefix("drug")
        if ending == "_ia":
            continue

        def rows(table: str, file=file, ending=ending):
            with (file.parent / f"{table}{ending}.txt").open(encoding="utf-8", newline="") as text:
                return list(csv.reader(text))

        names, routes, states = defaultdict(list), defaultdict(set), {}
        for row in rows("ingred"):
            names[row[0]].append(row[2].strip().upper())
        for row in rows("route"):
            routes[row[0]].add(row[2].strip().upper())
        for row in rows("status"):
            if row[1] == "Y":
                states[row[0]] = row[2].strip().upper()
        for row in rows("drug"):
            day, month, year = row[9].split("-")
            updated = (year, months.index(month), day)
            if row[2] == "Human" and updated >= latest.get(row[3], (("",),))[0]:
                held = frozenset(names[row[0]])
                whole = len(names[row[0]]) == int(row[8])
                in_force = whole and states[row[0]] in ("MARKETED", "APPROVED", "DORMANT")
                latest[row[3]] = (updated, Raw(held, frozenset(routes[row[0]])), in_force)
    return {f"DIN {number}": {raw} for number, (_, raw, in_force) in latest.items() if in_force}


def bdpm(folder: Path) -> dict[str, set[Raw]]:
    """France: what is authorised and active, with its substances (not their therapeutic fractions)."""
    names = defaultdict(set)
    for line in (folder / "CIS_COMPO_bdpm.txt").read_bytes().decode("cp1252").split("\r\n"):
        cells = line.split("\t")
        if len(cells) > 6 and cells[6] == "SA":
            names[cells[0]].add(cells[3].strip())
    found = {}
    for line in (folder / "CIS_bdpm.txt").read_bytes().decode("cp1252").split("\r\n"):
        cells = line.split("\t")
        if len(cells) > 5 and cells[4] == "Autorisation active" and "Enreg" not in cells[5]:
            raw = Raw(frozenset(names[cells[0]]), frozenset(cells[3].upper().split(";")))
            found[f"CIS {cells[0]}"] = {raw}
    return found


def drugs_at_fda(folder: Path) -> dict[str, set[Raw]]:
    """The United States: every product of an application that has a full approval and was not taken back for safety."""

    def rows(name: str) -> list[list[str]]:
        lines = (folder / f"{name}.txt").read_bytes().decode("ascii").split("\n")[1:]
        return [[cell.strip() for cell in line.split("\t")] for line in lines if line]

    kinds = {cells[0]: cells[1] for cells in rows("Applications")}
    statuses = rows("MarketingStatus")
    approved = {(number, product) for status, number, product in statuses if status in "123"}
    approved -= {(number, product) for status, number, product in statuses if status == "4"}
    found = defaultdict(set)
    for cells in rows("Products"):
        key, form = (cells[0], cells[1]), cells[2].upper()
        unsafe = re.search(r"product was (discontinued or|withdrawn or)", cells[3])
        if key not in approved or unsafe or cells[0] not in kinds:
            continue
        words = form.partition(";")[2].replace("IM-IV", "INTRAMUSCULAR,INTRAVENOUS").split(",")
        names = frozenset(name.strip() for name in cells[6].split(";"))
        routes = frozenset(word.strip() for word in words)
        found[f"{kinds[cells[0]]} {cells[0]}"].add(Raw(names, routes))
    return found


def hsa(folder: Path) -> dict[str, set[Raw]]:
    """Singapore: whoever is in the listing is registered."""
    (file,) = folder.glob("*.csv")
    with file.open(encoding="cp1252", newline="") as text:
        return {
            row["registration_number"]: {
                Raw(
                    frozenset(_lines(row["active_ingredients"])),
                    frozenset(_lines(row["route_of_administration"])),
                )
            }
            for row in csv.DictReader(text)
        }


def _lines(cell: str) -> list[str]:
    return [" ".join(line.upper().split()) for line in cell.splitlines() if line.strip()]
