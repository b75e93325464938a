"""CSV for programs that no spreadsheet calculates.

A spreadsheet takes a text for a formula if it begins like one, and a CSV file can't mark it as text. A spreadsheet set
to another separator also begins a cell in the middle of a text: after a semicolon, a tab or a line break. So an
apostrophe is put before everything that looks like a formula in such a place, and before the apostrophes of a text that
already looks like that: with one taken away there, the text is as it was.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable

from assessment.parsing.message_text import encodable

Datum = str | int | float | bool | dt.date | None
"""A value of a table for programs. None is a missing one."""
_FORMULA_SIGNS = "=+\\-@＝＋－＠"
"""First characters of formulas in spreadsheets worldwide, as a character class of a regular expression."""
# Some programs skip quotation marks, spaces and control characters before these. Tabs and line breaks aren't among
# them: what follows them is a beginning of its own.
_FORMULA = rf"'*(?:[^\S\t\r\n]|[\"\x00-\x08\x0e-\x1f\x7f-\x9f])*[{_FORMULA_SIGNS}]"
_PLACES = re.compile(rf"^(?={_FORMULA}|'*[\t\r\n])|(?<=[;\t\r\n])(?={_FORMULA})")


def csv_text(header: Iterable[str], rows: Iterable[Iterable[Datum]]) -> str:
    """A table as CSV (RFC 4180) with a header, to be written in UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: Datum) -> str:
    match value:
        case None:
            return ""
        case str():
            return escape_formula(value)
        case bool():
            return "true" if value else "false"
        case dt.date():
            return value.isoformat()
        case _:
            return number_text(value)


def number_text(number: float) -> str:
    """A number to its last digit: “66.66666666666667”, “0.5”, “1”."""
    return repr(number).removesuffix(".0")


def escape_formula(text: str) -> str:
    """The text as a cell of a CSV file: with an apostrophe before everything that a spreadsheet would calculate, and �
    for half a character."""
    return _PLACES.sub("'", encodable(text))
