"""A table of texts: a header and numbered rows, and how such a table is read from the text that spreadsheets and
programs write."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assessment.errors import FileRefused
from assessment.interchange.file_kinds import SIZE_LIMIT
from assessment.language import gettext as _
from assessment.strict import Reading, repeated, shortened

_SEPARATORS = ",;\t"
_HEADER_LIMIT = 4_000_000
"""Bytes in which a header stands: that of a form of 800 recommendations has 3,000,000 where it is labels."""
ROW_LIMIT, COLUMN_LIMIT = 100_000, 16_384
"""What a table can have: a response has a row a recommendation, and a form of 800 recommendations 10,000 columns.
A file of short rows that is within the limit of bytes has millions of them."""
CELL_LIMIT = 2_000_000
"""Cells of a table, those of empty rows among them: 3,000 submissions of a form of 33 recommendations have 1,200,000.
They are counted by what stands between them, before the table is parsed."""
CELL_TEXT_LIMIT = 1_000_000
"""Characters of a cell: a text of an answer has 200,000 at most. A quotation mark without its other half makes one cell
of the whole rest of a file."""
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Row:
    """A row with the number that a spreadsheet shows beside it, and as many cells as the header has."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    header_row: int = 1


def read_csv_table(content: bytes, reading: Reading, knows: Callable[[str], bool]) -> Table:
    """The table in a file's bytes: UTF-8, with or without a byte order mark, or UTF-16 with one.

    Whether its cells stand apart by commas, semicolons or tabs is told by its header: `knows` says whether a column's
    name is one that is looked for. Raises FileRefused if it isn't a sound table.
    """
    if len(content) > SIZE_LIMIT:
        reading.refuse(
            "",
            _("The file is larger than {limit} bytes.").format(limit=SIZE_LIMIT),
            _("Split it into several files, each with its header."),
        )
        reading.close()
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
            _("The table has more than {limit} cells, empty ones among them.").format(limit=CELL_LIMIT),
            _("Delete empty rows and columns, or split it into several files, each with its header."),
        )
        reading.close()
    return in_shape(_records(plain, separator, reading), reading)


def in_shape(records: Sequence[Row], reading: Reading) -> Table:
    """The first row that isn't blank as header, and every other one that isn't blank. Raises FileRefused.

    Columns without a name at the end of the header, in which no row has anything, are none.
    """
    filled = [row for row in records if any(cell.strip() for cell in row.cells)]
    if not filled:
        reading.refuse("", _("The table is empty."), _("Export it again."))
        reading.close()
    first, *rest = filled
    names = [name.strip() for name in first.cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > COLUMN_LIMIT:
        reading.refuse(
            _("row {row}").format(row=first.number),
            _("The table has more than {limit} columns.").format(limit=COLUMN_LIMIT),
            _("Remove those that weren’t exported."),
        )
        reading.close()
    rows = []
    for row in rest:
        if reading.is_full:
            break
        if any(cell.strip() for cell in row.cells[len(names) :]):
            reading.refuse(
                _("row {row}").format(row=row.number),
                _("The row has more cells than the header has columns."),
                _("Give every column a name, or empty the cells that stand beside the table."),
            )
        elif len(row.cells) < len(names):
            reading.refuse(
                _("row {row}").format(row=row.number),
                _("The row has {cells} cells where the header has {columns}.").format(
                    cells=len(row.cells), columns=len(names)
                ),
                _("The file may be cut short: export it again."),
            )
        rows.append(Row(row.number, tuple(row.cells[: len(names)])))
    for place, name in enumerate(names, start=1):
        if not name:
            reading.refuse(
                _("row {row}").format(row=first.number),
                _("Column {number} has no name.").format(number=place),
                _("Give it a name, or remove it."),
            )
    reading.close()
    return Table(tuple(names), tuple(rows), first.number)


def header_of(content: bytes) -> tuple[str, ...]:
    """The names of the columns as well as they can be told without reading the table; none if that isn't one.

    A table in a wrong encoding has them too, so that its reader can say what is wrong with it.
    """
    encoding = "utf-16" if content.startswith(_UTF_16) else "utf-8-sig"
    start = content[:_HEADER_LIMIT].decode(encoding, errors="replace").replace("\0", "")
    text, named = _without_hint(start)
    headers = [_first_record(text, separator) for separator in named or _SEPARATORS]
    return tuple(name.strip() for name in max(headers, key=len)[:COLUMN_LIMIT])


def refuse_repeated(table: Table, reading: Reading, mend: str) -> None:
    """Refuse a header in which a name stands twice, since nobody can tell which of the columns is meant."""
    for name in repeated(table.header):
        reading.refuse(
            _("row {row}").format(row=table.header_row),
            _("The column “{name}” stands twice.").format(name=shortened(name)),
            mend,
        )


def _in_utf_8(content: bytes, reading: Reading) -> bytes:
    """A file's bytes in UTF-8 and without a mark. Raises FileRefused if they aren't text."""
    encoding = "utf-16" if content.startswith(_UTF_16) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        where = _("line {line}").format(line=content.count(b"\n", 0, error.start) + 1)
    else:
        # UTF-16 without a mark decodes as UTF-8 too, with a NUL after every letter.
        zero = text.find("\0")
        if zero < 0 or text.find("\n", 0, zero) >= 0:
            return text.encode()
        where = ""
    reading.refuse(
        where,
        _("The file is not in UTF-8."),
        _(
            "Save it again as UTF-8: in Excel as “CSV UTF-8 (Comma delimited)”, in LibreOffice with “Edit filter "
            "settings” and the character set UTF-8."
        ),
    )
    raise FileRefused(reading.problems)


def _without_hint(text: str) -> tuple[str, str]:
    """The text without the line `sep=;` that some programs write for Excel, and the separator that it names."""
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


def _records(plain: bytes, separator: str, reading: Reading) -> list[Row]:
    """Every record that isn't blank, counted as a spreadsheet counts its rows. Raises FileRefused."""
    # Line by line: as one text, a file with a single rare letter takes four times its size.
    _bound_cells()
    records = csv.reader(io.TextIOWrapper(io.BytesIO(plain), "utf-8", newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    line = 1
    try:
        for number, record in enumerate(records, start=1):
            if any(cell.strip() for cell in record):
                rows.append(Row(number, record))
            line = records.line_num + 1
            if len(rows) > ROW_LIMIT:
                break
    except csv.Error:
        reading.refuse(
            _("line {line}").format(line=line),
            _(
                "The quotation marks don’t pair up in the row that begins here, or a cell has more than {limit} "
                "characters."
            ).format(limit=CELL_TEXT_LIMIT),
            _("Export the file again: it may be cut short, or was changed in a text editor."),
        )
        raise FileRefused(reading.problems) from None
    if len(rows) > ROW_LIMIT:
        reading.refuse(
            "",
            _("The table has more than {limit} rows.").format(limit=ROW_LIMIT),
            _("Split it into several files, each with its header."),
        )
        reading.close()
    return rows
