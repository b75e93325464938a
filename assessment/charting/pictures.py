"""Charts as pictures, drawn in this process: without a browser, without a network, and without the machine's fonts."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import lru_cache

import altair as alt

SCALE = 2
"""Dots of a picture a pixel of its chart: 220 an inch where a chart fills the text of a page."""
_VEGA_LITE = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
_SIZE = slice(16, 24)
"""Where a PNG says how many dots wide and high it is."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, and what it shows for who can't see it."""

    content: bytes
    words: str

    @property
    def proportion(self) -> float:
        """The height of the picture for a width of 1."""
        width, height = struct.unpack(">II", self.content[_SIZE])
        return float(height / width)


def picture(chart: alt.LayerChart, words: str) -> Picture:
    """A chart of charts.py, on paper, as a picture."""
    # Charts of a few forms alone come here, and tests hold those to the schema.
    return Picture(_png(chart.to_json(indent=None, validate=False)), words)


@lru_cache(maxsize=16)
def _png(specification: str) -> bytes:
    """The same chart is drawn once: a document is often asked for again, and drawing takes most of its time."""
    import vl_convert  # noqa: PLC0415 - it brings a whole engine with it, and most of what imports this draws nothing

    return vl_convert.vegalite_to_png(
        specification,
        vl_version=_VEGA_LITE,
        scale=SCALE,
        allowed_base_urls=[],
    )
