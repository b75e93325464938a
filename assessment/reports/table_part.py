"""A table as its part of a workbook's file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from xml.sax.saxutils import quoteattr

from openpyxl.worksheet.table import Table
from openpyxl.xml.constants import SHEET_MAIN_NS


@dataclass(slots=True)
class TablePart:
    """An Excel table of an area whose first row holds the headers; `number` is its place in the workbook."""

    name: str
    reference: str
    headers: Sequence[str]
    filters: bool
    number: int = 0

    mime_type: ClassVar[str] = Table.mime_type

    @property
    def path(self) -> str:
        return f"/xl/tables/table{self.number}.xml"

    def xml(self) -> str:
        columns = "".join(
            f'<tableColumn id="{place}" name={quoteattr(header)}/>'
            for place, header in enumerate(self.headers, start=1)
        )
        return (
            f'<table xmlns="{SHEET_MAIN_NS}" id="{self.number}" name="{self.name}" displayName="{self.name}"'
            f' ref="{self.reference}">'
            + (f'<autoFilter ref="{self.reference}"/>' if self.filters else "")
            + f'<tableColumns count="{len(self.headers)}">{columns}</tableColumns>'
            '<tableStyleInfo name="TableStyleLight1" showRowStripes="0"/></table>'
        )
