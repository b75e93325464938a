"""How cells look. A style is made once, as a constant of a module; the workbook knows it by its identity."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assessment.labels.codes import TEXT_COLOUR

FONT = "Arial"
USUAL = 9.0
"""Points of cells without a style. Widths of columns are counted in its digits: at this size a digit is 7 pixels wide
in Excel and a little less in LibreOffice; at 10 points it would be more there."""
PERCENT = '0"\N{NO-BREAK SPACE}%"'
DATE = "yyyy-mm-dd"
TEXT = "@"

ROW_LIMIT = 409.0
"""Points; neither Excel nor LibreOffice makes a row higher."""
_BOLD_WIDTH = 1.08
_LINE_HEIGHT = 1.37
"""Times the font size; that of Noto Sans, the highest of the fonts that may replace Arial."""
_ROW_PADDING = 4.0
INDENT = 1.3
"""How much of a column's width an indent takes."""


@dataclass(frozen=True, eq=False)
class CellStyle:
    """The look of cells, in points and colours (`#0b4f6c`).

    `top`, `bottom`, `left` and `right` are the colours of thin lines. A text that doesn't `wrap` is on one line,
    which runs on over empty cells and is hidden behind others. A cell that is `open` may be filled in while the sheet
    is protected.
    """

    points: float = USUAL
    bold: bool = False
    italic: bool = False
    underline: bool = False
    text_colour: str = TEXT_COLOUR
    fill: str = ""
    top: str = ""
    bottom: str = ""
    left: str = ""
    right: str = ""
    number_format: str = "General"
    horizontal: str = "left"
    """`left`, `center`, `right`, or none: numbers on the right and texts on the left."""
    vertical: str = "top"
    """`top`, `vcenter` or `bottom`."""
    indent: int = 0
    wraps: bool = True
    open: bool = False

    @cached_property
    def font_size(self) -> float:
        """In points, as if regular: that of a regular font as wide as this one."""
        return self.points * (_BOLD_WIDTH if self.bold else 1)

    @property
    def line_height(self) -> float:
        """The height of a line in points."""
        return self.points * _LINE_HEIGHT

    @cached_property
    def most_lines(self) -> int:
        """How many lines the highest row can show."""
        return int((ROW_LIMIT - _ROW_PADDING) / self.line_height)

    def height(self, lines: int) -> float:
        """The height in points of a row of so many lines."""
        return min(lines * self.line_height + _ROW_PADDING, ROW_LIMIT)


def format_properties(style: CellStyle) -> dict[str, Any]:
    """The style as XlsxWriter names its properties."""
    lines = {side: colour for side in ("top", "bottom", "left", "right") if (colour := getattr(style, side))}
    return {
        "font_name": FONT,
        "font_scheme": False,
        "font_size": style.points,
        "bold": style.bold,
        "italic": style.italic,
        "underline": int(style.underline),
        "font_color": style.text_colour,
        "num_format": style.number_format,
        "valign": style.vertical,
        "text_wrap": style.wraps,
        "locked": not style.open,
        **({"align": style.horizontal} if style.horizontal else {}),
        **({"indent": style.indent} if style.indent else {}),
        **({"bg_color": style.fill} if style.fill else {}),
        **dict.fromkeys(lines, 1),
        **{f"{side}_color": colour for side, colour in lines.items()},
    }
