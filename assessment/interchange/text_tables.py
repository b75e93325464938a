"""A table of texts: a header and numbered rows, read from CSV written by spreadsheets and other programs."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.interchange.file_types import SIZE_LIMIT
from assessment.parsing.message_text import abbreviated_list, truncated
from assessment.parsing.validation import PROBLEM_LIMIT, FileValidation

_SEPARATORS = ",;\t"
_HEADER_LIMIT = 4_000_000
"""Bytes of a header: that of a form of 800 recommendations has 3,000,000 if it has labels."""
ROW_LIMIT, COLUMN_LIMIT = 100_000, 16_384
"""Limits of a table: a response has a row per recommendation, and a form of 800 recommendations 10,000 columns. A file
within the size limit can have millions of short rows."""
CELL_LIMIT = 2_000_000
"""Cells of a table, including empty rows: 3,000 submissions of a form of 33 recommendations have 1,200,000. They are
counted by their separators before the table is parsed."""
CELL_TEXT_LIMIT = 1_000_000
"""Characters of a cell: a text of an answer has 200,000 at most. An unclosed quotation mark makes one cell of the rest
of the file."""
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PLACES_KEPT = 20_000
"""Rows that are remembered with their problems; if everything in a file is wrong, the rest is only counted."""


@dataclass(frozen=True, slots=True)
class TextRow:
    """A row with its number in a spreadsheet, and as many cells as the header has."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class TextTable:
    header: tuple[str, ...]
    rows: tuple[TextRow, ...]
    header_row: int = 1


def read_csv_table(content: bytes, reading: FileValidation, knows: Callable[[str], bool]) -> TextTable:
    """The table in a file's bytes: UTF-8, with or without a byte order mark, or UTF-16 with one.

    Whether cells are separated by commas, semicolons or tabs is recognised from the header: `knows` says whether a
    column name is an expected one. Raises FileRefused if it isn't a valid table.
    """
    reading.check_size(content, SIZE_LIMIT, split_table())
    plain = _in_utf_8(content, reading)
    start = plain[:_HEADER_LIMIT].decode(errors="ignore")
    text, separator = _without_hint(start)
    plain = plain[len(start[: len(start) - len(text)].encode()) :]
    separator = separator or _separator(text, knows)
    if sum(map(plain.count, (separator.encode(), b"\n", b"\r"))) > CELL_LIMIT:
        raise reading.refused("", _("The table has more than {limit} cells.").format(limit=CELL_LIMIT), split_table())
    return build_table(_records(plain, separator, reading), reading)


def build_table(records: Iterable[TextRow], reading: FileValidation) -> TextTable:
    """The first row that isn't blank as the header, and all other rows that aren't blank. Raises FileRefused.

    Empty columns without a name at the end of the header are dropped.
    """
    filled = [row for row in records if not _is_blank(row.cells)]
    if not filled:
        raise reading.refused("", _("The file is empty."), _("Export it again."))
    first, *rest = filled
    names = [name.strip() for name in first.cells]
    while names and not names[-1]:
        names.pop()
    where = row_ranges([first.number])
    if len(names) > COLUMN_LIMIT:
        what = _("The table has more than {limit} columns.").format(limit=COLUMN_LIMIT)
        raise reading.refused(where, what, _("Remove columns that were added."))
    for row in rest:
        _check_width(row, len(names), reading)
    for place, name in enumerate(names, start=1):
        if not name:
            what = _("Column {number} has no name.").format(number=place)
            reading.refuse(where, what, _("Give it a name, or remove it."))
    reading.close()
    rows = (TextRow(row.number, tuple(row.cells[: len(names)])) for row in rest)
    return TextTable(tuple(names), tuple(rows), first.number)


def peek_header(content: bytes) -> tuple[str, ...]:
    """The column names as far as they can be recognised without reading the table; none if it isn't a table.

    A table in the wrong encoding has them too, so that its reader can say what is wrong.
    """
    start = content[:_HEADER_LIMIT].decode(_encoding(content), errors="replace").replace("\0", "")
    text, named = _without_hint(start)
    headers = [_first_record(text, separator) for separator in named or _SEPARATORS]
    return tuple(name.strip() for name in max(headers, key=len)[:COLUMN_LIMIT])


def split_table() -> str:
    return _("Split it into several files, each with the header row.")


def _is_blank(cells: Iterable[str]) -> bool:
    return not any(cell.strip() for cell in cells)


def _check_width(row: TextRow, width: int, reading: FileValidation) -> None:
    """Refuse a row with more cells than the header, or fewer."""
    if not _is_blank(row.cells[width:]):
        what = _("There are cells to the right of the table.")
        reading.refuse(row_ranges([row.number]), what, _("Give every column a name, or clear these cells."))
    elif len(row.cells) < width:
        what = _("The row has {cells} cells, but the header has {columns}.")
        what = what.format(cells=len(row.cells), columns=width)
        reading.refuse(row_ranges([row.number]), what, _("Export it again."))


def _encoding(content: bytes) -> str:
    return "utf-16" if content.startswith(_UTF_16) else "utf-8-sig"


def _in_utf_8(content: bytes, reading: FileValidation) -> bytes:
    """A file's bytes in UTF-8, without a byte order mark. Raises FileRefused if they aren't text."""
    try:
        text = content.decode(_encoding(content))
    except UnicodeDecodeError as error:
        where = _("line {line}").format(line=content.count(b"\n", 0, error.start) + 1)
    else:
        # UTF-16 without a byte order mark can be decoded as UTF-8 too, with a NUL after every letter.
        zero = text.find("\0")
        if zero < 0 or text.find("\n", 0, zero) >= 0:
            return text.encode()
        where = ""
    raise reading.refused(
        where,
        _("The file is not in UTF-8."),
        _(
            "Save it as UTF-8: in Excel as “CSV UTF-8 (Comma delimited)”, in LibreOffice with “Edit filter settings” "
            "and the character set UTF-8."
        ),
    )


def _without_hint(text: str) -> tuple[str, str]:
    """The text without the line `sep=;` that some programs write for Excel, and the separator in it."""
    first, _end, rest = text.partition("\n")
    hint = first.strip("\r\n\"' ")
    if hint.lower().startswith("sep=") and hint[4:] in tuple(_SEPARATORS):
        return rest, hint[4:]
    return text, ""


def _separator(text: str, knows: Callable[[str], bool]) -> str:
    there = [separator for separator in _SEPARATORS if separator in text] or [","]
    headers = {separator: _first_record(text, separator)[:COLUMN_LIMIT] for separator in there}
    return max(
        headers,
        key=lambda separator: (sum(knows(name.strip()) for name in headers[separator]), len(headers[separator])),
    )


def _read_csv(text: Iterable[str], separator: str) -> Any:
    # The library's own limit is shorter than a text of an answer can be. There is one for the whole process, and other
    # libraries set it as well.
    csv.field_size_limit(CELL_TEXT_LIMIT)
    return csv.reader(text, delimiter=separator, strict=True)


def _first_record(text: str, separator: str) -> list[str]:
    try:
        records = _read_csv(io.StringIO(text, newline=""), separator)
        return next((record for record in records if not _is_blank(record)), [])
    except csv.Error:
        return []


def _records(plain: bytes, separator: str, reading: FileValidation) -> Iterator[TextRow]:
    """Every record that isn't blank, numbered like rows in a spreadsheet. Raises FileRefused."""
    # Line by line: as one string, a file with a single rare letter takes four times its size.
    records = _read_csv(io.TextIOWrapper(io.BytesIO(plain), "utf-8", newline=""), separator)
    line, count = 1, 0
    try:
        for number, record in enumerate(records, start=1):
            if not _is_blank(record):
                yield TextRow(number, record)
                count += 1
            line = records.line_num + 1
            if count > ROW_LIMIT:
                reading.refuse("", _("The table has more than {limit} rows.").format(limit=ROW_LIMIT), split_table())
                break
    except csv.Error:
        reading.refuse(
            _("line {line}").format(line=line),
            _("A quotation mark in the row that begins here is not closed, or a cell is too long."),
            _("Export it again."),
        )
    reading.close()


# The problems of rows


def row_ranges(rows: Iterable[int]) -> str:
    """Row numbers in words, such as “rows 3–5, 9”."""
    spans: list[list[int]] = []
    for number in sorted(set(rows)):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    numbers = abbreviated_list([str(first) if first == last else f"{first}–{last}" for first, last in spans])
    return ngettext("row {numbers}", "rows {numbers}", sum(last - first + 1 for first, last in spans)).format(
        numbers=numbers
    )


class RowProblems:
    """The problems of rows: each is reported once, with all the rows that have it."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], dict[int, str]] = {}
        self._cells: dict[tuple[str, str], int] = {}
        self._kept = 0

    def refuse(self, row: TextRow, column: str, what: str, fix: str) -> None:
        cause = what, fix
        if cause not in self._rows and self.is_full:
            return
        rows = self._rows.setdefault(cause, {})
        if row.number not in rows and (not rows or self._kept < _PLACES_KEPT):
            rows[row.number] = column
            self._kept += 1
        self._cells[cause] = self._cells.get(cause, 0) + 1

    @property
    def is_full(self) -> bool:
        """Whether no more problems are reported."""
        return len(self._rows) >= PROBLEM_LIMIT

    def report(self, reading: FileValidation) -> None:
        for (what, fix), rows in self._rows.items():
            number, column = next(iter(rows.items()))
            cells = self._cells[what, fix]
            if len(set(rows.values())) == 1 and cells == len(rows):
                where = _("{place}, {column}").format(place=row_ranges(rows), column=truncated(column))
            else:
                where = ngettext(
                    "row {row}, {column}, and {n} more cell", "row {row}, {column}, and {n} more cells", cells - 1
                ).format(row=number, column=truncated(column), n=cells - 1)
            reading.refuse(where, what, fix)
