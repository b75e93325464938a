"""What the tests of reports share: reading a workbook back, and what every workbook must hold to."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
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


def printed_columns(sheet: Worksheet) -> list[str]:
    """The letters of the columns that are printed."""
    right = bounds(sheet.print_area.rsplit("!", 1)[1].replace("$", ""))[2] if sheet.print_area else sheet.max_column
    return [get_column_letter(column) for column in range(1, right + 1)]


def sheet_roots(parts: dict[str, bytes]) -> Iterator[tuple[str, ElementTree.Element]]:
    for name in sorted(parts):
        if name.startswith("xl/worksheets/sheet"):
            yield name, parsed(parts[name])


def overlap(first: str, second: str) -> bool:
    left, top, right, bottom = bounds(first)
    other_left, other_top, other_right, other_bottom = bounds(second)
    return left <= other_right and other_left <= right and top <= other_bottom and other_top <= bottom


ORDER = [
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "mergeCells", "conditionalFormatting",
    "dataValidations", "hyperlinks", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "drawing", "tableParts",
]  # fmt: skip
"""Of the elements of a sheet, as ECMA-376 has it; Excel repairs a file that has another."""


def assert_no_formula(workbook: Workbook) -> None:
    """No cell holds a formula or an error."""
    assert not [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.data_type in "fe"]


def assert_tables_named(workbook: Workbook) -> list[str]:
    """Tables have unique names, which are returned, and headers that stand in their cells."""
    names = [name for sheet in workbook.worksheets for name in sheet.tables]
    assert len(names) == len({name.lower() for name in names})
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]*", name) for name in names)
    for sheet in workbook.worksheets:
        for table in sheet.tables.values():
            headers = [cell.value for cell in sheet[table.ref][0]]
            assert headers == table.column_names
            assert len({header.lower() for header in headers}) == len(headers)
            assert max(map(len, headers)) <= 255
            assert table.autoFilter is None or table.autoFilter.ref == table.ref
    return names


def assert_tables_apart(workbook: Workbook) -> None:
    """Tables touch neither each other nor merged cells."""
    for sheet in workbook.worksheets:
        places = [table.ref for table in sheet.tables.values()]
        assert not [(one, two) for one in places for two in places if one != two and overlap(one, two)]
        assert not [(one, str(two)) for one in places for two in sheet.merged_cells.ranges if overlap(one, str(two))]


def assert_cells_rise(parts: dict[str, bytes]) -> None:
    """Rows and cells rise, and their styles exist."""
    styles = parsed(parts["xl/styles.xml"]).find(f"{MAIN}cellXfs")
    assert styles is not None
    for name, root in sheet_roots(parts):
        rows = root.findall(f"{MAIN}sheetData/{MAIN}row")
        assert all(int(one.attrib["r"]) < int(two.attrib["r"]) for one, two in pairwise(rows)), name
        for row in rows:
            places = [bounds(cell.attrib["r"])[:2] for cell in row]
            assert places == sorted(set(places))
            assert {place[1] for place in places} <= {int(row.attrib["r"])}
            assert all(int(cell.attrib["s"]) < len(styles) for cell in row)


def assert_dimensions(parts: dict[str, bytes]) -> None:
    """The dimension of a sheet is that of its cells."""
    for _name, root in sheet_roots(parts):
        cells = [cell.attrib["r"] for cell in root.iter(f"{MAIN}c")]
        columns, rows = zip(*(bounds(cell)[:2] for cell in cells), strict=True)
        dimension = root.find(f"{MAIN}dimension")
        assert dimension is not None
        assert bounds(dimension.attrib["ref"]) == (1, 1, max(columns), max(rows))


def assert_elements_in_order(parts: dict[str, bytes]) -> set[str]:
    """The elements of a sheet stand in the order that Office asks for; returned are those that are there."""
    seen: set[str] = set()
    for name, root in sheet_roots(parts):
        names = [element.tag.removeprefix(MAIN) for element in root]
        assert names == [element for element in ORDER if element in names], name
        seen.update(names)
    return seen


def assert_relations(parts: dict[str, bytes]) -> None:
    """Every relation that is used is there and leads somewhere."""
    for name, root in sheet_roots(parts):
        there = parts.get(name.replace("sheets/", "sheets/_rels/") + ".rels", b"<none/>")
        relations = {relation.attrib["Id"]: relation.attrib for relation in parsed(there)}
        used = {value for element in root.iter() for key, value in element.items() if key == f"{RELATIONS}id"}
        assert used == set(relations)
        for relation in relations.values():
            if relation.get("TargetMode") != "External":
                assert relation["Target"].lstrip("/") in parts


def assert_tables_numbered(parts: dict[str, bytes]) -> None:
    """Every table has its own number and the columns of its cells."""
    tables = [parsed(content) for name, content in parts.items() if name.startswith("xl/tables/")]
    assert len({table.attrib["id"] for table in tables}) == len(tables)
    for table in tables:
        left, _top, right, _bottom = bounds(table.attrib["ref"])
        columns = table.findall(f"{MAIN}tableColumns/{MAIN}tableColumn")
        assert [column.attrib["id"] for column in columns] == [str(number) for number in range(1, right - left + 2)]


def assert_nothing_foreign(parts: dict[str, bytes]) -> list[str]:
    """No macro, and no link but to web addresses, which are returned."""
    assert not [name for name in parts if re.search(r"vba|externalLink|activeX|connections|embeddings", name)]
    targets = [
        relation.get("Target", "")
        for name, content in parts.items()
        if name.endswith(".rels")
        for relation in parsed(content)
        if relation.get("TargetMode") == "External"
    ]
    assert all(target.startswith("https://") for target in targets)
    return targets


def assert_sound(content: bytes) -> None:
    """All of that."""
    workbook, parts = load_workbook(io.BytesIO(content)), parts_of(content)
    assert_no_formula(workbook)
    assert_tables_named(workbook)
    assert_tables_apart(workbook)
    assert_cells_rise(parts)
    assert_dimensions(parts)
    assert_elements_in_order(parts)
    assert_relations(parts)
    assert_tables_numbered(parts)
    assert_nothing_foreign(parts)
