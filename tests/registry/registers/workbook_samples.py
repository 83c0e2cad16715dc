"""Workbooks for tests: made from samples that a person can read and write, and read in another way than the project does."""

import csv
import datetime
import html
import re
import zipfile
from pathlib import Path

import openpyxl

SAMPLES = Path(__file__).parent / "samples"


def make_workbook(sample: str, sheet: str, path: Path, change=lambda rows: rows) -> Path:
    """Whole numbers become numbers and ISO dates dates, as in the regulators' files; `\\n` is a line break."""
    with (SAMPLES / sample / "rows.csv").open(encoding="utf-8", newline="") as file:
        rows = change(list(csv.reader(file)))
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append([_cell(text) for text in row])
    book.save(path)
    return path


def _cell(text: str):
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return datetime.datetime.fromisoformat(text)
    if re.fullmatch(r"#\d+(\.\d+)?", text):
        return float(text[1:]) if "." in text else int(text[1:])
    return text.replace("\\n", "\n") or None


def plain_rows(path: Path, part: str = "xl/worksheets/sheet1.xml") -> list[dict[str, str]]:
    """Rows of the XML by column letter, with regular expressions only. Numbers as they are written."""
    with zipfile.ZipFile(path) as archive:
        shared = [
            html.unescape("".join(re.findall(r"<t[^>]*>(.*?)</t>", item, re.DOTALL)))
            for item in re.findall(
                r"<si>(.*?)</si>", archive.read("xl/sharedStrings.xml").decode(), re.DOTALL
            )
        ]
        xml = archive.read(part).decode()
    cell = re.compile(
        r'<c r="([A-Z]+)\d+"([^>]*?)(?:/>|>(?:<f>.*?</f>)?(?:<v>(.*?)</v>)?</c>)', re.DOTALL
    )
    return [
        {
            column: shared[int(value)] if 't="s"' in kind else value
            for column, kind, value in cell.findall(row)
            if value
        }
        for row in re.findall(r"<row [^>]*>(.*?)</row>", xml, re.DOTALL)
    ]
