"""Submissions of our forms, exported from KoboToolbox or ODK Central: one response per row.

The files are CSV or XLSX, in any of the layouts of these servers (`columns`). Values are the form's codes or
its labels in any available language. Columns that a server adds are ignored, except what they say about the submission:
its id is the response's key, so that nothing is imported twice and edits and rejected submissions are recognised.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from assessment import i18n
from assessment.catalogues import CatalogueUnknown, FindCatalogue
from assessment.domain.merging.imported_response import ImportedResponse, SubmissionVersion
from assessment.domain.model import Catalogue
from assessment.errors import FileRefused, Problem, RowsRefused
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.interchange.forms.columns import (
    KEY_COLUMN,
    ColumnContent,
    column_content,
    form_columns,
    header_key,
    hidden_columns,
    is_server_column,
    server_columns,
)
from assessment.interchange.forms.question_names import CALCULATED
from assessment.interchange.forms.rows import Columns, RowProblems, SubmissionReader, download_again_advice, row_ranges
from assessment.interchange.text_tables import (
    TextRow,
    TextTable,
    build_table,
    read_csv_table,
    split_table,
    type_value,
)
from assessment.interchange.vocabulary import fold_case
from assessment.interchange.xlsx.counters import CellNote
from assessment.interchange.xlsx.sheets import Grid, cell_text, note_problem
from assessment.parsing.message_text import appears_again, check_it, not_recognised, truncated
from assessment.parsing.validation import FileValidation, duplicates
from assessment.spreadsheet.references import column_letter

ANSWER_LIMIT = 80_000
"""Answers in an export: 2,400 submissions of a form of 33 recommendations."""
SUBMISSION_LIMIT = 5_000
CATALOGUE_LIMIT = 20
"""Catalogues that one export may answer, since each is looked for in the whole folder."""

_NOTHING = "n/a"
"""What Ona writes in every unanswered cell."""
_REJECTED = frozenset({"rejected", "not approved", "validation status not approved"})
_DOUBTED = frozenset({"hasissues", "has issues", "on hold", "validation status on hold"})
"""Review states of submissions on ODK Central and KoboToolbox."""
_CHOSEN = frozenset({"rating", "measures", "target_date", "round_date", "anonymous"})
"""The fields without free text."""


def read_submissions(
    table: TextTable, reading: FileValidation, find_catalogue: FindCatalogue, *, leave_out_rows: bool = False
) -> tuple[ImportedResponse, ...]:
    """The response of every row in a table. Raises FileRefused with every problem of the file.

    A response has an answer for every recommendation that has a column in the file, and no revisions: a form doesn't
    know what is stored. Rows whose catalogue isn't available are left out if `leave_out_rows`; otherwise they raise
    RowsRefused, if nothing else is wrong.
    """
    for name in duplicates(table.header):
        reading.refuse(_("row {row}").format(row=table.header_row), appears_again(name), download_again_advice())
    reading.close()
    return _Export(table, reading, find_catalogue, leave_out_rows).read()


def is_submissions(header: Iterable[str]) -> bool:
    """Whether a table with these columns is an export of one of our forms, valid or not."""
    return bool(hidden_columns(tuple(header)))


def text_table(content: bytes, reading: FileValidation) -> TextTable:
    """The table in an export as CSV. Raises FileRefused."""
    return read_csv_table(content, reading, lambda name: bool(hidden_columns((name,))) or is_server_column(name))


def find_sheet(grids: Iterable[Grid], reading: FileValidation) -> Grid | None:
    """The sheet with submissions, if there is one. Raises FileRefused if the workbook is the form itself."""
    by_title = {grid.title: grid for grid in grids}
    if {"survey", "choices"} <= by_title.keys() and any(CALCULATED[0] in row for row in by_title["survey"].rows):
        reading.refuse(
            "",
            _("This is the form, not its submissions."),
            _("Upload it to KoboToolbox or ODK, and download the submissions from there."),
        )
        reading.close()
    return next((grid for grid in by_title.values() if is_submissions(_header(grid))), None)


def _header(grid: Grid) -> list[str]:
    return next((texts for row in grid.rows if any(texts := [cell_text(value) for value in row])), [])


def sheet_table(grid: Grid, reading: FileValidation) -> TextTable:
    """The table in a sheet. Raises FileRefused.

    KoboToolbox writes a text that begins with an equals sign as a formula; any other formula is a `_FormulaValue`.
    """
    rows = [[cell_text(value) for value in row] for row in grid.rows]
    for (row, column), note in sorted(grid.notes.items()):
        if note is not CellNote.FORMULA:
            where = _("row {row}, {column}").format(row=row, column=column_letter(column))
            reading.refuse(where, note_problem(note), type_value())
        elif row <= len(rows) and column <= len(rows[row - 1]):
            computed = _FormulaValue(rows[row - 1][column - 1])
            rows[row - 1][column - 1] = grid.typed.get((row, column)) or computed
    reading.close()
    return build_table([TextRow(number, texts) for number, texts in enumerate(rows, start=1)], reading)


class _FormulaValue(str):
    """The value of a formula when a spreadsheet program last calculated it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class _UnknownColumn:
    """Why no catalogue was found for a row: the column, what is wrong, how to correct it."""

    column: str
    what: str
    fix: str


class _Export:
    """One export being read."""

    def __init__(
        self, table: TextTable, reading: FileValidation, find_catalogue: FindCatalogue, leave_out_rows: bool
    ) -> None:
        self.table, self.reading, self.find_catalogue = table, reading, find_catalogue
        self.leave_out_rows = leave_out_rows
        self.hidden, self.server_columns = hidden_columns(table.header), server_columns(table.header)
        self.columns: dict[tuple[str, ...], Columns | _UnknownColumn] = {}
        """By the values of the hidden cells."""
        self.problems, self.strays = RowProblems(), RowProblems()
        self.stray_rows: list[int] = []

    def read(self) -> tuple[ImportedResponse, ...]:
        for name in CALCULATED:
            if name not in self.hidden:
                self.reading.refuse(self._header_row, _no_column(name), download_again_advice())
        if not self.table.rows:
            self.reading.refuse("", _("The table has no rows."), _("Export it again."))
        if len(self.table.rows) > SUBMISSION_LIMIT:
            self._refuse_size()
        self.reading.close()
        rows = [(row, columns) for row in self.table.rows if (columns := self._columns_for(row))]
        self.reading.close()
        rows, warnings = self._without_nothing(rows)
        incoming = [self._incoming(row, columns) for row, columns in rows if not self.problems.is_full]
        self._close(incoming)
        warnings += self._warnings({row.number: self._cell(row, "review") for row, _columns in rows})
        # Warnings about the file are reported once.
        first, *others = incoming
        return (dataclasses.replace(first, warnings=tuple(warnings)), *others)

    @property
    def _header_row(self) -> str:
        return _("row {row}").format(row=self.table.header_row)

    def _close(self, incoming: list[ImportedResponse]) -> None:
        """Raise the problems, if there are any; rows without an available catalogue are left out if allowed."""
        self.problems.report(self.reading)
        is_sound = not self.reading.problems and bool(incoming)
        if is_sound and self.leave_out_rows:
            return
        self.strays.report(self.reading)
        if is_sound and self.reading.problems:
            raise RowsRefused(self.reading.problems)
        self.reading.close()

    def _incoming(self, row: TextRow, columns: Columns) -> ImportedResponse:
        reader = SubmissionReader(row, columns, self.table.header, self.problems)
        self._refuse_formulas(row, columns)
        named = [self._cell(row, field) for field in ("root", "key", "row", "uuid", "instance")]
        edits = self._cell(row, "edits")
        return ImportedResponse(
            source=self.reading.file,
            catalogue=columns.catalogue,
            response=reader.response(),
            locations=reader.places(),
            is_submission=True,
            key=next(filter(None, named), None),
            version=SubmissionVersion(
                id=self._cell(row, "uuid") or self._cell(row, "instance"),
                replaces=self._cell(row, "replaced"),
                edits=int(edits) if edits.isascii() and edits.isdigit() and len(edits) < len(str(10**9)) else None,
            ),
            is_rejected=fold_case(self._cell(row, "review")) in _REJECTED,
        )

    def _refuse_formulas(self, row: TextRow, columns: Columns) -> None:
        """Refuse formulas, which nobody submitted, except in columns that aren't read."""
        computed = [place for place, cell in enumerate(row.cells) if isinstance(cell, _FormulaValue)]
        read = {*columns.places.values(), *self.hidden.values(), *self.server_columns.values()} if computed else set()
        for place in computed:
            if place in read:
                self.problems.refuse(
                    row,
                    self.table.header[place],
                    note_problem(CellNote.FORMULA),
                    type_value(),
                )

    def _cell(self, row: TextRow, field: str) -> str:
        """What the server wrote there; an id without its prefix."""
        text = row.cells[self.server_columns[field]].strip() if field in self.server_columns else ""
        return "" if text == _NOTHING else text.removeprefix("uuid:")

    def _columns_for(self, row: TextRow) -> Columns | None:
        """The columns for the catalogue that a row answers; None if there isn't one, which is reported."""
        named = tuple(row.cells[self.hidden[name]].strip() for name in CALCULATED)
        if named not in self.columns:
            if len(self.columns) == CATALOGUE_LIMIT:
                self.strays.report(self.reading)
                self.reading.refuse(
                    "",
                    _("The submissions answer more than {limit} catalogues.").format(limit=CATALOGUE_LIMIT),
                    _("Split it into smaller files."),
                )
                self.reading.close()
            self.columns[named] = self._found(*named)
        found = self.columns[named]
        if isinstance(found, Columns):
            return found
        self.stray_rows.append(row.number)
        self.strays.refuse(row, found.column, found.what, found.fix)
        return None

    def _found(self, *named: str) -> Columns | _UnknownColumn:
        catalogue = self._catalogue(*named)
        if isinstance(catalogue, _UnknownColumn):
            return catalogue
        if len(self.table.rows) * len(catalogue.recommendations) > ANSWER_LIMIT:
            self._refuse_size()
        return Columns(catalogue, self._places(catalogue))

    def _refuse_size(self) -> None:
        """Refuse a file that would take many seconds to read."""
        self.reading.refuse(
            "",
            _("The file has {n} submissions, too many to read at once.").format(n=len(self.table.rows)),
            split_table(),
        )
        self.reading.close()

    def _catalogue(self, catalogue_id: str, version: str, content_hash: str) -> Catalogue | _UnknownColumn:
        cells = dict(zip(CALCULATED, (catalogue_id, version, content_hash), strict=True))
        if any(
            not cell or cell.startswith("#") or header_key(cell) == header_key(name) for name, cell in cells.items()
        ):
            return _UnknownColumn(
                CALCULATED[0],
                _("The row doesn’t say which catalogue it answers."),
                download_again_advice(),
            )
        try:
            catalogue = self.find_catalogue(catalogue_id, version)
        except FileRefused as error:
            self.reading.problems.extend(error.problems)
            self.reading.close()
            raise
        except CatalogueUnknown as error:
            fix = _("Add the form’s catalogue to the catalogue folder, or leave the row out.")
            return _UnknownColumn(CALCULATED[0], str(error), fix)
        if catalogue.hash == content_hash:
            return catalogue
        return _UnknownColumn(
            CALCULATED[2],
            _("The form’s wording differs from the catalogue {id} {version} here.").format(
                id=catalogue.id, version=catalogue.version
            ),
            _("Add the form’s catalogue to the catalogue folder, or leave the row out."),
        )

    def _places(self, catalogue: Catalogue) -> dict[ColumnContent, int]:
        """The columns for a catalogue. If the header lacks what every row needs, that is reported instead of every
        row."""
        known = form_columns(catalogue, tuple(i18n.LANGUAGES))
        places: dict[ColumnContent, int] = {}
        for place, name in enumerate(self.table.header):
            holds = column_content(name, known)
            if holds is None:
                continue
            if holds in places:
                what = _("The columns “{first}” and “{second}” are the same.").format(
                    first=truncated(self.table.header[places[holds]]), second=truncated(name)
                )
                self.reading.refuse(self._header_row, what, download_again_advice())
            places.setdefault(holds, place)
        if not any(holds.item for holds in places):
            self.reading.refuse(self._header_row, _("No column has answers."), download_again_advice())
        else:
            for name in ("country", "voice"):
                if ColumnContent("", name) not in places:
                    self.reading.refuse(self._header_row, _no_column(name), download_again_advice())
        return places

    def _without_nothing(
        self, rows: list[tuple[TextRow, Columns]]
    ) -> tuple[list[tuple[TextRow, Columns]], list[Problem]]:
        """The rows with “n/a” replaced by empty cells, where it certainly means that, and the warning about it.

        It does if no choice cell in the file is empty. Raises FileRefused if it is unclear.
        """
        found, are_empty = RowProblems(), False
        what, fix = not_recognised(_NOTHING), _("Clear these cells, or write the answers.")
        chosen = {
            each.catalogue.hash: [place for holds, place in each.places.items() if holds.field in _CHOSEN]
            for each in self.columns.values()
            if isinstance(each, Columns)
        }
        for row, columns in rows:
            cells = [row.cells[place] for place in chosen[columns.catalogue.hash]]
            are_empty = are_empty or "" in cells
            if _NOTHING in cells:
                for place in chosen[columns.catalogue.hash]:
                    if row.cells[place] == _NOTHING:
                        found.refuse(row, self.table.header[place], what, fix)
        if not found.cells:
            return rows, []
        if are_empty:
            found.report(self.reading)
            self.reading.close()
        warning = _("“{text}” was read as an empty cell.")
        return [(_emptied(row, columns), columns) for row, columns in rows], [
            Problem(
                "",
                warning.format(text=_NOTHING),
                check_it(),
                self.reading.file,
            )
        ]

    def _warnings(self, reviewed: Mapping[int, str]) -> Iterator[Problem]:
        known = {
            place
            for columns in self.columns.values()
            if isinstance(columns, Columns)
            for place in columns.places.values()
        }
        known |= {*self.hidden.values(), *self.server_columns.values()}
        for place, name in enumerate(self.table.header):
            if (
                place not in known
                and not is_server_column(name)
                and any(row.cells[place].strip() for row in self.table.rows)
            ):
                yield Problem(self._header_row, not_recognised(name), _("This column is ignored."), self.reading.file)
        if not self.server_columns.keys() & {"root", "key", "row", "uuid", "instance"}:
            fix = _("If these submissions are imported again, they will not be recognised.")
            yield Problem(self._header_row, _no_column(KEY_COLUMN), fix, self.reading.file)
        if doubted := [row for row, review in reviewed.items() if fold_case(review) in _DOUBTED]:
            what = ngettext(
                "{n} submission was marked as having issues or on hold.",
                "{n} submissions were marked as having issues or on hold.",
                len(doubted),
            ).format(n=len(doubted))
            yield Problem(row_ranges(doubted), what, _("It is imported all the same."), self.reading.file)
        if self.stray_rows:
            what = ngettext(
                "The catalogue of this row is not available.",
                "The catalogue of these rows is not available.",
                len(self.stray_rows),
            )
            yield Problem(row_ranges(self.stray_rows), what, _("Left out, as you chose."), self.reading.file)


def _emptied(row: TextRow, columns: Columns) -> TextRow:
    places = set(columns.places.values())
    return TextRow(
        row.number,
        tuple("" if place in places and cell == _NOTHING else cell for place, cell in enumerate(row.cells)),
    )


def _no_column(name: str) -> str:
    return _("The column “{name}” is missing.").format(name=name)
