"""Submissions of our forms, exported from KoboToolbox or ODK Central: one response per row.

The files are CSV or XLSX, in any of the layouts of these servers (`columns`). Values are the form's codes or
its labels in any available language. Columns that a server adds are ignored, except what they say about the submission:
its id is the response's key, so that nothing is imported twice and edits and rejected submissions are recognised.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from assessment import i18n
from assessment.catalogues import CatalogueUnknown, FindCatalogue
from assessment.domain.catalogue import Catalogue
from assessment.domain.merging.imported_response import ImportedResponse, SubmissionVersion
from assessment.errors import FileRefused, RowsRefused
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.interchange.forms.answers import Columns, download_again_advice
from assessment.interchange.forms.columns import (
    ColumnContent,
    column_content,
    form_columns,
    header_key,
    hidden_columns,
    is_server_column,
    server_columns,
)
from assessment.interchange.forms.question_names import CALCULATED
from assessment.interchange.text_tables import (
    RowProblems,
    TextRow,
    TextTable,
    build_table,
    read_csv_table,
    row_ranges,
    split_table,
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
_KEYS = ("root", "key", "row", "uuid", "instance")
"""What identifies a submission, the most reliable first."""
_REJECTED = frozenset({"rejected", "not approved", "validation status not approved"})
_DOUBTED = frozenset({"hasissues", "has issues", "on hold", "validation status on hold"})
"""Review states of submissions on ODK Central and KoboToolbox."""
Submission = tuple[TextRow, Columns]


def read_submissions(
    table: TextTable, reading: FileValidation, find_catalogue: FindCatalogue, *, leave_out_rows: bool = False
) -> tuple[ImportedResponse, ...]:
    """The response of every row in a table. Raises FileRefused with every problem of the file.

    A response has an answer for every recommendation that has a column in the file, and no revisions: a form doesn't
    know what is stored. Rows whose catalogue isn't available are left out if `leave_out_rows`; otherwise they raise
    RowsRefused, if nothing else is wrong.
    """
    return _Export(table, reading, find_catalogue).read(leave_out_rows=leave_out_rows)


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
        raise reading.refused(
            "",
            _("This is the form, not its submissions."),
            _("Upload it to KoboToolbox or ODK, and download the submissions from there."),
        )
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
            reading.refuse(where, note_problem(note), _type_value())
        elif row <= len(rows) and column <= len(rows[row - 1]):
            computed = _FormulaValue(rows[row - 1][column - 1])
            rows[row - 1][column - 1] = grid.typed.get((row, column)) or computed
    reading.close()
    return build_table((TextRow(number, texts) for number, texts in enumerate(rows, start=1)), reading)


class _FormulaValue(str):
    """The value of a formula when a spreadsheet program last calculated it."""

    __slots__ = ()


class _Unknown(Exception):
    """A row has no catalogue: the column that names it, what is wrong, how to correct it."""


class _Export:
    """One export being read."""

    def __init__(self, table: TextTable, reading: FileValidation, find_catalogue: FindCatalogue) -> None:
        self.table, self.reading, self.find_catalogue = table, reading, find_catalogue
        self.hidden, self.server_columns = hidden_columns(table.header), server_columns(table.header)
        self.header_row = row_ranges([table.header_row])
        self.known: dict[tuple[str, ...], Columns | _Unknown] = {}
        """By the values of the hidden cells."""
        self.problems, self.strays = RowProblems(), RowProblems()
        self.stray_rows: list[int] = []

    def read(self, *, leave_out_rows: bool) -> tuple[ImportedResponse, ...]:
        for name in duplicates(self.table.header):
            self._refuse_header(appears_again(name))
        self.reading.close()
        for name in CALCULATED:
            if name not in self.hidden:
                self._refuse_header(_no_column(name))
        if not self.table.rows:
            self.reading.refuse("", _("The table has no rows."), _("Export it again."))
        if len(self.table.rows) > SUBMISSION_LIMIT:
            self._refuse_size()
        self.reading.close()
        rows = [(row, columns) for row in self.table.rows if (columns := self._columns_for(row))]
        self.reading.close()
        submissions = self._without_nothing(rows)
        incoming = [self._incoming(row, columns) for row, columns in submissions if not self.problems.is_full]
        self._close(incoming, leave_out_rows=leave_out_rows)
        self._warn(submissions)
        # Warnings about the file are reported once.
        first, *others = incoming
        return (dataclasses.replace(first, warnings=tuple(self.reading.warnings)), *others)

    def _refuse_header(self, what: str) -> None:
        self.reading.refuse(self.header_row, what, download_again_advice())

    def _close(self, incoming: Sequence[ImportedResponse], *, leave_out_rows: bool) -> None:
        """Raise the problems, if there are any; rows without an available catalogue are left out if allowed."""
        self.problems.report(self.reading)
        is_sound = not self.reading.problems and bool(incoming)
        if is_sound and leave_out_rows:
            return
        self.strays.report(self.reading)
        if is_sound and self.reading.problems:
            raise RowsRefused(self.reading.problems)
        self.reading.close()

    def _incoming(self, row: TextRow, columns: Columns) -> ImportedResponse:
        self._refuse_formulas(row, columns)
        edits = self._cell(row, "edits")
        return ImportedResponse(
            source=self.reading.file,
            catalogue=columns.catalogue,
            response=columns.response(row),
            locations=columns.locations(row),
            is_submission=True,
            key=next(filter(None, (self._cell(row, field) for field in _KEYS)), None),
            version=SubmissionVersion(
                id=self._cell(row, "uuid") or self._cell(row, "instance"),
                replaces=self._cell(row, "replaced"),
                edits=int(edits) if edits.isascii() and edits.isdigit() and len(edits) < len(str(10**9)) else None,
            ),
            is_rejected=fold_case(self._cell(row, "review")) in _REJECTED,
        )

    def _refuse_formulas(self, row: TextRow, columns: Columns) -> None:
        """Refuse formulas, which nobody submitted, except in columns that aren't read."""
        for place, cell in enumerate(row.cells):
            if isinstance(cell, _FormulaValue) and place in self._places_read([columns]):
                self.problems.refuse(row, self.table.header[place], note_problem(CellNote.FORMULA), _type_value())

    def _places_read(self, read: Iterable[Columns]) -> set[int]:
        ours = {place for columns in read for place in columns.places.values()}
        return {*ours, *self.hidden.values(), *self.server_columns.values()}

    def _cell(self, row: TextRow, field: str) -> str:
        """What the server wrote there; an id without its prefix."""
        text = row.cells[self.server_columns[field]].strip() if field in self.server_columns else ""
        return "" if text == _NOTHING else text.removeprefix("uuid:")

    def _columns_for(self, row: TextRow) -> Columns | None:
        """The columns for the catalogue that a row answers; None if there isn't one, which is reported."""
        named = tuple(row.cells[self.hidden[name]].strip() for name in CALCULATED)
        if named not in self.known:
            if len(self.known) == CATALOGUE_LIMIT:
                self.strays.report(self.reading)
                what = _("The submissions answer more than {limit} catalogues.").format(limit=CATALOGUE_LIMIT)
                raise self.reading.refused("", what, _("Split it into smaller files."))
            self.known[named] = self._find_columns(*named)
        columns = self.known[named]
        if isinstance(columns, Columns):
            return columns
        self.stray_rows.append(row.number)
        self.strays.refuse(row, *columns.args)
        return None

    def _find_columns(self, *named: str) -> Columns | _Unknown:
        try:
            catalogue = self._catalogue(*named)
        except _Unknown as unknown:
            return unknown
        if len(self.table.rows) * len(catalogue.recommendations) > ANSWER_LIMIT:
            self._refuse_size()
        return Columns(catalogue, self.table.header, self._places(catalogue), self.problems)

    def _refuse_size(self) -> None:
        """Refuse a file that would take many seconds to read."""
        what = _("The file has {n} submissions, too many to read at once.").format(n=len(self.table.rows))
        raise self.reading.refused("", what, split_table())

    def _catalogue(self, *named: str) -> Catalogue:
        """The catalogue with this id, version and content hash. Raises _Unknown."""
        for name, cell in zip(CALCULATED, named, strict=True):
            # A row of labels or hashtags below the header names none.
            if not cell or cell.startswith("#") or header_key(cell) == header_key(name):
                what = _("The row doesn’t say which catalogue it answers.")
                raise _Unknown(CALCULATED[0], what, download_again_advice())
        catalogue_id, version, content_hash = named
        fix = _("Add the form’s catalogue to the catalogue folder, or leave the row out.")
        try:
            catalogue = self.find_catalogue(catalogue_id, version)
        except FileRefused as error:
            self.reading.problems.extend(error.problems)
            self.reading.close()
            raise
        except CatalogueUnknown as error:
            raise _Unknown(CALCULATED[0], str(error), fix) from None
        if catalogue.hash != content_hash:
            what = _("The form’s wording differs from the catalogue {id} {version} here.")
            raise _Unknown(CALCULATED[2], what.format(id=catalogue.id, version=catalogue.version), fix)
        return catalogue

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
                what = _("The columns “{first}” and “{second}” are the same.")
                first = truncated(self.table.header[places[holds]])
                self._refuse_header(what.format(first=first, second=truncated(name)))
            places.setdefault(holds, place)
        if not any(holds.item for holds in places):
            self._refuse_header(_("No column has answers."))
        else:
            for name in ("country", "voice"):
                if ColumnContent("", name) not in places:
                    self._refuse_header(_no_column(name))
        return places

    def _without_nothing(self, rows: Sequence[Submission]) -> Sequence[Submission]:
        """The rows with “n/a” as empty cells, where no cell of a choice is empty: there it certainly means that."""
        chosen = {row.cells[place] for row, columns in rows for place in columns.chosen}
        if _NOTHING not in chosen or "" in chosen:
            return rows
        self.reading.warn("", _("“{text}” was read as an empty cell.").format(text=_NOTHING), check_it())
        return [(_emptied(row, columns), columns) for row, columns in rows]

    def _warn(self, submissions: Iterable[Submission]) -> None:
        """Warn about what isn't read, and what should be checked."""
        read = self._places_read(columns for columns in self.known.values() if isinstance(columns, Columns))
        for place, name in enumerate(self.table.header):
            is_ours = place in read or is_server_column(name)
            if not is_ours and any(row.cells[place].strip() for row in self.table.rows):
                self.reading.warn(self.header_row, not_recognised(name), _("This column is ignored."))
        if self.server_columns.keys().isdisjoint(_KEYS):
            fix = _("If these submissions are imported again, they will not be recognised.")
            self.reading.warn(self.header_row, _no_column("_uuid"), fix)
        if doubted := [row.number for row, _c in submissions if fold_case(self._cell(row, "review")) in _DOUBTED]:
            what = ngettext(
                "{n} submission was marked as having issues or on hold.",
                "{n} submissions were marked as having issues or on hold.",
                len(doubted),
            ).format(n=len(doubted))
            self.reading.warn(row_ranges(doubted), what, _("It is imported all the same."))
        if self.stray_rows:
            what = ngettext(
                "The catalogue of this row is not available.",
                "The catalogue of these rows is not available.",
                len(self.stray_rows),
            )
            self.reading.warn(row_ranges(self.stray_rows), what, _("Left out, as you chose."))


def _emptied(row: TextRow, columns: Columns) -> TextRow:
    places = set(columns.places.values())
    cells = ("" if place in places and cell == _NOTHING else cell for place, cell in enumerate(row.cells))
    return TextRow(row.number, tuple(cells))


def _no_column(name: str) -> str:
    return _("The column “{name}” is missing.").format(name=name)


def _type_value() -> str:
    return _("Type the value into the cell, or download the table again.")
