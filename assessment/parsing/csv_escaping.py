"""Protects text in CSV cells from being calculated as a formula by a spreadsheet.

A spreadsheet takes a text for a formula if it begins like one, and a CSV file can't mark it as text. A spreadsheet set
to another separator also begins a cell in the middle of a text: after a semicolon, a tab or a line break. So an
apostrophe is put before everything that looks like a formula in such a place, and before the apostrophes of a text that
already looks like that: with one taken away there, the text is as it was.
"""

from __future__ import annotations

import re

from assessment.parsing.message_text import encodable

_FORMULA_SIGNS = "=+\\-@＝＋－＠"
"""First characters of formulas in spreadsheets worldwide, as a character class of a regular expression."""
# Some programs skip quotation marks, spaces and control characters before these. Tabs and line breaks aren't among
# them: what follows them is a beginning of its own.
_FORMULA = rf"'*(?:[^\S\t\r\n]|[\"\x00-\x08\x0e-\x1f\x7f-\x9f])*[{_FORMULA_SIGNS}]"
_PLACES = re.compile(rf"^(?={_FORMULA}|'*[\t\r\n])|(?<=[;\t\r\n])(?={_FORMULA})")


def escape_formula(text: str) -> str:
    """The text as a cell of a CSV file: with an apostrophe before everything that a spreadsheet would calculate, and �
    for half a character."""
    return _PLACES.sub("'", encodable(text))
