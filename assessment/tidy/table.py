"""A table for programs: what its columns are called and mean, and how each follows from a row, said once.

The CSV and its schema, the *Data* sheet of a workbook and the DataFrame are all made from the same table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

Row = TypeVar("Row")
Row_contra = TypeVar("Row_contra", contravariant=True)
Datum = str | int | float | bool | dt.date | None
"""A value. None is a missing one, and so is an empty text; a boolean is never missing."""
SEPARATOR = "; "
"""Stands between several codes in one value."""


@dataclass(frozen=True, slots=True)
class Variable(Generic[Row_contra]):
    """A column: its name, the same in every language, its type in a Table Schema, what it is called and means, and how
    its value follows from a row.

    `typed` is what people typed; every other string is a code. `item` gives the id of the recommendation to which a
    long text belongs, and `width` is that of the column on a sheet, in characters.
    """

    name: str
    type: Literal["string", "integer", "number", "boolean", "date"]
    title: str
    meaning: str
    value: Callable[[Row_contra], Datum]
    constraints: Mapping[str, Any] = field(default_factory=dict)
    typed: bool = False
    width: float = 13.0
    item: Callable[[Row_contra], str] = lambda _row: ""


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """What is true of all rows: the columns, what a row is, what has to be known to use it, and the names of the
    columns that together tell it from all others."""

    variables: Sequence[Variable[Row]]
    title: str
    description: str
    caution: str
    key: Sequence[str]
