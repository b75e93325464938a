"""Text as a cell can hold it: to the character, and never taken for a formula, a number, a link or markup.

Four things stand between what a person typed and what a cell can hold. XML has no control characters, so these are
shown as their pictures. A reader of XML takes a carriage return for a line feed, which breaks a line in a cell. Office
reads `_x0041_` as an escape for `A`, so such a text is written in two runs. And a cell holds 32,767 characters of
UTF-16 at most, so callers cut what is longer (`bounded`), or continue it elsewhere.
"""

from __future__ import annotations

import re

CELL_LIMIT = 32_767
"""UTF-16 units that a cell can hold, in Excel and in LibreOffice."""

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAK = re.compile(r"\r\n?")
_ESCAPE = re.compile(r"(?<=_x)(?=[0-9A-Fa-f]{4}_)")
_CONTROL_PICTURES = 0x2400
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def visible(text: str) -> str:
    """The text without what XML can't hold: control characters as pictures (␀ to ␟), no character at all as �."""
    # Whatever can be printed can stand in XML, and that is known sooner.
    return text if text.isprintable() else _NOT_IN_XML.sub(_picture, text)


def in_cell(text: str) -> str:
    """The text as a cell shows it: `visible`, with each line break a line feed. Applied twice it does nothing more."""
    return text if text.isprintable() else _LINE_BREAK.sub("\n", visible(text))


def _picture(match: re.Match[str]) -> str:
    code = ord(match.group())
    return chr(_CONTROL_PICTURES + code) if code < ord(" ") else _REPLACEMENT


def runs(text: str) -> list[str]:
    """The text in parts, in none of which Office finds an escape, nor XlsxWriter its own markup; mostly in one."""
    parts = _ESCAPE.split(text) if "_x" in text else [text]
    if text.startswith("<r>") and text.endswith("</r>"):
        parts = ["<", parts[0][1:], *parts[1:]]
    return parts


def needs_quote(text: str) -> bool:
    """Whether a spreadsheet would take the text for something else once a person edits the cell."""
    return text.startswith(("=", "+", "-", "@", "'"))


def cell_length(text: str) -> int:
    """The length of a text as a cell counts it, in units of UTF-16."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def bounded(text: str, limit: int = CELL_LIMIT) -> str:
    """The longest beginning of the text that a cell can hold."""
    if 2 * len(text) <= limit or cell_length(text) <= limit:
        return text
    # A character takes one unit or two; a half pair at the end is dropped.
    return text[:limit].encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore")
