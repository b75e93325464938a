"""Charts as pictures, drawn in this process without a browser, a network or the machine's fonts."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import lru_cache

import altair as alt

SCALE = 2
"""Dots of the picture per pixel of the chart: 220 dpi where a chart fills the text width of a page."""
_VEGA_LITE = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
_SIZE = slice(16, 24)
"""The bytes of a PNG that hold its width and height."""


@dataclass(frozen=True, slots=True)
class ChartImage:
    """A PNG and its alternative text."""

    content: bytes
    alt_text: str

    @property
    def aspect_ratio(self) -> float:
        """The height of the picture for a width of 1."""
        width, height = struct.unpack(">II", self.content[_SIZE])
        return float(height / width)


def render_png(chart: alt.LayerChart, words: str) -> ChartImage:
    """A chart of charts.py, drawn for paper, as a picture."""
    # Only a few kinds of chart get here, and tests validate those against the schema.
    return ChartImage(_png(chart.to_json(indent=None, validate=False)), words)


@lru_cache(maxsize=16)
def _png(specification: str) -> bytes:
    """Cached, because a document is often asked for again and drawing takes most of its time."""
    import vl_convert  # noqa: PLC0415 - it loads a whole engine, and most importers draw nothing

    return vl_convert.vegalite_to_png(
        specification,
        vl_version=_VEGA_LITE,
        scale=SCALE,
        allowed_base_urls=[],
    )
