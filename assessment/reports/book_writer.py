"""Writes a workbook as openpyxl does, but takes the rows of its sheets from `Cells` and gives its charts their texts.

openpyxl has no public place for either, so this module reaches for its private ones; the version is pinned, and
tests/test_gap_report.py reopens what comes out.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.packaging.extended import ExtendedProperties
from openpyxl.packaging.relationship import Relationship
from openpyxl.workbook._writer import WorkbookWriter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.dimensions import SheetDimension
from openpyxl.worksheet.related import Related
from openpyxl.worksheet.table import TablePartList
from openpyxl.writer.excel import ExcelWriter
from openpyxl.writer.theme import theme_xml
from openpyxl.xml.constants import (
    ARC_APP,
    ARC_CORE,
    ARC_ROOT_RELS,
    ARC_STYLE,
    ARC_THEME,
    ARC_WORKBOOK,
    ARC_WORKBOOK_RELS,
    REL_NS,
)
from openpyxl.xml.functions import Element, SubElement, tostring

from assessment.reports.cells import Cells
from assessment.reports.styles import style_book
from assessment.reports.table_part import TablePart

_RELATION_ID = f"{{{REL_NS}}}id"
_NO_ROWS = re.compile(rb"<sheetData\s*(/>|></sheetData>)")


@dataclass(slots=True)
class Content:
    """What stands on a sheet: its cells, its tables, and what a screen reader says of its charts, in their order."""

    cells: Cells = field(default_factory=Cells)
    tables: list[TablePart] = field(default_factory=list)
    chart_texts: list[str] = field(default_factory=list)


def written(workbook: Workbook, contents: Mapping[str, Content]) -> bytes:
    """The workbook as a file; `contents` by the titles of its sheets."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        _BookWriter(workbook, archive, contents).write_data()
    return buffer.getvalue()


class _BookWriter(ExcelWriter):
    manifest: Any
    _write_worksheets: Callable[[], None]
    _write_charts: Callable[[], None]

    def __init__(self, workbook: Workbook, archive: ZipFile, contents: Mapping[str, Content]) -> None:
        super().__init__(workbook, archive)
        self._zip, self._contents = archive, contents

    def write_data(self) -> None:
        """Write every part of the file: as openpyxl does, without what no report has, and with styles made before."""
        self._zip.writestr(ARC_APP, tostring(ExtendedProperties().to_tree()))
        self._zip.writestr(ARC_CORE, tostring(self.workbook.properties.to_tree()))
        self._zip.writestr(ARC_THEME, theme_xml)
        self._zip.writestr(ARC_STYLE, style_book().xml)
        self._write_worksheets()
        self._write_charts()
        writer: Any = WorkbookWriter(self.workbook)
        self._zip.writestr(ARC_ROOT_RELS, writer.write_root_rels())
        self._zip.writestr(ARC_WORKBOOK, writer.write())
        self._zip.writestr(ARC_WORKBOOK_RELS, writer.write_rels())
        self.manifest._write(self._zip, self.workbook)

    def write_worksheet(self, ws: Any) -> None:
        content = self._contents[ws.title]
        ws._drawing = _Drawing(content.chart_texts)
        ws._drawing.charts = ws._charts
        ws._tables = {table.name: table for table in content.tables}
        writer: Any = _SheetWriter(ws, content.cells)
        writer.write()
        ws._rels = writer._rels
        self._zip.writestr(ws.path[1:], writer.read())
        self.manifest.append(ws)


class _SheetWriter(WorksheetWriter):
    """Writes an empty worksheet with all that belongs to it, and then puts the rows in."""

    _rels: Any

    def __init__(self, ws: Any, cells: Cells) -> None:
        super().__init__(ws, io.BytesIO())
        self._cells = cells

    def write_dimensions(self) -> None:
        self.xf.send(SheetDimension(self._cells.reference).to_tree())

    def write_merged_cells(self) -> None:
        merged = Element("mergeCells", {"count": str(len(self._cells.merged))})
        for cells in self._cells.merged:
            SubElement(merged, "mergeCell", {"ref": cells})
        if self._cells.merged:
            self.xf.send(merged)

    def write_hyperlinks(self) -> None:
        """Write the links of the cells; those with the same target share what leads to it."""
        relations: dict[str, str] = {}
        links = Element("hyperlinks")
        for cell, target in self._cells.links.items():
            if target not in relations:
                relations[target] = self._relate("hyperlink", target, mode="External")
            SubElement(links, "hyperlink", {"ref": cell, _RELATION_ID: relations[target]})
        if relations:
            self.xf.send(links)

    def write_tables(self) -> None:
        tables = TablePartList()
        for table in self.ws.tables.values():
            table._rel_id = self._relate("table", "")
            tables.append(Related(id=table._rel_id))
        if tables:
            self.xf.send(tables.to_tree())

    def _relate(self, kind: str, target: str, mode: str | None = None) -> str:
        """Let the sheet have a relation to another part or place, and give the relation's id."""
        relation = Relationship(Id=f"rId{len(self._rels) + 1}", type=kind, TargetMode=mode, Target=target)
        self._rels.append(relation)
        return str(relation.Id)

    def read(self) -> bytes:
        rows = self._cells.xml().encode()
        empty: bytes = super().read()
        return _NO_ROWS.sub(lambda _found: rows, empty, count=1)


class _Drawing(SpreadsheetDrawing):
    """The charts of a sheet, each with its text for who can't see it."""

    __elements__ = SpreadsheetDrawing.__elements__

    def __init__(self, texts: list[str]) -> None:
        super().__init__()
        self._texts = texts

    def _chart_frame(self, idx: int) -> Any:
        frame = super()._chart_frame(idx)  # type: ignore[misc]
        frame.nvGraphicFramePr.cNvPr.descr = self._texts[idx - 1]
        return frame
