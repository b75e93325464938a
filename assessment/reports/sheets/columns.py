"""What tables are made of: values that a cell can show, texts of any length among them, and the columns of a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

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


def sheet_column(column: Column[Row] | view.Column[Row]) -> Column[Row]:
    """A column as a sheet draws it: figures as they are, ratings in words."""
    if isinstance(column, Column):
        return column
    value = column.text if column.kind is view.Kind.RATING else column.value
    return Column(column.header, 0, value, KIND_STYLES[column.kind])
