"""Protects text in CSV cells from being calculated as a formula by a spreadsheet, and removes the protection exactly.

A spreadsheet takes a text for a formula if it begins like one, and a CSV file can't mark it as text. A spreadsheet set
to another separator also begins a cell in the middle of a text: after a semicolon, a tab or a line break. So an
apostrophe is put before everything that looks like a formula in such a place, and before the apostrophes of a text that
already looks like that.
"""

from __future__ import annotations

import re

FORMULA_SIGNS = "=+\\-@＝＋－＠"
"""First characters of formulas in spreadsheets worldwide, as a character class of a regular expression."""
# Some programs skip quotation marks, spaces and control characters before these. Tabs and line breaks aren't among
# them: what follows them is a beginning of its own.
_FORMULA = rf"'*(?:[^\S\t\r\n]|[\"\x00-\x08\x0e-\x1f\x7f-\x9f])*[{FORMULA_SIGNS}]"
_PLACES = rf"(?:^(?={{0}}(?:{_FORMULA}|'*[\t\r\n]))|(?<=[;\t\r\n])(?={{0}}{_FORMULA}))"
_BARE, _GUARDED = re.compile(_PLACES.format("")), re.compile(_PLACES.format("'") + "'")


def escape_formula(text: str) -> str:
    """The text, with an apostrophe before everything that a spreadsheet would calculate."""
    return _BARE.sub("'", text)


def unescape_formula(cell: str) -> str:
    """The text from which `guarded` made a cell; other texts stay unchanged, unless they look guarded."""
    return _GUARDED.sub("", cell)
