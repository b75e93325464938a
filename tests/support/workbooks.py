"""What the tests of reports share: reading a workbook back, and what every workbook must hold to."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from assessment.spreadsheet.text import visible
from assessment.spreadsheet.text_width import column_width

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "=1+1",
    "+41 22 000 00 00",
    "-2",
    "@SUM(A1)",
    "'quoted",
    "#N/A",
    "TRUE",
    "1.10",
    '<b>law</b> & "more" ]]>',
    "_x0041_ _x005F_x0042_ _x005f_ _x",
    "\u200fعربي\u202e ltr \u2067",
    "👩‍👩‍👧 ✍🏿",
    "one\r\ntwo\rthree\n\n  four  ",
    " \t around \n",
]


def rows_of(sheet: Worksheet, table: str) -> list[dict[str, Any]]:
    """The rows of a table, by its headers."""
    header, *rows = sheet[sheet.tables[table].ref]
    return [dict(zip([cell.value for cell in header], [cell.value for cell in row], strict=True)) for row in rows]


def cells_of(sheet: Worksheet, table: str, header: str) -> list[Any]:
    """The cells of one column of a table."""
    heads, *rows = sheet[sheet.tables[table].ref]
    place = [cell.value for cell in heads].index(header)
    return [row[place] for row in rows]


def foot_of(sheet: Worksheet) -> Any:
    """What is printed at the foot of a sheet's pages."""
    return sheet.oddFooter


def bounds(reference: str) -> tuple[int, int, int, int]:
    """The left, top, right and bottom of a range."""
    left, top, right, bottom = range_boundaries(reference)
    assert None not in (left, top, right, bottom)
    return left, top, right, bottom  # type: ignore[return-value]


def texts_of(sheet: Worksheet) -> list[str]:
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def texts_by_sheet(content: bytes) -> dict[str, list[str]]:
    """What stands in the cells of a workbook's sheets, by their titles."""
    return {
        sheet.title: [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value is not None]
        for sheet in load_workbook(io.BytesIO(content), read_only=True).worksheets
    }


def value_beside(sheet: Worksheet, label: str) -> Any:
    """What stands to the right of a label, where it stands first."""
    row = next(row for row in sheet.iter_rows() if any(cell.value == label for cell in row))
    values = [cell.value for cell in row if cell.value is not None]
    return values[values.index(label) + 1]


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of a workbook's file, by their names."""
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def parsed(content: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(content)  # noqa: S314 - the file is our own


def words_at(workbook: Workbook, reference: str) -> list[str]:
    title, cells = reference.rsplit("!", 1)
    return [row[0].value for row in workbook[title.strip("'")][cells.replace("$", "")]]


def widths_of(sheet: Worksheet) -> dict[str, float]:
    """The widths of columns by their letters; openpyxl gives those of equal ones to the first of them."""
    return {
        get_column_letter(column): dimension.width
        for dimension in sheet.column_dimensions.values()
        for column in range(dimension.min or 1, (dimension.max or 0) + 1)
    }


def printed_width(sheet: Worksheet) -> float:
    """How wide what is printed is, in points: a unit of width is 7 pixels, of which there are 96 in 72 points."""
    right = bounds(sheet.print_area.rsplit("!", 1)[1].replace("$", ""))[2] if sheet.print_area else sheet.max_column
    widths = widths_of(sheet)
    return sum(widths[get_column_letter(column)] for column in range(1, right + 1)) * 7 * 72 / 96


def pages_wide_and_high(sheet: Worksheet) -> tuple[int, int]:
    """On how many pages a sheet is fitted; where that isn't said it is one, and 0 stands for as many as it needs."""
    high = sheet.page_setup.fitToHeight
    return sheet.page_setup.fitToWidth or 1, 1 if high is None else int(high)


def rows_of_cells(sheet: Worksheet) -> list[list[Any]]:
    """What stands in each row, from left to right, without what is empty."""
    return [[value for value in row if value is not None] for row in sheet.iter_rows(values_only=True)]


def pages_of(sheet: Worksheet) -> list[float]:
    """How high the content of each printed page is, in points, without what is repeated on it."""
    left, top, right, bottom = bounds((sheet.print_area or f"!{sheet.dimensions}").rsplit("!", 1)[1].replace("$", ""))
    printed = sheet.iter_rows(min_row=top, max_row=bottom, min_col=left, max_col=right, values_only=True)
    if not any(value is not None for row in printed for value in row):
        return []
    ends = [0, *(one.id for one in sheet.row_breaks.brk), sheet.max_row]
    heights = {row: dimension.height or 0 for row, dimension in sheet.row_dimensions.items()}
    return [sum(heights.get(row, 0) for row in range(first + 1, last + 1)) for first, last in pairwise(ends)]


def broken_words(sheet: Worksheet, longest: float = 24) -> list[str]:
    """The words that are wider than their cell; a longer one and an address may be broken."""
    widths, spans = widths_of(sheet), {}
    for merged in sheet.merged_cells.ranges:
        left, top, right, _bottom = bounds(str(merged))
        spans[top, left] = right
    return [
        f"{sheet.title}!{cell.coordinate} {word}"
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.alignment.wrap_text
        for size in [cell.font.size * (1.08 if cell.font.bold else 1)]
        for last in [spans.get((cell.row, cell.column), cell.column)]
        for width in [sum(widths[get_column_letter(column)] for column in range(cell.column, last + 1))]
        for word in re.split(r"\s|(?<=-)", cell.value)
        if word and "://" not in word and width + 0.3 < min(column_width(word, size), longest)
    ]


def as_openpyxl_reads(text: str) -> str:
    """A text of a cell: its line breaks are line feeds, and openpyxl takes this out of every text, since Office escapes
    an underscore so."""
    return visible(re.sub("\r\n?", "\n", text)).replace("x005F_", "")


def assert_sound(content: bytes) -> Workbook:
    """A workbook, reopened: it computes nothing, leads nowhere but to web addresses, has no macro and no table that
    Excel would repair."""
    workbook = load_workbook(io.BytesIO(content))
    assert not [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.data_type in "fe"]
    names = [name for sheet in workbook.worksheets for name in sheet.tables]
    assert len(names) == len({name.lower() for name in names})
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]*", name) for name in names)
    for sheet in workbook.worksheets:
        assert_tables_sound(sheet)
    parts = parts_of(content)
    assert not [name for name in parts if re.search(r"vba|externalLink|activeX|connections|embeddings", name)]
    relations = [relation for name, part in parts.items() if name.endswith(".rels") for relation in parsed(part)]
    external = [relation.get("Target", "") for relation in relations if relation.get("TargetMode") == "External"]
    assert all(re.match("https?://", target) for target in external)
    return workbook


def assert_tables_sound(sheet: Worksheet) -> None:
    """The headers of tables stand in their cells, and tables touch neither each other nor merged cells."""
    for table in sheet.tables.values():
        headers = [cell.value for cell in sheet[table.ref][0]]
        assert headers == table.column_names
        assert len({header.lower() for header in headers}) == len(headers)
        assert max(map(len, headers)) <= 255
        assert table.autoFilter is None or table.autoFilter.ref == table.ref
    places = [bounds(table.ref) for table in sheet.tables.values()]
    merged = [bounds(str(cells)) for cells in sheet.merged_cells.ranges]
    for number, (left, top, right, bottom) in enumerate(places):
        for other_left, other_top, other_right, other_bottom in [*places[:number], *merged]:
            apart = right < other_left or other_right < left or bottom < other_top or other_bottom < top
            assert apart, (sheet.title, places[number])
