"""A sheet's XML, looked at before and beside calamine: how far its cells reach, and which of them hold formulas.

calamine lays out every cell of the rectangle from the first cell to the last, so two cells can cost gigabytes; and it
gives neither formulas nor errors. Nearly every sheet is small and has neither. That is seen by looking for a few words,
which takes a hundredth of parsing; only of what is left over is every cell looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

ROW_LIMIT, COLUMN_LIMIT = 20_000, 100
"""How far the cells of a sheet may reach. A questionnaire of 800 recommendations has 9,000 rows and 9 columns."""
RECTANGLE_LIMIT = 4_000_000
"""Cells of the rectangle that calamine lays out, for tables that may have more columns than a questionnaire."""
ELEMENT_LIMIT = 5_000_000
"""Cells and rows of a sheet, empty ones among them: Excel keeps a million rows that were once coloured."""
NOTED_LIMIT = 100_000

# Cells in rows from 10,000 on or behind column AZ, and tags of cells that aren't as every program writes them, since
# calamine takes the last of several places and looks at no prefix. Errors too, of which calamine gives nothing.
_NEAR_CELL = rb'r="A?[A-Z][0-9]{1,4}"(?: s="[0-9]+")?(?: t="(?!e")[A-Za-z]+")?/?>'
_FAR = rb"c[\s>/](?!" + _NEAR_CELL + rb')|row[\s>/](?!r="[0-9]{1,4}")'
_MAY_BE_FAR, _MAY_BE_NOTABLE = re.compile(b"<(?:" + _FAR + b")"), re.compile(b"<(?:" + _FAR + rb"|f[\s>/])")
_PREFIXED = re.compile(rb":(?:c|row|f)[\s>/]")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_REST_LIMIT = 1 << 20
"""Bytes without the end of a tag."""


class Glance:
    """What a few words of a sheet's XML tell, which is fed piece by piece."""

    def __init__(self) -> None:
        self.is_near = True
        """Whether it is sure that no cell is far away."""
        self.is_plain = True
        """Whether it is also sure that no cell is a formula or an error."""
        self._rest = b""

    def feed(self, piece: bytes) -> None:
        """Look at the next piece."""
        end = piece.rfind(b">") + 1
        whole = self._rest + piece[:end] if self._rest else piece[:end]
        self._rest = piece[end:] if end else self._rest + piece
        if len(self._rest) > _REST_LIMIT:
            self.is_near = self.is_plain = False
            self._rest = b""
        if _MAY_BE_NOTABLE.search(whole) or _PREFIXED.search(whole):
            self.is_plain = False
            self.is_near = self.is_near and not (_MAY_BE_FAR.search(whole) or _PREFIXED.search(whole))


class SheetTooLarge(Exception):
    """A sheet's cells reach farther than a questionnaire can, or are too many to be looked at."""


@dataclass(slots=True)
class Notes:
    """The notable cells of a sheet, by row and column counted from 1."""

    formulas: dict[tuple[int, int], bool] = field(default_factory=dict)
    """The cells with a formula, and whether the file says what it came to."""
    errors: set[tuple[int, int]] = field(default_factory=set)


def look_closely(pieces: Iterable[bytes], columns: int = COLUMN_LIMIT) -> Notes:
    """Look at every cell of a sheet. Raises SheetTooLarge, or expat.ExpatError if it isn't sound XML."""
    return _CloseLook(columns).take(pieces)


class _CloseLook:
    def __init__(self, columns: int) -> None:
        self.notes = Notes()
        self._column_limit = columns
        self._last_row = self._last_column = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        # Nothing declares entities here: `workbook_bounds` lets no such part through. Expat would be told twice.
        self._parser.EntityDeclHandler = self._refuse
        self._elements = self._rows = 0
        self._row = self._column = self._cells = 0
        self._is_error = self._has_formula = self._has_value = self._in_value = False

    def take(self, pieces: Iterable[bytes]) -> Notes:
        for piece in pieces:
            self._parser.Parse(piece, False)
        self._parser.Parse(b"", True)
        return self.notes

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "row":
                self._count()
                self._begin_row(attributes.get("r"))
            case "c":
                self._count()
                self._place(attributes.get("r"))
                self._is_error = attributes.get("t") == "e"
                self._has_formula = self._has_value = False
            case "f":
                self._has_formula = True
            case "v" | "t":
                self._in_value = True

    def _text(self, _text: str) -> None:
        if self._in_value:
            self._has_value = True

    def _end(self, name: str) -> None:
        match name.rpartition(":")[2]:
            case "v" | "t":
                self._in_value = False
            case "c":
                # A reader that doesn't understand where cells are may count them.
                row, column = max(self._row, self._rows), max(self._column, self._cells)
                if self._has_value:
                    self._reach(row, column)
                if self._has_formula:
                    self.notes.formulas[self._row, self._column] = self._has_value
                if self._is_error:
                    self.notes.errors.add((self._row, self._column))
                if len(self.notes.formulas) + len(self.notes.errors) > NOTED_LIMIT:
                    raise SheetTooLarge

    def _reach(self, row: int, column: int) -> None:
        self._last_row, self._last_column = max(row, self._last_row), max(column, self._last_column)
        if row > ROW_LIMIT or column > self._column_limit or self._last_row * self._last_column > RECTANGLE_LIMIT:
            raise SheetTooLarge

    def _begin_row(self, number: str | None) -> None:
        self._rows += 1
        self._row, self._column, self._cells = self._row + 1, 0, 0
        if number is not None:
            if not re.fullmatch("[0-9]{1,7}", number):
                raise SheetTooLarge
            self._row = int(number)

    def _place(self, reference: str | None) -> None:
        self._cells += 1
        self._column += 1
        if reference is not None:
            found = _REFERENCE.fullmatch(reference)
            if not found:
                raise SheetTooLarge
            self._row, self._column = int(found[2]), _column_number(found[1])

    def _count(self) -> None:
        self._elements += 1
        if self._elements > ELEMENT_LIMIT:
            raise SheetTooLarge

    def _refuse(self, *_declaration: object) -> None:
        raise SheetTooLarge


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number
