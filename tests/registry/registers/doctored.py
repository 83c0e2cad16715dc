"""Real copies of registers with three rows changed by hand: one taken out, one in another state, one renamed."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

Line = Callable[[str], str | None]


def _rewrite(file: Path, encoding: str, end: str, change: Line) -> None:
    lines = file.read_bytes().decode(encoding).split(end)
    kept = [changed for line in lines if (changed := change(line)) is not None]
    file.write_bytes(end.join(kept).encode(encoding))


def dpd(folder: Path, removed: str, flipped: str, renamed: str) -> None:
    """Canada: what was marketed is dormant."""
    gone, other, name = (number.removeprefix("DIN ") for number in (removed, flipped, renamed))
    for drug in folder.rglob("drug*.txt"):
        codes = set()

        def product(line: str, codes=codes) -> str | None:
            cells = [*next(csv.reader([line])), "", "", "", "", ""]
            if cells[3] == other:
                codes.add(cells[0])
            if cells[3] == name:
                return line.replace(f'"{cells[4]}"', '"RENAMED EXAMPLE"', 1)
            return None if cells[3] == gone else line

        def state(line: str, codes=codes) -> str:
            cells = [*next(csv.reader([line])), "", ""]
            is_it = cells[0] in codes and cells[1] == "Y"
            return line.replace('"MARKETED"', '"DORMANT"') if is_it else line

        ending = drug.stem.removeprefix("drug")
        status = drug.parent / f"status{ending}.txt"
        _rewrite(drug, "utf-8", "\r\n", product)
        if status.exists():
            _rewrite(status, "utf-8", "\r\n", state)


def bdpm(folder: Path, removed: str, flipped: str, renamed: str) -> None:
    """France: an active authorisation is suspended."""
    gone, other, name = (number.removeprefix("CIS ") for number in (removed, flipped, renamed))

    def medicine(line: str) -> str | None:
        cells = line.split("\t")
        if cells[0] == other:
            cells[4] = "Autorisation suspendue"
        if cells[0] == name:
            cells[1] = "RENAMED EXAMPLE"
        return None if cells[0] == gone else "\t".join(cells)

    _rewrite(folder / "CIS_bdpm.txt", "cp1252", "\r\n", medicine)


def drugs_at_fda(folder: Path, removed: str, flipped: str, renamed: str) -> None:
    """The United States: an approval is only tentative."""
    gone, other, name = (number.split()[1] for number in (removed, flipped, renamed))

    def product(line: str) -> str | None:
        cells = line.split("\t")
        if cells[0] == name:
            cells[5] = "RENAMED EXAMPLE"
        return None if cells[0] == gone else "\t".join(cells)

    def state(line: str) -> str:
        cells = line.split("\t")
        return "\t".join(["4", *cells[1:]]) if cells[1:2] == [other] else line

    _rewrite(folder / "Products.txt", "ascii", "\n", product)
    _rewrite(folder / "MarketingStatus.txt", "ascii", "\n", state)


def hsa(folder: Path, removed: str, flipped: str, renamed: str) -> None:
    """Singapore has no states: what was swallowed is injected."""
    (file,) = folder.glob("*.csv")
    rows = list(csv.DictReader(io.StringIO(file.read_bytes().decode("cp1252"), newline="")))
    with file.open("w", encoding="cp1252", newline="") as text:
        writer = csv.DictWriter(text, rows[0])
        writer.writeheader()
        for row in rows:
            if row["registration_number"] == flipped:
                row["route_of_administration"] = "INTRADERMAL"
            if row["registration_number"] == renamed:
                row["product_name"] = "RENAMED EXAMPLE"
            if row["registration_number"] != removed:
                writer.writerow(row)
