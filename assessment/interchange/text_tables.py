"""A table of texts: a header and numbered rows, read from CSV written by spreadsheets and other programs."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assessment.errors import FileRefused
from assessment.i18n import gettext as _
from assessment.interchange.file_types import SIZE_LIMIT
from assessment.parsing.validation import FileValidation

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
    if not plain.strip():
        reading.refuse("", _("The file is empty."), _("Export it again."))
        reading.close()
    start = plain[:_HEADER_LIMIT].decode(errors="ignore")
    text, separator = _without_hint(start)
    plain = plain[len(start[: len(start) - len(text)].encode()) :]
    separator = separator or _separator(text, knows)
    if sum(map(plain.count, (separator.encode(), b"\n", b"\r"))) > CELL_LIMIT:
        reading.refuse(
            "",
            _("The table has more than {limit} cells.").format(limit=CELL_LIMIT),
            split_table(),
        )
        reading.close()
    return build_table(_records(plain, separator, reading), reading)


def build_table(records: Sequence[TextRow], reading: FileValidation) -> TextTable:
    """The first row that isn't blank as the header, and all other rows that aren't blank. Raises FileRefused.

    Empty columns without a name at the end of the header are dropped.
    """
    filled = [row for row in records if any(cell.strip() for cell in row.cells)]
    if not filled:
        reading.refuse("", _("The file is empty."), _("Export it again."))
        reading.close()
    first, *rest = filled
    names = [name.strip() for name in first.cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > COLUMN_LIMIT:
        reading.refuse(
            _("row {row}").format(row=first.number),
            _("The table has more than {limit} columns.").format(limit=COLUMN_LIMIT),
            _("Remove columns that were added."),
        )
        reading.close()
    rows = []
    for row in rest:
        if reading.is_full:
            break
        if any(cell.strip() for cell in row.cells[len(names) :]):
            reading.refuse(
                _("row {row}").format(row=row.number),
                _("There are cells to the right of the table."),
                _("Give every column a name, or clear these cells."),
            )
        elif len(row.cells) < len(names):
            reading.refuse(
                _("row {row}").format(row=row.number),
                _("The row has {cells} cells, but the header has {columns}.").format(
                    cells=len(row.cells), columns=len(names)
                ),
                _("Export it again."),
            )
        rows.append(TextRow(row.number, tuple(row.cells[: len(names)])))
    for place, name in enumerate(names, start=1):
        if not name:
            reading.refuse(
                _("row {row}").format(row=first.number),
                _("Column {number} has no name.").format(number=place),
                _("Give it a name, or remove it."),
            )
    reading.close()
    return TextTable(tuple(names), tuple(rows), first.number)


def peek_header(content: bytes) -> tuple[str, ...]:
    """The column names as far as they can be recognised without reading the table; none if it isn't a table.

    A table in the wrong encoding has them too, so that its reader can say what is wrong.
    """
    encoding = "utf-16" if content.startswith(_UTF_16) else "utf-8-sig"
    start = content[:_HEADER_LIMIT].decode(encoding, errors="replace").replace("\0", "")
    text, named = _without_hint(start)
    headers = [_first_record(text, separator) for separator in named or _SEPARATORS]
    return tuple(name.strip() for name in max(headers, key=len)[:COLUMN_LIMIT])


def split_table() -> str:
    return _("Split it into several files, each with the header row.")


def type_value() -> str:
    return _("Type the value into the cell, or download the table again.")


def _in_utf_8(content: bytes, reading: FileValidation) -> bytes:
    """A file's bytes in UTF-8, without a byte order mark. Raises FileRefused if they aren't text."""
    encoding = "utf-16" if content.startswith(_UTF_16) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        where = _("line {line}").format(line=content.count(b"\n", 0, error.start) + 1)
    else:
        # UTF-16 without a byte order mark can be decoded as UTF-8 too, with a NUL after every letter.
        zero = text.find("\0")
        if zero < 0 or text.find("\n", 0, zero) >= 0:
            return text.encode()
        where = ""
    reading.refuse(
        where,
        _("The file is not in UTF-8."),
        _(
            "Save it as UTF-8: in Excel as “CSV UTF-8 (Comma delimited)”, in LibreOffice with “Edit filter settings” "
            "and the character set UTF-8."
        ),
    )
    raise FileRefused(reading.problems)


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


def _bound_cells() -> None:
    """Set the library's limit, which is shorter than a text of an answer can be.

    There is one for the whole process, and other libraries set it as well, so that it is set anew for each table.
    """
    csv.field_size_limit(CELL_TEXT_LIMIT)


def _first_record(text: str, separator: str) -> list[str]:
    _bound_cells()
    try:
        records = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        return next((record for record in records if any(cell.strip() for cell in record)), [])
    except csv.Error:
        return []


def _records(plain: bytes, separator: str, reading: FileValidation) -> list[TextRow]:
    """Every record that isn't blank, numbered like rows in a spreadsheet. Raises FileRefused."""
    # Line by line: as one string, a file with a single rare letter takes four times its size.
    _bound_cells()
    records = csv.reader(io.TextIOWrapper(io.BytesIO(plain), "utf-8", newline=""), delimiter=separator, strict=True)
    rows: list[TextRow] = []
    line = 1
    try:
        for number, record in enumerate(records, start=1):
            if any(cell.strip() for cell in record):
                rows.append(TextRow(number, record))
            line = records.line_num + 1
            if len(rows) > ROW_LIMIT:
                break
    except csv.Error:
        reading.refuse(
            _("line {line}").format(line=line),
            _("A quotation mark in the row that begins here is not closed, or a cell is too long."),
            _("Export it again."),
        )
        raise FileRefused(reading.problems) from None
    if len(rows) > ROW_LIMIT:
        reading.refuse(
            "",
            _("The table has more than {limit} rows.").format(limit=ROW_LIMIT),
            split_table(),
        )
        reading.close()
    return rows
