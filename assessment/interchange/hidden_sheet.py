"""The hidden sheet that says what a file was made from: rows, each a code, what it is about, and what is told.

Offline workbooks and gap reports have one. Both are refused if it was changed, for then nothing else can be trusted.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from assessment.i18n import gettext as _
from assessment.interchange.xlsx.sheets import Grid, WorkbookReading, cell_text
from assessment.parsing.message_text import truncated

Origin = TypeVar("Origin")
Words = tuple[str, ...]
Shape = Mapping[Any, tuple[int, int]]
"""By code, how many words say what a row is about, and how many are told. No two rows are about the same."""
Facts = Mapping[str, Mapping[Words, Words]]
"""By code and what a row is about, what is told."""
FORMAT = "format"
_FAR_DOWN = 20
"""Rows in which is looked for what stands in the first ones."""


def has_origin(grid: Grid, file_format: str) -> bool:
    """Whether a sheet is the hidden one of files of a format, in any version of it."""
    name = file_format.rpartition("/")[0]
    rows = ([value for value in row if value != ""] for row in grid.rows[:_FAR_DOWN] if FORMAT in row)
    return any(row[0] == FORMAT and str(row[-1]).startswith(name) for row in rows)


def read_origin(
    grids: Sequence[Grid],
    file_format: str,
    shape: Shape,
    understand: Callable[[Facts], Origin],
    reading: WorkbookReading,
    way_out: str,
) -> Origin | None:
    """What the hidden sheet tells, as `understand` has it, which may raise ValueError; None if there is no such sheet.

    Raises FileRefused if it can't be read; `way_out` is what to do then.
    """
    sheets = [grid for grid in grids if has_origin(grid, file_format)]
    if not sheets:
        return None
    origin = None
    if len(sheets) > 1:
        raise reading.refused(
            ", ".join(grid.title for grid in sheets),
            _("Both hidden sheets say what the file was made from."),
            _("Delete the one that was copied from another file."),
        )
    try:
        facts = _facts(sheets[0], shape)
        if (told := one(facts, FORMAT)) == file_format:
            origin = understand(facts)
        else:
            what = _("The format of this file, “{format}”, is not known here.").format(format=truncated(told))
            reading.refuse(sheets[0].title, what, _("Open it in a newer version of the app."))
    except ValueError:
        reading.refuse(sheets[0].title, _("This hidden sheet was changed and can’t be read."), way_out)
    reading.close()
    return origin


def one(facts: Facts, code: str) -> str:
    """What is told once; nothing if it isn't told."""
    return facts[code].get((), ("",))[0]


def whole_values(pieces: Mapping[Words, Words]) -> dict[Words, Any]:
    """The values in JSON that are told in pieces, each with its number. Raises ValueError if one isn't whole."""
    by_number: dict[Words, dict[int, str]] = defaultdict(dict)
    for key, (piece,) in pieces.items():
        by_number[key[:-1]][int(key[-1])] = piece
    values = {}
    for about, numbered in by_number.items():
        try:
            value = json.loads("".join(numbered[number] for number in sorted(numbered)))
            # Half a character of UTF-16 can't be stored.
            json.dumps(value, ensure_ascii=False).encode()
        except RecursionError as error:
            raise ValueError from error
        values[about] = value
    return values


def _facts(grid: Grid, shape: Shape) -> Facts:
    """What a sheet tells; other codes aren't read. Raises ValueError for a row that is too long or about the same as
    another."""
    facts: dict[str, dict[Words, Words]] = {code: {} for code in shape}
    for row in grid.rows:
        words = [cell_text(value) for value in row if value != ""]
        if not words or words[0] not in shape:
            continue
        code, *rest = words
        about, told = shape[code]
        # Only what comes first may be empty: no recommendation, where a text is about the response.
        rest = [""] * (about + told - len(rest)) + rest
        key = tuple(rest[:about])
        if len(rest) > about + told or key in facts[code]:
            raise ValueError
        facts[code][key] = tuple(rest[about:])
    return facts
