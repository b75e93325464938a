"""What a chart is drawn on: a screen of any width, or paper. All that differs between them is said here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Surface:
    """Lengths are pixels; of paper, 96 of them are an inch before the document scales the picture to its page."""

    width: int | None
    """None where the browser knows how wide it is."""
    font: str
    name_breaks: int
    text_breaks: int
    """After how many characters a group's name and the words with it break."""
    words_beside: bool
    """Whether the words stand at the right of the name, or under it."""
    bar: int
    space: int
    """Heights: of a bar, and of the space under it."""
    titled: bool
    """Whether the chart bears its own title; a document has it in a caption."""


SCREEN = Surface(
    width=None,
    font="Source Sans, sans-serif",
    name_breaks=36,  # what a screen of 360 pixels holds
    text_breaks=48,
    words_beside=False,
    bar=26,
    space=20,
    titled=True,
)
PAPER = Surface(
    width=700,
    font="Arial, Liberation Sans, sans-serif",
    name_breaks=40,
    text_breaks=52,
    words_beside=True,
    bar=18,
    space=11,
    titled=False,
)
