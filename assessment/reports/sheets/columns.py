"""What tables are made of: values that a cell can show, texts of any length among them, and the columns of a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from assessment.labels.codes import rating_label
from assessment.labels.formatting import band, rated_count_text
from assessment.reports.sheets.styles import KIND_STYLES, Style
from assessment.spreadsheet.styles import CellStyle
from assessment.views import table as view

Row = TypeVar("Row")
_Row_contra = TypeVar("_Row_contra", contravariant=True)
"""What shows any row of a kind shows every special one."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of any length, and where it belongs: its recommendation (none for the report as a whole) and field."""

    text: str
    item: str
    field: str


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a web address; if that isn't a valid http(s) address, only the text."""

    text: str | Passage
    url: str


Value = str | int | float | bool | dt.date | Passage | Link | None


@dataclass(frozen=True, slots=True)
class Column(Generic[_Row_contra]):
    """A column of a table: its header, its width in Excel's units, and how it shows a row."""

    header: str
    width: float
    value: Callable[[_Row_contra], Value]
    style: CellStyle = Style.TEXT


def sheet_column(column: view.Column[Row], width: float = 0) -> Column[Row]:
    """A column as a sheet draws it: figures as they are, everything else as people read it."""

    def value(row: Row) -> Value:
        match column.value(row):
            case int() | float() as figure:
                return figure
            case view.Reworded(rating):
                return rating_label(rating)
            case view.Score(tally) as score if tally.applicable:
                return "\n".join((score.words, rated_count_text(tally), band(tally)))
            case view.Score() as score:
                return score.words
            case _:
                return column.text(row) or None

    return Column(column.header, width, value, KIND_STYLES[column.kind])
