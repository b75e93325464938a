"""Writes a workbook as a file: openpyxl's parts of it, and those that a report writes itself.

openpyxl has no public place for parts of others, so this module reaches for its private ones; the version is pinned,
and tests/test_gap_report.py reopens what comes out.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.chart import BarChart
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.packaging.extended import ExtendedProperties
from openpyxl.packaging.manifest import Manifest, Override
from openpyxl.workbook._writer import WorkbookWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.theme import theme_xml
from openpyxl.xml.constants import (
    ARC_APP,
    ARC_CORE,
    ARC_ROOT_RELS,
    ARC_STYLE,
    ARC_THEME,
    ARC_WORKBOOK,
    ARC_WORKBOOK_RELS,
)
from openpyxl.xml.functions import tostring

from assessment.reports.drawings import drawing
from assessment.reports.relations import Relations
from assessment.reports.sheet_part import SheetPart
from assessment.reports.styles import style_book

_COMPRESSION = 3
"""Half the time of the usual 6, and a file that is a tenth larger."""


def written(workbook: Workbook, sheets: Mapping[str, SheetPart]) -> bytes:
    """The workbook as a file; `sheets` by their titles."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED, compresslevel=_COMPRESSION) as archive:
        _BookWriter(archive).write(workbook, sheets)
    return buffer.getvalue()


class _BookWriter:
    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._manifest: Any = Manifest()
        self._tables = self._charts = self._drawings = 0

    def write(self, workbook: Workbook, sheets: Mapping[str, SheetPart]) -> None:
        """Write every part of the file."""
        self._archive.writestr(ARC_APP, tostring(ExtendedProperties().to_tree()))
        self._archive.writestr(ARC_CORE, tostring(workbook.properties.to_tree()))
        self._archive.writestr(ARC_THEME, theme_xml)
        self._archive.writestr(ARC_STYLE, style_book().xml)
        for number, worksheet in enumerate(workbook.worksheets, start=1):
            worksheet._id = number  # type: ignore[attr-defined] # its path hangs on it
            self._write_sheet(worksheet.path, sheets[worksheet.title])
        writer: Any = WorkbookWriter(workbook)
        self._archive.writestr(ARC_ROOT_RELS, writer.write_root_rels())
        self._archive.writestr(ARC_WORKBOOK, writer.write())
        self._archive.writestr(ARC_WORKBOOK_RELS, writer.write_rels())
        self._manifest._write(self._archive, workbook)

    def _write_sheet(self, path: str, sheet: SheetPart) -> None:
        relations = Relations()
        for table in sheet.tables:
            self._tables += 1
            table.number = self._tables
            self._write_part(table.path, table.mime_type, table.xml())
        drawing_path = self._write_drawing(sheet) if sheet.charts else ""
        self._write_part(path, Worksheet.mime_type, sheet.xml(relations, drawing_path), relations)

    def _write_drawing(self, sheet: SheetPart) -> str:
        """Write the charts of a sheet and the drawing that holds them, and give the drawing's path."""
        relations, ids = Relations(), []
        for chart in sheet.charts:
            self._charts += 1
            path = f"/xl/charts/chart{self._charts}.xml"
            ids.append(relations.to_part("chart", path))
            self._write_part(path, BarChart.mime_type, chart.xml)
        self._drawings += 1
        path = f"/xl/drawings/drawing{self._drawings}.xml"
        self._write_part(path, SpreadsheetDrawing.mime_type, drawing(sheet.charts, ids), relations)
        return path

    def _write_part(self, path: str, mime_type: str, content: str | bytes, relations: Relations | None = None) -> None:
        """Write a part of the file, and what it leads to."""
        self._archive.writestr(path[1:], content)
        self._manifest.Override.append(Override(path, mime_type))
        if relations:
            folder, name = path[1:].rsplit("/", 1)
            self._archive.writestr(f"{folder}/_rels/{name}.rels", relations.xml())
