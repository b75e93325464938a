"""Text as a cell can hold it: to the character, never as a formula, and never cut without saying where the rest is.

Three things stand between what a person typed and what a workbook can hold. XML has no control characters, so these
are shown as their pictures. Office reads `_x0041_` as an escape for `A`, so such a text is written in two runs. And
a cell holds 32,767 characters of UTF-16 at most, so what is longer continues elsewhere (`LongTexts`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from assessment.language import gettext as _

CELL_LIMIT = 32_767
"""UTF-16 units that a cell can hold, in Excel and in LibreOffice."""

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"(?<=_x)(?=[0-9A-Fa-f]{4}_)")
_CONTROL_PICTURES = 0x2400
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def visible(text: str) -> str:
    """The text without what XML can't hold: control characters as pictures (␀ to ␟), no character at all as �."""
    # Whatever can be printed can stand in XML, and that is known sooner.
    return text if text.isprintable() else _NOT_IN_XML.sub(_picture, text)


def _picture(found: re.Match[str]) -> str:
    code = ord(found.group())
    return chr(_CONTROL_PICTURES + code) if code < ord(" ") else _REPLACEMENT


def runs(text: str) -> list[str]:
    """The text in parts, in none of which a reader finds an escape; nearly always in one."""
    return _ESCAPE.split(text) if "_x" in text else [text]


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


class Passage(NamedTuple):
    """A text of any length, and where it belongs: its recommendation (none for the report as a whole) and field."""

    text: str
    item: str
    field: str


@dataclass(slots=True)
class LongTexts:
    """The passages that don't fit where they stand, each once, in the order in which they were met."""

    passages: list[Passage] = field(default_factory=list)
    _places: dict[Passage, int] = field(default_factory=dict)

    def number(self, passage: Passage) -> int:
        """The number under which the whole passage stands."""
        place = self._places.get(passage)
        if place is None:
            self.passages.append(passage)
            place = self._places[passage] = len(self.passages)
        return place


def long_texts_title() -> str:
    """The name of the sheet on which long passages stand in whole."""
    return _("Long texts")


def continued(number: int) -> str:
    """What stands at the end of a passage that was only begun."""
    return _("[continues: sheet “{sheet}”, no. {number}]").format(sheet=long_texts_title(), number=number)
