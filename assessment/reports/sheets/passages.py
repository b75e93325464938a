"""Texts of any length: all of a text too long for its cell is on a sheet of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

from assessment.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Passage:
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
        """The number under which all of the passage is."""
        place = self._places.get(passage)
        if place is None:
            self.passages.append(passage)
            place = self._places[passage] = len(self.passages)
        return place


def long_texts_title() -> str:
    """The name of the sheet on which long passages stand in whole."""
    return _("Long texts")


def continued(number: int) -> str:
    """The end of a passage that was cut."""
    return _("[continues: sheet “{sheet}”, no. {number}]").format(sheet=long_texts_title(), number=number)
