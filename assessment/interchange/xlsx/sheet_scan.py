"""Checks on a sheet's XML besides reading it with calamine: how far its cells extend, and which contain formulas.

calamine allocates every cell of the rectangle from the first cell to the last, so two cells can cost gigabytes; it
copies a shared text into every cell that shows it; and it reports neither formulas nor errors. Nearly every sheet is
small and has none of these. A search for a few words shows that in a hundredth of the time of parsing; every cell is
examined only in the remaining sheets.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from assessment.parsing.message_text import truncated

ROW_LIMIT, COLUMN_LIMIT = 20_000, 100
"""How far the cells of a sheet may extend. A questionnaire of 800 recommendations has 9,000 rows and 9 columns."""
CELL_LIMIT = 2_000_000
"""Cells that calamine allocates for all sheets, and cells in the file."""
ELEMENT_LIMIT = 1_500_000
"""Elements of all sheets, including empty cells and rows: Excel keeps a million rows that were once coloured."""
TEXT_LIMIT = 40_000_000
"""Bytes of all texts of all sheets, each counted as often as it appears in a cell."""
_FORMULA_COSTS = 2
"""Bytes of text for which a byte of a formula counts: it is kept, and may become the text of its cell."""
NOTED_LIMIT = 100_000
PLACES_LIMIT = 200_000
"""Cells and rows of a sheet that a glance remembers. The largest questionnaire has 90,000."""
MERGED_LIMIT = 20_000
"""Ranges of merged cells."""
_NEAR_COLUMNS, _SHORT, _LONG = 52, 999, 9_999
"""The columns and rows of near sheets."""

# Cells from row 10,000 or after column AZ, and cell tags written in an unusual way, since calamine takes the last of
# several references and ignores prefixes. Errors too, which calamine doesn't report.
_FAR = (
    rb'c[\s>/](?!r="A?[A-Z][1-9][0-9]{0,%d}"(?: s="[0-9]+")?(?: t="(?!e")[A-Za-z]+")?/?>)'
    rb'|row[\s>/](?!r="[1-9][0-9]{0,%d}")'
)
_PLACE = re.compile(rb'<(?:c|row) r="([A-Z]*[0-9]+)"')
# One search for everything that ordinary sheets don't have; what was found is examined only then.
_MAY_BE_UNUSUAL = re.compile(b"<(?:[!?]|mergeCell|" + _FAR % (2, 2) + rb"|f[\s>/])")
_MAY_BE_NOTABLE = re.compile(b"<(?:" + _FAR % (3, 3) + rb"|f[\s>/])")
_MAY_BE_FAR = re.compile(b"<(?:" + _FAR % (3, 3) + b")")
_TWO_VALUES = re.compile(rb"</(?:v|is)>\s*<(?:v|is)[\s>/]")
_PREFIXED = re.compile(rb":(?:c|row|f|mergeCell)[\s>/]")
_SHARED_TEXTS = re.compile(rb"<(?:[^\s<>/]*:)?sst[\s/>]")
_SHARED = b' t="s"'
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_REST_LIMIT = 1 << 20
"""Bytes without the end of a tag."""


class SheetScan:
    """What a quick search of a part's XML shows; it is fed piece by piece."""

    def __init__(self, *, has_texts: bool = False, counts_shared: bool = True) -> None:
        """`has_texts` says that the part is that of the shared texts, `counts_shared` that there is such a part."""
        self.is_near = True
        """Whether certainly no cell is far away or repeated."""
        self.is_plain = True
        """Whether certainly no cell is a formula or an error, or has two values."""
        self.is_usual = True
        """Whether it has nothing that spreadsheet programs never write: declarations, megabytes without a tag, shared
        texts within shared texts. Readers may disagree about what follows."""
        self.shared = 0
        """How many cells show a shared text."""
        self.merged = 0
        """The maximum number of ranges of merged cells."""
        self.size = 0
        self._is_long = False
        self._has_texts, self._counts_shared = has_texts, counts_shared
        self._starts = 0
        self._places: set[bytes] = set()
        self._rest = b""

    @property
    def cells(self) -> int:
        """The maximum number of cells of a near sheet."""
        return _NEAR_COLUMNS * (_LONG if self._is_long else _SHORT)

    def feed(self, piece: bytes) -> None:
        """Search the next piece; the first one without its XML declaration."""
        self.size += len(piece)
        end = piece.rfind(b">") + 1
        whole = piece if end == len(piece) else piece[:end]
        if self._rest:
            whole = self._rest + whole
        self._rest = piece[end:] if end else self._rest + piece
        if len(self._rest) > _REST_LIMIT:
            self.is_usual = False
            self._rest = b""
        if self._has_texts:
            self._starts += len(_SHARED_TEXTS.findall(whole))
            self.is_usual = self.is_usual and self._starts <= 1
        if self._counts_shared:
            self.shared += whole.count(_SHARED)
        is_prefixed = _PREFIXED.search(whole) is not None
        if is_prefixed or _MAY_BE_UNUSUAL.search(whole):
            self._is_long = True
            self.is_usual = self.is_usual and not (b"<!" in whole or b"<?" in whole)
            self.merged += whole.count(b"mergeCell")
            self.is_plain = self.is_plain and not (is_prefixed or _MAY_BE_NOTABLE.search(whole))
            self.is_near = self.is_near and not (is_prefixed or _MAY_BE_FAR.search(whole))
        self.is_plain = self.is_plain and not _TWO_VALUES.search(whole)
        if self.is_near:
            self._remember(_PLACE.findall(whole))

    def _remember(self, places: list[bytes]) -> None:
        count = len(self._places) + len(places)
        self._places.update(places)
        if len(self._places) < count or count > PLACES_LIMIT:
            self.is_near = False
            self._places.clear()


class SheetTooLarge(Exception):
    """Sheets extend further than a questionnaire can, or have more than can be examined."""


class DuplicateCell(Exception):
    """A cell or row appears in a sheet twice, and readers would take one or the other; `str()` says which."""


@dataclass(slots=True)
class SizeBudget:
    """What the sheets of one workbook may use together; each leaves less."""

    cells: int = CELL_LIMIT
    elements: int = ELEMENT_LIMIT
    texts: int = TEXT_LIMIT

    def spend(self, *, cells: int = 0, elements: int = 0, texts: int = 0) -> None:
        """Use some of it. Raises SheetTooLarge if not enough is left."""
        self.cells -= cells
        self.elements -= elements
        self.texts -= texts
        if min(self.cells, self.elements, self.texts) < 0:
            raise SheetTooLarge


@dataclass(frozen=True, slots=True)
class ScannedFormula:
    """A formula as it is in the file."""

    text: str
    """Without the equals sign; empty in a cell that shares another's."""
    kind: str
    """The format's name for a formula of more than this cell: `array`, `shared`."""
    value: str
    """The beginning of its result; empty if the file has none."""
    is_number: bool
    """Whether the value is a number."""


@dataclass(slots=True)
class CellNotes:
    """The notable cells of a sheet, by row and column counted from 1."""

    formulas: dict[tuple[int, int], ScannedFormula] = field(default_factory=dict)
    errors: set[tuple[int, int]] = field(default_factory=set)
    doubtful: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    """The cells with two different values. Apache POI writes one next to the existing one."""


def scan_cells(
    pieces: Iterable[bytes], columns: int = COLUMN_LIMIT, room: SizeBudget | None = None, shared: Sequence[int] = ()
) -> CellNotes:
    """Examine every cell of a sheet. Raises SheetTooLarge, DuplicateCell, or expat.ExpatError if it isn't valid XML.

    `shared` has the lengths of the workbook's shared texts, which count towards `room` like all other texts.
    """
    return _CloseLook(columns, room or SizeBudget(), shared).take(pieces)


def shared_lengths(pieces: Iterable[bytes], room: SizeBudget) -> array[int]:
    """The size of each shared text in bytes, in order. Raises SheetTooLarge, or expat.ExpatError."""
    lengths = array("L")
    parser = expat.ParserCreate()
    is_inside = False

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal is_inside
        room.spend(elements=1)
        if name.rpartition(":")[2] == "si":
            # Readers would count texts within texts in different ways.
            if is_inside:
                raise SheetTooLarge
            is_inside = True
            lengths.append(0)

    def end(name: str) -> None:
        nonlocal is_inside
        is_inside = is_inside and name.rpartition(":")[2] != "si"

    def text(found: str) -> None:
        if lengths:
            lengths[-1] += len(found) if found.isascii() else len(found.encode())

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.buffer_text = True
    for piece in pieces:
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    return lengths


class _CloseLook:
    def __init__(self, columns: int, room: SizeBudget, shared: Sequence[int]) -> None:
        self.notes = CellNotes()
        self._column_limit, self._room, self._shared = columns, room, shared
        self._longest = max(shared, default=0)
        self._last_row = self._last_column = 0
        self._taken: dict[int, int] = {}
        """By row, the columns with a cell, one bit each."""
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        # No entities are declared here, since `package_limits` refuses such parts; this is a second safeguard.
        self._parser.EntityDeclHandler = self._refuse
        self._rows = self._row = self._column = self._cells = 0
        self._is_error = self._is_shared = self._is_number = False
        self._has_formula = self._in_formula = self._has_value = self._in_value = False
        self._kind = ""
        self._formula: list[str] = []
        self._values: list[list[str]] = []
        """The values of a cell, each in pieces: there should be only one."""

    def take(self, pieces: Iterable[bytes]) -> CellNotes:
        for piece in pieces:
            self._parser.Parse(piece, False)
        self._parser.Parse(b"", True)
        self._room.spend(cells=self._last_row * self._last_column)
        return self.notes

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        # Like `SizeBudget.spend`, but faster: this is called a million times.
        self._room.elements -= 1
        if self._room.elements < 0:
            raise SheetTooLarge
        match name.rpartition(":")[2] if ":" in name else name:
            case "c":
                self._place(attributes.get("r"))
                kind = attributes.get("t", "n")
                self._is_error, self._is_shared, self._is_number = kind == "e", kind == "s", kind == "n"
                self._has_formula = self._has_value = False
                self._formula, self._values = [], []
            case "v" | "is" as kind:
                self._has_value = True
                self._in_value = kind == "v"
                self._values.append([])
            case "t":
                self._in_value = self._has_value = True
            case "row":
                self._begin_row(attributes.get("r"))
            case "f":
                self._has_formula = self._in_formula = True
                self._kind = attributes.get("t", "")

    def _text(self, text: str) -> None:
        if self._in_value or self._in_formula:
            size = len(text) if text.isascii() else len(text.encode())
            self._room.spend(texts=_FORMULA_COSTS * size if self._in_formula else size)
        if self._in_formula:
            self._formula.append(text)
        elif self._in_value and self._values:
            self._values[-1].append(text)

    def _end(self, name: str) -> None:
        match name.rpartition(":")[2] if ":" in name else name:
            case "v" | "t":
                self._in_value = False
            case "f":
                self._in_formula = False
            case "c":
                self._end_cell()

    def _end_cell(self) -> None:
        # A cell without text is allocated too, as an empty one. And a reader that doesn't understand a reference may
        # count cells instead.
        if self._has_value:
            self._reach(max(self._row, self._rows), max(self._column, self._cells))
        if self._is_shared and self._has_value:
            # For an invalid number, it is unknown which text a reader would take.
            number = int(self._value) if re.fullmatch("[0-9]{1,9}", self._value) else len(self._shared)
            self._room.spend(texts=self._shared[number] if number < len(self._shared) else self._longest)
        if self._has_formula:
            formula = ScannedFormula("".join(self._formula), self._kind, truncated(self._value), self._is_number)
            self.notes.formulas[self._row, self._column] = formula
        if self._is_error:
            self.notes.errors.add((self._row, self._column))
        if len(self._values) > 1:
            values = list(dict.fromkeys(filter(None, map("".join, self._values))))
            if len(values) > 1:
                self.notes.doubtful[self._row, self._column] = truncated(values[0]), truncated(values[1])
        if len(self.notes.formulas) + len(self.notes.errors) + len(self.notes.doubtful) > NOTED_LIMIT:
            raise SheetTooLarge

    @property
    def _value(self) -> str:
        return "".join(self._values[-1]) if self._values else ""

    def _reach(self, row: int, column: int) -> None:
        self._last_row, self._last_column = max(row, self._last_row), max(column, self._last_column)
        self._room.spend(cells=1)
        if row > ROW_LIMIT or column > self._column_limit or self._last_row * self._last_column > self._room.cells:
            raise SheetTooLarge

    def _begin_row(self, number: str | None) -> None:
        self._rows += 1
        self._row, self._column, self._cells = self._row + 1, 0, 0
        if number is not None:
            if not re.fullmatch("[0-9]{1,7}", number):
                raise SheetTooLarge
            self._row = int(number)
        if self._row in self._taken:
            raise DuplicateCell(str(self._row))

    def _place(self, reference: str | None) -> None:
        self._cells += 1
        self._column += 1
        if reference is not None:
            found = _REFERENCE.fullmatch(reference)
            if not found:
                raise SheetTooLarge
            self._row, self._column = int(found[2]), _column_number(found[1])
        if self._row <= ROW_LIMIT and self._column <= self._column_limit:
            columns, bit = self._taken.get(self._row, 0), 1 << self._column
            if columns & bit:
                raise DuplicateCell(reference or f"{self._row}")
            self._taken[self._row] = columns | bit

    def _refuse(self, *_declaration: object) -> None:
        raise SheetTooLarge


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number
