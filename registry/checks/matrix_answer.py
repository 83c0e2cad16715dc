"""The approval matrix in plain values, as it goes over the API; and as a table for a spreadsheet."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import asdict

from registry.checks.answer import NOTICE
from registry.checks.matrix import Cell, Matrix
from registry.csv_line import csv_line
from registry.vocabulary import HAIR_LOSS

Answer = dict[str, Any]


def envelope(matrix: Matrix) -> Answer:
    """What was asked, of which places, and how much of each has been assessed."""
    return {
        "edition": matrix.edition,
        "route": matrix.route.code,
        "on": matrix.on.isoformat(),
        "purpose": HAIR_LOSS,
        "jurisdictions": [
            {"code": place.code, "name": place.name, "coverage": asdict(coverage)}
            for place, coverage in zip(matrix.places, matrix.coverage, strict=True)
        ],
        "notice": NOTICE,
    }


def rows(matrix: Matrix) -> list[Answer]:
    """A row an ingredient, with a cell for each place in the order of `jurisdictions`."""
    return [
        {"ingredient": row.slug, "name": row.name, "cells": [_cell(cell) for cell in row.cells]}
        for row in matrix.rows
    ]


def _cell(cell: Cell) -> Answer:
    return {
        "jurisdiction": cell.place.code,
        "answer": cell.answer.value,
        "status": cell.status.value,
        "flags": sorted(flag.value for flag in cell.verdict.flags),
        "approvals": [finding.record.id for finding in cell.deciding],
    }


def csv_header(places: list[str]) -> str:
    """The first line: what the columns are."""
    return csv_line(["ingredient", "name", "route", "on", "edition", *places])


def csv_lines(said: Answer, of: list[Answer]) -> Iterator[str]:
    """A line an ingredient: the status in each place. Each line says by which route, on which day, at which edition."""
    for row in of:
        asked = [said["route"], said["on"], said["edition"]]
        statuses = [cell["status"] for cell in row["cells"]]
        yield csv_line([row["ingredient"], row["name"], *asked, *statuses])


def file_name(matrix: Matrix) -> str:
    """What a download is called, so that two of them are told apart."""
    return f"matrix-{matrix.route.code}-{matrix.on.isoformat()}-edition-{matrix.edition}.csv"
