"""Pictures for a document: what they share of colours, and SVG as PNG."""

from __future__ import annotations

from functools import lru_cache

MUTED_COLOUR = "#4a5a67"
OUTLINE = "#5f7280"
GRID = "#dfe5e9"
BAND = "#b5cfdb"
_PICTURE_SCALE = 2
"""Dots of a picture per pixel: 220 dpi where 700 pixels fill the text width of a page."""


@lru_cache(maxsize=16)
def svg_png(svg: str) -> bytes:
    """A picture for paper, drawn in this process without a browser or a network.

    Cached, because a document is often asked for again and drawing takes most of its time.
    """
    import vl_convert  # noqa: PLC0415 - it loads a whole engine, and most importers draw nothing

    return vl_convert.svg_to_png(svg, scale=_PICTURE_SCALE)
