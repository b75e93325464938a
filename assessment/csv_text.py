"""Texts in the cells of a CSV file that no spreadsheet computes, and back again to the character.

A spreadsheet takes a text for a formula if it begins like one, and no mark in the file says that it is text. One that
is set to another separator also begins a cell in the middle of a text: after a semicolon, a tab or a line break. So an
apostrophe is put before whatever looks like a formula in such a place, and before the apostrophes of a text that looks
like that by itself.
"""

from __future__ import annotations

import re

SIGNS = "=+\\-@＝＋－＠"
"""How a formula begins in the spreadsheets of the world, as a class of a regular expression."""
# Quotation marks, spaces and control characters before a sign are skipped by one program or another. A tab or a line
# break isn't among them: what is behind it is a beginning of its own.
_FORMULA = rf"'*(?:[^\S\t\r\n]|[\"\x00-\x08\x0e-\x1f\x7f-\x9f])*[{SIGNS}]"
_PLACES = rf"(?:^(?={{0}}(?:{_FORMULA}|'*[\t\r\n]))|(?<=[;\t\r\n])(?={{0}}{_FORMULA}))"
_BARE, _GUARDED = re.compile(_PLACES.format("")), re.compile(_PLACES.format("'") + "'")


def guarded(text: str) -> str:
    """The text, with an apostrophe before whatever a spreadsheet would compute."""
    return _BARE.sub("'", text)


def unguarded(cell: str) -> str:
    """The text of which `guarded` made a cell; a text that it didn't make stays as it is, unless it looks so."""
    return _GUARDED.sub("", cell)
