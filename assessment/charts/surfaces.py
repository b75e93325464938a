"""What a chart is drawn on, a screen of any width or paper, and all that differs between them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Surface:
    """Lengths are pixels; on paper 96 of them are an inch, before the document scales the picture to its page."""

    width: int | None
    """None where the browser decides."""
    font: str
    name_breaks: int
    text_breaks: int
    """Characters per line of a group's name, and of the words with it."""
    words_beside: bool
    """Whether the words are to the right of the name, rather than under it."""
    bar: int
    space: int
    """Heights: of a bar, and of the space under it."""
    titled: bool
    """Whether the chart has its own title; a document has a caption instead."""


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
