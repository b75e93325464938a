"""Reads the follow-up plan of a gap report that comes back, and nothing else of it.

A hidden sheet says which plan was written, and where (`spreadsheet.plan_layout`). Columns are found by their headers
and rows by the recommendation's id, so both may have been moved or sorted. What isn't understood is a problem reported
with its sheet and cell, and then nothing is read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessment.catalogues import FindCatalogue, look_up
from assessment.codec import restore
from assessment.domain.catalogue import Catalogue
from assessment.domain.fields import Field, SharingLevel
from assessment.domain.follow_up import FOLLOW_UP_FIELDS, FollowUp
from assessment.domain.merging.imported_response import FileFollowUp, ImportedResponse
from assessment.domain.response import Response, Voice
from assessment.i18n import gettext as _
from assessment.interchange.answer_parser import parse_value
from assessment.interchange.hidden_sheet import Facts, one, read_origin, whole_values
from assessment.interchange.questionnaire.texts import is_unchanged
from assessment.interchange.xlsx.sheets import Cell, Grid, WorkbookReading, cell_text, note_problem, refuse_merged
from assessment.parsing.message_text import abbreviated_list, also_in, keep_one, truncated
from assessment.parsing.validation import duplicates
from assessment.spreadsheet.plan_layout import PLAN_FIELDS, PLAN_FORMAT, PLAN_TEXTS, PlanCode
from assessment.spreadsheet.text import in_cell

_SHAPE = dict.fromkeys(PlanCode, (0, 1)) | {PlanCode.SHEET: (1, 0), PlanCode.COLUMN: (2, 1), PlanCode.GAP: (3, 1)}
_COLUMNS = ("id", "title", *PLAN_FIELDS)


@dataclass(frozen=True, slots=True)
class _WrittenGap:
    """A follow-up as it was written into the report, with its revision, and what its cells showed by field."""

    follow_up: FollowUp
    revision: int
    shown: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Origin:
    """What the hidden sheet says: of which response the report is, and what stands where on the sheet of gaps."""

    level: str
    catalogue_id: str
    version: str
    assessment_id: str
    sheet: str
    headers: Mapping[str, str]
    """By field, also `id` and `title`."""
    gaps: Mapping[str, _WrittenGap]
    """By recommendation."""


def read_gap_report(grids: Sequence[Grid], reading: WorkbookReading, find_catalogue: FindCatalogue) -> ImportedResponse:
    """The follow-ups in a gap report. Raises FileRefused with every problem of the file."""
    way_out = _("Copy your changes into a newly downloaded gap report.")
    origin = read_origin(grids, PLAN_FORMAT, _SHAPE, _origin, reading, way_out)
    assert origin is not None  # noqa: S101 - else it isn't known as a gap report
    _check_origin(origin, reading)
    catalogue = look_up(find_catalogue, origin.catalogue_id, origin.version, reading)
    follow_ups = _Reader(origin, reading).read(grids, catalogue) if catalogue else {}
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


def _origin(facts: Facts) -> _Origin:
    """Raises ValueError if a follow-up can't be put together, or a column isn't named."""
    gaps = {
        item: _written(values, int(revision)) for (item, revision), values in whole_values(facts[PlanCode.GAP]).items()
    }
    columns = facts[PlanCode.COLUMN]
    headers = {field: header for (_sheet, field), (header,) in columns.items()}
    if gaps and headers.keys() != {*_COLUMNS}:
        raise ValueError
    return _Origin(
        one(facts, PlanCode.LEVEL),
        one(facts, PlanCode.CATALOGUE),
        one(facts, PlanCode.VERSION),
        one(facts, PlanCode.ASSESSMENT),
        next((sheet for sheet, _field in columns), ""),
        headers,
        gaps,
    )


def _written(values: Any, revision: int) -> _WrittenGap:
    match values:
        case {"shown": dict(cell_texts), **fields} if fields.keys() == {*PLAN_FIELDS}:
            follow_up = restore(FollowUp, fields)
            texts = {name: restore(str, cell_texts.get(name, getattr(follow_up, name))) for name in PLAN_TEXTS}
            return _WrittenGap(follow_up, revision, texts)
    raise ValueError


def _check_origin(origin: _Origin, reading: WorkbookReading) -> None:
    """Raise FileRefused for a report that can't be imported."""
    if origin.level in (SharingLevel.PUBLIC, SharingLevel.PARTNERS):
        reading.refuse(
            "",
            _("Parts were left out of this gap report before it was shared, so its plan can’t be imported."),
            _("Use the full gap report."),
        )
    elif not origin.assessment_id:
        reading.refuse(
            "",
            _("This gap report was made from a file, so it belongs to no stored response."),
            _("Import that file, and use the gap report of the stored response."),
        )
    reading.close()


def _unmarked(title: str) -> str:
    """A title without the mark of a red line."""
    return title.partition("▲")[0].strip()


class _Reader:
    """Turns the rows of the sheet with the gaps into follow-ups; what isn't understood is reported to `reading`."""

    def __init__(self, origin: _Origin, reading: WorkbookReading) -> None:
        self.origin, self.reading = origin, reading

    def read(self, grids: Sequence[Grid], catalogue: Catalogue) -> dict[str, FileFollowUp]:
        if not self.origin.gaps:
            return {}
        grid = next((grid for grid in grids if grid.title == self.origin.sheet), None)
        if grid is None:
            what = _("This sheet is missing, or has another name.")
            self.reading.refuse(self.origin.sheet, what, _("Give it its name back."))
            return {}
        header, columns = self._find_columns(grid)
        if columns.keys() != {*_COLUMNS}:
            return {}
        rows = self._rows(grid, header, columns, catalogue)
        taken = {(cell.row, cell.column): cell for cells in rows.values() for cell in cells.values()}
        refuse_merged(grid, taken, self.reading)
        # Only what somebody typed is a value.
        unsound = {place: cell for place, cell in taken.items() if place in grid.notes}
        for place, cell in unsound.items():
            self.reading.refuse(cell.place, note_problem(grid.notes[place]), _("Type the value into the cell."))
        if gone := [item for item in self.origin.gaps if item not in rows]:
            what = _("Recommendations are missing: {ids}.").format(ids=abbreviated_list(gone))
            self.reading.warn(grid.title, what, _("The stored values stay as they are."))
        return {
            item: self._follow_up(self.origin.gaps[item], cells)
            for item, cells in rows.items()
            if not any((cell.row, cell.column) in unsound for cell in cells.values())
        }

    def _find_columns(self, grid: Grid) -> tuple[int, dict[str, int]]:
        """The row of the headers, and the columns by field, all counted from 0."""
        wanted = {header.strip(): field for field, header in self.origin.headers.items()}
        texts = [[cell_text(value).strip() for value in row] for row in grid.rows] or [[]]
        place = max(range(len(texts)), key=lambda row: sum(name in texts[row] for name in wanted))
        names, where = texts[place], f"{grid.title}!{place + 1}"
        for header in duplicates(name for name in names if name in wanted):
            self.reading.refuse(where, _("The column “{name}” is there twice.").format(name=header), keep_one())
        if missing := [header for header in wanted if header not in names]:
            what = _("Columns are missing: {columns}.").format(columns=abbreviated_list(missing))
            self.reading.refuse(where, what, _("Give them their names back."))
        return place, {wanted[name]: column for column, name in enumerate(names) if name in wanted}

    def _rows(
        self, grid: Grid, header: int, columns: Mapping[str, int], catalogue: Catalogue
    ) -> dict[str, dict[str, Cell]]:
        """The cells of each recommendation's plan, by field."""
        rows: dict[str, dict[str, Cell]] = {}
        for number, row in enumerate(grid.rows[header + 1 :], start=header + 2):
            cells = {field: Cell(grid.title, number, place + 1, row[place]) for field, place in columns.items()}
            item, title = cells.pop("id"), cells.pop("title")
            named = cell_text(item.value).strip()
            if not named and all(cell.value == "" for cell in cells.values()):
                continue
            if problem := self._row_problem(named, title, rows, catalogue):
                self.reading.refuse(item.place, *problem)
            else:
                rows[named] = cells
        return rows

    def _row_problem(
        self, named: str, title: Cell, rows: Mapping[str, Mapping[str, Cell]], catalogue: Catalogue
    ) -> tuple[str, str] | None:
        """Why a row isn't that of a gap of the report."""
        if not named:
            return _("This row has no id."), _("Write the recommendation’s id, or clear the row.")
        if named not in self.origin.gaps or named not in catalogue.by_id:
            what = _("“{id}” is not among the gaps of this report.").format(id=truncated(named))
            return what, _("Write the id that was there, or delete the row.")
        if named in rows:
            return also_in(named, next(iter(rows[named].values())).place), _("Delete one of the rows.")
        if not is_unchanged(_unmarked(cell_text(title.value)), _unmarked(catalogue.by_id[named].title)):
            what = _("“{title}” is not the title of {id}.").format(title=truncated(cell_text(title.value)), id=named)
            return what, _("Sort whole rows only. Undo it, or copy your changes into a newly downloaded gap report.")
        return None

    def _follow_up(self, written: _WrittenGap, cells: Mapping[str, Cell]) -> FileFollowUp:
        base = written.follow_up
        values = {field.name: self._value(field, cells[field.name], written) for field in FOLLOW_UP_FIELDS}
        values["status_date"] = self._status_day(cells["status_date"], values["status_date"], values["status"], base)
        return FileFollowUp(FollowUp(**values), cells["status"].place, base, written.revision)

    def _value(self, field: Field, cell: Cell, written: _WrittenGap) -> Any:
        """The value in a cell; the one that was written if the cell still shows it, or shows nothing that can be."""
        before = getattr(written.follow_up, field.name)
        text = self.reading.text(cell, field)
        if field.is_text and is_unchanged(text, written.shown[field.name]):
            return before
        if field.is_text and written.shown[field.name] != in_cell(before):
            self.reading.refuse(
                cell.place,
                _("The cell had only the beginning of this text, and was changed."),
                _("Undo the change, and change the text in the app."),
            )
            return before
        if field.name == "status" and not text.strip():
            self.reading.warn(cell.place, _("The status is empty."), _("The stored status stays as it is."))
        elif not field.is_text and before is not None and text.strip() == str(before):
            # An earlier version may have had wider limits.
            return before

        def refuse(_field: str, what: str, fix: str) -> None:
            self.reading.refuse(cell.place, what, fix)

        value = parse_value(field, {field.name: text}, refuse)
        return before if value is None and field.codes else value

    def _status_day(self, cell: Cell, day: dt.date | None, status: object, base: FollowUp) -> dt.date | None:
        """The day since which the status holds; none if the status is new and the day still that of the one before."""
        if day is None or day != base.status_date or status == base.status:
            return day
        self.reading.warn(
            cell.place,
            _("The status is another one, and this is still the date of the one before. It is left out."),
            _("Write the day since which the new status holds here, or add it in the app."),
        )
        return None
