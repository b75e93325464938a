"""Texts in the cells of CSV files: no spreadsheet computes them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from openpyxl import load_workbook

from assessment.domain.answer import Answer, Rating
from assessment.domain.comparison.compare import compare
from assessment.domain.sourced import SourcedResponse
from assessment.interchange.response_csv import write_csv
from assessment.parsing.csv_escaping import escape_formula
from assessment.reports.table_csv import tidy_csv
from tests.support.catalogues import a_catalogue, a_response
from tests.support.comparisons import one
from tests.support.office import convert

COMPUTED = [
    "=1+1",
    "\x00=1+1",
    "x;=1+1",
    "x\n=1+1",
    "x\r=1+1",
    "x\t=1+1",
    ';"=1+1',
    "x;\n=1+1",
    '"=1+1"',
    "+1+1",
    ";-1",
]
"""Texts of which LibreOffice makes formulas, and near ones."""


def formulas(files: dict[str, str], separators: str) -> dict[str, int]:
    """How many formulas LibreOffice sees in each of these tables if it parts their cells at separators."""
    opened = convert({name: text.encode() for name, text in files.items()}, "xlsx", separators=separators)
    sheets = {name: load_workbook(io.BytesIO(content)).worksheets[0] for name, content in opened.items()}
    return {
        name: sum(cell.data_type == "f" for row in sheet.iter_rows() for cell in row) for name, sheet in sheets.items()
    }


def plain_table(written: Callable[[str], str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[number, written(words), "end"] for number, words in enumerate(COMPUTED)])
    return text.getvalue()


def test_libreoffice_computes_nothing_in_a_table_of_ours_wherever_it_parts_the_cells() -> None:
    catalogue = a_catalogue(themes={"harbour": len(COMPUTED)})
    items = list(catalogue.by_id)
    answers = {item: Answer(Rating.ABSENT, evidence=text) for item, text in zip(items, COMPUTED, strict=True)}
    compared = [one(str(number), {"INV-01": Rating.ABSENT}, organisation=text) for number, text in enumerate(COMPUTED)]
    files = {
        "bare": plain_table(str),
        "response": write_csv(SourcedResponse("", catalogue, a_response(catalogue, answers)), hxl=True),
        "comparison": tidy_csv(compare(compared)),
        "guarded": plain_table(escape_formula),
    }
    for separators in (",", ";\t"):
        found = formulas(files, separators)
        assert found.pop("bare") > 1, separators
        assert set(found.values()) == {0}, (separators, found)
