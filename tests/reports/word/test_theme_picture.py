"""A picture for a document comes from SVG."""

from __future__ import annotations

import struct

from assessment.reports.word.theme_picture import svg_png


def test_a_picture_is_a_png_of_twice_the_size_and_fetches_nothing() -> None:
    outside = '<image href="http://127.0.0.1:9/a.png" width="9" height="9"/>'
    for drawing in ("", outside):
        drawn = svg_png(f'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100">{drawing}</svg>')
        assert drawn.startswith(b"\x89PNG\r\n")
        assert struct.unpack(">II", drawn[16:24]) == (600, 200)
