"""A table as its part of a workbook's file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from xml.sax.saxutils import quoteattr
from zipfile import ZipFile

from openpyxl.worksheet.table import Table
from openpyxl.xml.constants import SHEET_MAIN_NS


@dataclass(slots=True)
class TablePart:
    """An Excel table of an area whose first row holds the headers.

    It stands in for openpyxl's table, which can be much more and takes a millisecond to be written. openpyxl numbers
    it, asks for its path and its type, and lets it write itself.
    """

    name: str
    reference: str
    headers: Sequence[str]
    filters: bool
    id: int = 0
    _rel_id: str = ""

    mime_type: ClassVar[str] = Table.mime_type

    @property
    def path(self) -> str:
        return f"/xl/tables/table{self.id}.xml"

    def _write(self, archive: ZipFile) -> None:
        archive.writestr(self.path[1:], self.xml())

    def xml(self) -> str:
        columns = "".join(
            f'<tableColumn id="{place}" name={quoteattr(header)}/>'
            for place, header in enumerate(self.headers, start=1)
        )
        return (
            f'<table xmlns="{SHEET_MAIN_NS}" id="{self.id}" name="{self.name}" displayName="{self.name}"'
            f' ref="{self.reference}">'
            + (f'<autoFilter ref="{self.reference}"/>' if self.filters else "")
            + f'<tableColumns count="{len(self.headers)}">{columns}</tableColumns>'
            '<tableStyleInfo name="TableStyleLight1" showRowStripes="0"/></table>'
        )
