"""A sheet as its part of a workbook's file.

openpyxl's worksheet can be much more, and takes several times as long to be filled and written. The elements stand in
the order that Office asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter
from openpyxl.xml.constants import REL_NS, SHEET_MAIN_NS

from assessment.reports.cell_rules import rating_fills
from assessment.reports.cells import Cells
from assessment.reports.drawings import Chart
from assessment.reports.relations import Relations
from assessment.reports.table_part import TablePart

_LAST_COLUMN = 16_383


@dataclass(slots=True)
class SheetPart:
    """What stands on a sheet, how wide its columns are, and how it is shown (`zoom` in percent) and printed."""

    widths: Sequence[float]
    page_setup: str
    zoom: int
    right_to_left: bool
    one_wide: bool = True
    """Whether it is printed one page wide."""
    frozen: tuple[int, int] = (0, 1)
    """How many columns and how many rows, one at least, stay in sight."""
    cells: Cells = field(default_factory=Cells)
    rating_cells: list[str] = field(default_factory=list)
    """Ranges of cells that bear the fills of the ratings that they hold."""
    validations: list[str] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    """The rows behind which a printed page ends."""
    charts: list[Chart] = field(default_factory=list)
    tables: list[TablePart] = field(default_factory=list)

    def xml(self, relations: Relations, drawing_path: str) -> str:
        """The part. What it leads to is added to `relations`; its tables are numbered before."""
        merged = [f'<mergeCell ref="{cells}"/>' for cells in self.cells.merged]
        links = [
            f'<hyperlink ref="{cell}" r:id="{relations.to_address(target)}"/>'
            for cell, target in self.cells.links.items()
        ]
        tables = [f'<tablePart r:id="{relations.to_part("table", table.path)}"/>' for table in self.tables]
        return "".join((
            f'<worksheet xmlns="{SHEET_MAIN_NS}" xmlns:r="{REL_NS}">',
            f'<sheetPr><pageSetUpPr fitToPage="{self.one_wide:d}"/></sheetPr>',
            f'<dimension ref="{self.cells.reference}"/>',
            self._view(),
            '<sheetFormatPr defaultRowHeight="15"/>',
            self._columns(),
            self.cells.xml(),
            _counted("mergeCells", merged),
            rating_fills(self.rating_cells) if self.rating_cells else "",
            _counted("dataValidations", self.validations),
            f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "",
            self.page_setup,
            self._row_breaks(),
            f'<drawing r:id="{relations.to_part("drawing", drawing_path)}"/>' if self.charts else "",
            _counted("tableParts", tables),
            "</worksheet>",
        ))  # fmt: skip

    def _view(self) -> str:
        columns, rows = self.frozen
        first = f"{get_column_letter(columns + 1)}{rows + 1}"
        pane = "bottomRight" if columns else "bottomLeft"
        return (
            f'<sheetViews><sheetView showGridLines="0" zoomScale="{self.zoom}" zoomScaleNormal="{self.zoom}"'
            f' rightToLeft="{self.right_to_left:d}" workbookViewId="0">'
            f'<pane xSplit="{columns}" ySplit="{rows}" topLeftCell="{first}" activePane="{pane}" state="frozen"/>'
            f'<selection pane="{pane}" activeCell="{first}" sqref="{first}"/>'
            "</sheetView></sheetViews>"
        )

    def _columns(self) -> str:
        columns = "".join(
            f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
            for place, width in enumerate(self.widths, start=1)
        )
        return f"<cols>{columns}</cols>"

    def _row_breaks(self) -> str:
        if not self.breaks:
            return ""
        breaks = "".join(f'<brk id="{row}" max="{_LAST_COLUMN}" man="1"/>' for row in self.breaks)
        number = len(self.breaks)
        return f'<rowBreaks count="{number}" manualBreakCount="{number}">{breaks}</rowBreaks>'


def _counted(name: str, elements: Sequence[str]) -> str:
    """An element that holds others and says how many; nothing if there is none."""
    return f'<{name} count="{len(elements)}">{"".join(elements)}</{name}>' if elements else ""
