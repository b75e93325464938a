"""Reads the follow-up plan of a gap report that comes back, and nothing else of it.

Columns are found by their headers and rows by the recommendation's id, so both may have been moved or sorted. What
isn't understood is a problem reported with its sheet and cell, and then nothing is read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from assessment.catalogues import FindCatalogue, look_up
from assessment.domain.fields import Kind
from assessment.domain.follow_up import FIELDS, FOLLOW_UP_FIELDS, FollowUp, FollowUpStatus
from assessment.domain.merging.imported_response import FileFollowUp, ImportedResponse
from assessment.domain.model import Catalogue, Response, Voice
from assessment.i18n import gettext as _
from assessment.interchange.answer_parser import Refuse, parse_choice, parse_day, parse_text
from assessment.interchange.gap_report_origin import PlanOrigin, read_plan_origin
from assessment.interchange.questionnaire.answer_cells import WorkbookReading, date_value, refuse_merged, text_value
from assessment.interchange.questionnaire.visible_text import is_unchanged
from assessment.interchange.vocabulary import parse_code
from assessment.interchange.xlsx.sheets import Cell, Grid, ReadWorkbook, cell_text, note_problem
from assessment.parsing.message_text import abbreviated_list, also_in, keep_one, truncated
from assessment.parsing.validation import duplicates
from assessment.spreadsheet.plan_layout import PLAN_FIELDS


def read_gap_report(
    workbook: ReadWorkbook, reading: WorkbookReading, find_catalogue: FindCatalogue
) -> ImportedResponse:
    """The follow-ups in a gap report. Raises FileRefused with every problem of the file."""
    origin = read_plan_origin(workbook.grids, reading)
    catalogue = look_up(find_catalogue, origin.catalogue_id, origin.version, reading, partial(reading.refuse, ""))
    reader = _Reader(origin, reading, from_1904=workbook.from_1904)
    follow_ups = reader.read(workbook.grids, catalogue) if catalogue else {}
    reading.close()
    assert catalogue is not None  # noqa: S101 - else there was a problem
    return ImportedResponse(
        source=reading.file,
        catalogue=catalogue,
        # Whose plan it is, only the stored response says.
        response=Response(catalogue.id, catalogue.version, country="", voice=Voice.OTHER),
        assessment_id=origin.assessment_id,
        follow_ups=follow_ups,
        is_gap_report=True,
        warnings=tuple(reading.warnings),
    )


class _Reader:
    """Turns the rows of the sheet with the gaps into follow-ups; what isn't understood is reported to `reading`."""

    def __init__(self, origin: PlanOrigin, reading: WorkbookReading, *, from_1904: bool) -> None:
        self.origin, self.reading, self.from_1904 = origin, reading, from_1904
        self.columns: dict[str, int] = {}

    def read(self, grids: Sequence[Grid], catalogue: Catalogue) -> dict[str, FileFollowUp]:
        if not self.origin.gaps:
            return {}
        grid = next((each for each in grids if each.title == self.origin.sheet), None)
        if grid is None:
            self.reading.refuse(
                self.origin.sheet, _("This sheet is missing, or has another name."), _("Give it its name back.")
            )
            return {}
        header = self._find_header(grid)
        if header is None:
            return {}
        rows = self._rows(grid, header, catalogue)
        taken = {(cell.row, cell.column): cell for cells in rows.values() for cell in cells.values()}
        refuse_merged(grid, taken, self.reading)
        # Only what somebody typed is a value.
        unsound = {place: cell for place, cell in taken.items() if place in grid.notes}
        for place, cell in unsound.items():
            self.reading.refuse(cell.place, note_problem(grid.notes[place]), _("Type the value into the cell."))
        if gone := [item for item in self.origin.gaps if item not in rows]:
            self.reading.warn(
                grid.title,
                _("Recommendations are missing: {ids}.").format(ids=abbreviated_list(gone)),
                _("The stored values stay as they are."),
            )
        return {
            item: self._follow_up(item, cells)
            for item, cells in rows.items()
            if not any((cell.row, cell.column) in unsound for cell in cells.values())
        }

    def _find_header(self, grid: Grid) -> int | None:
        """The row of the headers, counted from 0; the columns are remembered."""
        wanted = {header.strip(): field for field, header in self.origin.headers.items()}
        found: tuple[int, list[str]] = (0, [])
        for place, row in enumerate(grid.rows):
            names = [cell_text(value).strip() for value in row]
            if sum(name in names for name in wanted) > sum(name in found[1] for name in wanted):
                found = place, names
        place, names = found
        where = f"{grid.title}!{place + 1}"
        missing = [header for header in wanted if header not in names]
        for header in duplicates(name for name in names if name in wanted):
            self.reading.refuse(where, _("The column “{name}” is there twice.").format(name=header), keep_one())
        if missing:
            self.reading.refuse(
                where,
                _("Columns are missing: {columns}.").format(columns=abbreviated_list(missing)),
                _("Give them their names back."),
            )
        self.columns = {wanted[name]: column for column, name in enumerate(names) if name in wanted}
        return None if missing or not names else place

    def _rows(self, grid: Grid, header: int, catalogue: Catalogue) -> dict[str, dict[str, Cell]]:
        """The cells of each recommendation's plan, by field."""
        rows: dict[str, dict[str, Cell]] = {}
        for number, row in enumerate(grid.rows[header + 1 :], start=header + 2):
            cells = {
                field: Cell(grid.title, number, self.columns[field] + 1, row[self.columns[field]])
                for field in ("id", "title", *PLAN_FIELDS)
            }
            item, title = cells.pop("id"), cells.pop("title")
            named = cell_text(item.value).strip()
            if not named and all(cell.value == "" for cell in cells.values()):
                continue
            if self._is_sound(item, named, title, rows, catalogue):
                rows[named] = cells
        return rows

    def _is_sound(
        self, item: Cell, named: str, title: Cell, rows: Mapping[str, Mapping[str, Cell]], catalogue: Catalogue
    ) -> bool:
        """Whether a row is that of a gap of the report; otherwise it is reported."""
        problem: tuple[str, str] | None = None
        if not named:
            problem = _("This row has no id."), _("Write the recommendation’s id, or clear the row.")
        elif named not in self.origin.gaps or named not in catalogue.by_id:
            problem = (
                _("“{id}” is not among the gaps of this report.").format(id=truncated(named)),
                _("Write the id that was there, or delete the row."),
            )
        elif named in rows:
            problem = also_in(named, next(iter(rows[named].values())).place), _("Delete one of the rows.")
        elif not is_unchanged(cell_text(title.value).strip(), catalogue.by_id[named].title.strip()):
            problem = (
                _("“{title}” is not the title of {id}.").format(title=truncated(cell_text(title.value)), id=named),
                _("Sort whole rows only. Undo it, or copy your changes into a newly downloaded gap report."),
            )
        if problem:
            self.reading.refuse(item.place, *problem)
        return problem is None

    def _follow_up(self, item: str, cells: Mapping[str, Cell]) -> FileFollowUp:
        written = self.origin.gaps[item]
        base, refuse = written.follow_up, self._refuse(cells)
        status = self._status(cells["status"], base, refuse)
        values: dict[str, Any] = {"status": status}
        for field in FOLLOW_UP_FIELDS:
            cell = cells[field.name]
            if field.name == "status_date":
                values[field.name] = self._status_day(cell, base, status, refuse)
            elif field.kind is Kind.DAY:
                values[field.name] = self._day(field.name, cell, getattr(base, field.name), refuse)
            elif field.is_text:
                values[field.name] = self._text(item, field.name, cell, refuse)
        return FileFollowUp(FollowUp(**values), cells["status"].place, base, written.revision)

    def _status(self, cell: Cell, base: FollowUp, refuse: Refuse) -> FollowUpStatus:
        """The status in a cell; the one that was written if the cell is empty, for that isn't a status."""
        text = cell_text(cell.value).strip()
        if not text:
            self.reading.warn(cell.place, _("The status is empty."), _("The stored status stays as it is."))
        return parse_choice("status", {"status": text}, partial(parse_code, FollowUpStatus), refuse) or base.status

    def _status_day(self, cell: Cell, base: FollowUp, status: FollowUpStatus, refuse: Refuse) -> dt.date | None:
        """The day since which the status holds; none if the status is new and the day still that of the one before."""
        day = self._day("status_date", cell, base.status_date, refuse)
        if day is None or day != base.status_date or status == base.status:
            return day
        self.reading.warn(
            cell.place,
            _("The status is another one, and this is still the date of the one before. It is left out."),
            _("Write the day since which the new status holds here, or add it in the app."),
        )
        return None

    def _refuse(self, cells: Mapping[str, Cell]) -> Refuse:
        return lambda field, what, fix: self.reading.refuse(cells[field].place, what, fix)

    def _text(self, item: str, field: str, cell: Cell, refuse: Refuse) -> str:
        """The text of a cell; the one that was written if the cell still shows it."""
        text = cell.value if isinstance(cell.value, str) else text_value(cell, self.reading)
        written = self.origin.gaps[item]
        whole: str = getattr(written.follow_up, field)
        if is_unchanged(text, written.shown[field]):
            return whole
        if written.is_cut(field):
            refuse(
                field,
                _("The cell had only the beginning of this text, and was changed."),
                _("Undo the change, and change the text in the app."),
            )
            return whole
        return parse_text(field, text, refuse)

    def _day(self, field: str, cell: Cell, base: dt.date | None, refuse: Refuse) -> dt.date | None:
        if isinstance(cell.value, str):
            day = parse_day(field, {field: cell.value.strip()}, refuse)
        else:
            day = date_value(cell, self.reading, from_1904=self.from_1904)
        if day is not None and day != base and (wrong := FIELDS[field].problem(day)):
            refuse(field, *wrong)
            return base
        return day
