"""The sheets of a workbook as calamine reads them: grids of values, or tables of texts whatever the values are."""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, load_workbook

from assessment.errors import FileRefused
from assessment.i18n import gettext as _
from assessment.interchange.file_types import SIZE_LIMIT
from assessment.interchange.text_tables import COLUMN_LIMIT, TextRow, type_value
from assessment.interchange.xlsx.package_limits import ENTRY_LIMIT, Package, check_formulas, count_entries, open_package
from assessment.interchange.xlsx.sheet_scan import CellNotes, ScannedFormula
from assessment.parsing.validation import FileValidation
from assessment.spreadsheet.references import column_letter

CellValue = str | int | float | bool | dt.date | dt.time | dt.timedelta
Row = Sequence[CellValue]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its value; row and column are counted from 1."""

    sheet: str
    row: int
    column: int
    value: CellValue

    @property
    def place(self) -> str:
        """`Questionnaire!I5`."""
        return f"{self.sheet}!{column_letter(self.column)}{self.row}"


@dataclass(slots=True)
class Grid:
    """A sheet, starting from its first cell."""

    title: str
    rows: list[Row]
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]
    """The ranges of merged cells, first and last cell; rows and columns are counted from 0."""


def titles_of(book: CalamineWorkbook) -> list[str]:
    """The titles of the sheets with cells, without chart sheets."""
    return [sheet.name for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]


def read_grids(package: Package, needless: Callable[[Grid], Collection[str]]) -> list[Grid]:
    """The sheets of a workbook with cells, in order. Raises CalamineError if they can't be read.

    They are read from last to first, and after each `needless` says which other sheets needn't be read.
    """
    grids: dict[str, Grid] = {}
    with load_workbook(BytesIO(package.clean)) as workbook:
        left_out: set[str] = set()
        for title in reversed(titles_of(workbook)):
            if title not in left_out:
                sheet = workbook.get_sheet_by_name(title)
                rows: list[Row] = list(sheet.to_python(skip_empty_area=False))
                grids[title] = Grid(title, rows, sheet.merged_cell_ranges or ())
                left_out.update(needless(grids[title]))
    return list(reversed(grids.values()))


_TEXTS = re.compile(r"xl/(sharedStrings|worksheets/[^/]*)\.xml", re.IGNORECASE)
"""The parts of a workbook that contain the texts of cells."""
_PARTS_SKIMMED, _SKIMMED = 10, 200_000
_EXPANDED = "_xlfn."
"""XlsxWriter puts this before the names of newer functions, so the original text is unknown."""
Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta | None


class FormulaValue(str):
    """The value of a formula when a spreadsheet program last calculated it."""

    __slots__ = ()


def read_sheets(content: bytes, reading: FileValidation) -> dict[str, list[TextRow]]:
    """The rows of every sheet, by title, with their numbers in a spreadsheet. Raises FileRefused.

    A formula that was never calculated is a text that begins with an equals sign, since KoboToolbox writes such texts
    like that; the value of any other formula is a `FormulaValue`.
    """
    package = _looked_through(content, reading)
    _refuse_lost_values(package, reading)
    try:
        paths = package.contents.paths
        with CalamineWorkbook.from_filelike(BytesIO(package.clean)) as book:
            return {
                name: _rows(book.get_sheet_by_name(name), package.notes.get(paths.get(name, "")) or CellNotes())
                for name in titles_of(book)
            }
    except BaseException as error:
        # An error inside calamine's Rust code is raised as a panic, which isn't an Exception.
        if not isinstance(error, CalamineError) and type(error).__name__ != "PanicException":
            raise
    reading.refuse("", _("The file is damaged or incomplete."), _again())
    raise FileRefused(reading.problems)


def _looked_through(content: bytes, reading: FileValidation) -> Package:
    """The file after the checks. A downloaded table has the same remedy for every problem."""
    try:
        return open_package(content, FileValidation(reading.file), columns=COLUMN_LIMIT)
    except FileRefused as error:
        for problem in error.problems:
            reading.refuse(problem.where, problem.what, _again())
        raise FileRefused(reading.problems) from None


def _refuse_lost_values(package: Package, reading: FileValidation) -> None:
    """Refuse cells whose value is an error or is missing: they would be read as empty."""
    for path in package.parts:
        if not path.startswith("xl/worksheets/") or not path.endswith(".xml"):
            continue
        notes = check_formulas(package, path, path, reading)
        without_value = {place for place, formula in notes.formulas.items() if not formula.value}
        for row, column in sorted(notes.errors | without_value):
            reading.refuse(
                _("row {row}, {column}").format(row=row, column=column_letter(column)),
                no_result(),
                type_value(),
            )
        for (row, column), (one, other) in notes.doubtful.items():
            reading.refuse(
                _("row {row}, {column}").format(row=row, column=column_letter(column)),
                two_values_message(one, other),
                type_value(),
            )
    reading.close()


def two_values_message(one: str, other: str) -> str:
    return _("The cell contains two values, “{one}” and “{other}”.").format(one=one, other=other)


def no_result() -> str:
    return _("The cell shows an error or contains a formula without a result.")


def _again() -> str:
    return _("Download the table again, as .xlsx or CSV.")


def _rows(sheet: CalamineSheet, notes: CellNotes) -> list[TextRow]:
    rows = sheet.to_python(skip_empty_area=False)
    texts = [[cell_text(value) for value in values] for values in rows]
    for (row, column), formula in notes.formulas.items():
        if row <= len(texts) and column <= len(texts[row - 1]):
            texts[row - 1][column - 1] = _typed(formula) or FormulaValue(texts[row - 1][column - 1])
    return [TextRow(number, cells) for number, cells in enumerate(texts, start=1)]


def _typed(formula: ScannedFormula) -> str | None:
    """The text that XlsxWriter turned into a formula, which it writes with the value zero; None for any other
    formula."""
    if not formula.is_number or formula.value != "0" or _EXPANDED in formula.text:
        return None
    return {"": f"={formula.text}", "array": f"{{={formula.text}}}"}.get(formula.kind)


def contains_words(content: bytes, words: Iterable[str]) -> bool:
    """Whether all of some words occur at the beginning of a workbook's texts, without reading it as a workbook.

    False for a file that can't be examined.
    """
    if len(content) > SIZE_LIMIT or count_entries(content) > ENTRY_LIMIT:
        return False
    try:
        with ZipFile(BytesIO(content)) as archive:
            # Other compression methods can't be unpacked in pieces of a given size.
            parts = [part for part in archive.infolist() if part.compress_type in (ZIP_STORED, ZIP_DEFLATED)]
            names = [part.filename for part in parts if _TEXTS.fullmatch(part.filename)]
            skimmed = b"".join(_beginning(archive, name) for name in names[:_PARTS_SKIMMED])
    except (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error):
        return False
    return all(word.encode() in skimmed for word in words)


def _beginning(archive: ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(_SKIMMED)


def cell_text(value: Value) -> str:
    """A cell's value as it would be typed: whole numbers without a point, dates without a time."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
