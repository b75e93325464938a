"""What a workbook's parts hold, counted while they pass by, and what calamine doesn't tell about their cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

BYTE_LIMIT = 60_000_000
"""Bytes of all parts that are read, unpacked."""
MARK_LIMIT = 4_500_000
"""Tags and attributes of all parts, including those of empty cells and rows: Excel keeps a million rows that were once
coloured."""
CELL_LIMIT = 2_000_000
"""Cells of all sheets, from the first row and column to the last with a value."""
TEXT_LIMIT = 40_000_000
"""Bytes of the texts in all cells, each counted as often as a cell shows it."""
NOTE_LIMIT = 100_000
"""Formulas, errors, cells with two values, and merged ranges of all sheets."""
_VALUE_LIMIT = 20
"""Characters of a value that are looked at: the number of a shared text has at most ten."""

_EXPANDED = "_xlfn."
"""XlsxWriter puts this before the names of newer functions, so the original text is unknown."""
Place = tuple[int, int]
"""Row and column of a cell, counted from 1."""


class TooLarge(Exception):
    """A file holds more than is read."""


class CellNote(StrEnum):
    """What a cell holds other than one value that was typed."""

    FORMULA = "formula"
    NO_RESULT = "no result"
    """An error, or a formula that was never calculated."""
    TWO_VALUES = "two values"


@dataclass(frozen=True, slots=True)
class SheetNotes:
    """What calamine doesn't tell about a sheet."""

    title: str
    cells: dict[Place, CellNote] = field(default_factory=dict)
    typed: dict[Place, str] = field(default_factory=dict)
    """Texts that begin with an equals sign, of which XlsxWriter made formulas with the result 0."""


class Budget:
    """What all parts of a workbook may take together; each leaves less."""

    def __init__(self) -> None:
        self._left = {
            "bytes": BYTE_LIMIT,
            "marks": MARK_LIMIT,
            "cells": CELL_LIMIT,
            "text": TEXT_LIMIT,
            "notes": NOTE_LIMIT,
        }

    def spend(self, what: str, amount: int = 1) -> None:
        self._left[what] -= amount
        if self._left[what] < 0:
            raise TooLarge


class Counter:
    """Is told what is in a part of XML."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """A piece of text."""


def local(name: str) -> str:
    """The name of an element without its prefix."""
    return name.rpartition(":")[2] if ":" in name else name


class TextCounter(Counter):
    """Measures the shared texts."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.sizes: list[int] = []
        """In bytes."""
        self._is_open = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        # calamine allocates as many texts as this says.
        if int(attributes.get("uniqueCount", 0)) > MARK_LIMIT:
            raise TooLarge
        if local(name) == "si":
            if self._is_open:
                # Readers disagree about a text in a text.
                raise ValueError
            self._is_open = True
            self.sizes.append(0)

    def end(self, name: str) -> None:
        self._is_open = self._is_open and local(name) != "si"

    def text(self, text: str) -> None:
        self._budget.spend("text", _size(text))
        if self.sizes:
            self.sizes[-1] += _size(text)


class CellCounter(Counter):
    """Measures the cells of a sheet, which come in order and once, and notes what is in them."""

    def __init__(self, budget: Budget, shared_sizes: Sequence[int], notes: SheetNotes) -> None:
        self._budget = budget
        self._shared_sizes, self._notes = shared_sizes, notes
        self._row = self._column = self._last_row = self._last_column = 0
        self._inside = ""
        """The element of the cell that contains text."""
        self._kind = self._formula_kind = ""
        self._values: list[str] = []
        self._formula: list[str] = []

    def finish(self) -> SheetNotes:
        """The notes, once the sheet was read and isn't too large."""
        self._budget.spend("cells", self._last_row * self._last_column)
        return self._notes

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = local(name)
        if name == "c":
            self._place(attributes.get("r"))
            self._kind, self._values, self._formula = attributes.get("t", "n"), [], []
        elif name in ("v", "is"):
            self._inside = name
            self._values.append("")
        elif name == "t":
            self._inside = name
        elif name == "row":
            self._begin_row(attributes.get("r"))
        elif name == "f":
            self._inside, self._formula_kind = name, attributes.get("t", "")
            self._formula = ["="]
        elif name == "mergeCell":
            self._budget.spend("notes")

    def _begin_row(self, number: str | None) -> None:
        row = self._row + 1 if number is None else int(number)
        if row <= self._row:
            raise ValueError
        self._row, self._column = row, 0

    def _place(self, reference: str | None) -> None:
        place = (self._row, self._column + 1) if reference is None else _parse_reference(reference)
        if place <= (self._row, self._column):
            raise ValueError
        self._row, self._column = place

    def text(self, text: str) -> None:
        if not self._inside:
            return
        self._budget.spend("text", _size(text))
        if self._inside == "f":
            self._formula.append(text)
        elif self._values:
            self._values[-1] = (self._values[-1] + text)[:_VALUE_LIMIT]

    def end(self, name: str) -> None:
        self._inside = ""
        if local(name) == "c" and (self._values or self._formula or self._kind == "e"):
            self._end_cell()

    def _end_cell(self) -> None:
        if self._values:
            # calamine allocates it, even if it is empty.
            self._last_row, self._last_column = self._row, max(self._column, self._last_column)
            if self._kind == "s":
                self._budget.spend("text", self._shared_sizes[int(self._values[0])])
        if note := self._note():
            self._budget.spend("notes")
            self._notes.cells[self._row, self._column] = note
            if note is CellNote.FORMULA and (typed := self._typed_text()):
                self._notes.typed[self._row, self._column] = typed

    def _note(self) -> CellNote | None:
        values = [value for value in self._values if value]
        if self._kind == "e" or (self._formula and not values):
            return CellNote.NO_RESULT
        if len(values) > 1:
            return CellNote.TWO_VALUES
        return CellNote.FORMULA if self._formula else None

    def _typed_text(self) -> str:
        """The text of which XlsxWriter made a formula; nothing for any other formula."""
        text = "".join(self._formula)
        if (self._kind, self._values[0]) != ("n", "0") or _EXPANDED in text:
            return ""
        return {"": text, "array": f"{{{text}}}"}.get(self._formula_kind, "")


def _parse_reference(reference: str) -> Place:
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]), _column_number(letters)


@lru_cache(maxsize=1000)
def _column_number(letters: str) -> int:
    if not (letters.isascii() and letters.isalpha() and letters.isupper()):
        raise ValueError
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())
