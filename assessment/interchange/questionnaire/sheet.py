"""A sheet of the offline workbook, filled from top to bottom; how its cells look, and which may be filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assessment.domain.answer import Rating
from assessment.labels.codes import ACCENT_COLOUR, BACKGROUND_COLOUR, RATING_STYLES, TEXT_COLOUR
from assessment.spreadsheet.sheet import Page, Sheet, Value
from assessment.spreadsheet.styles import DATE, TEXT, CellStyle
from assessment.spreadsheet.styles import PERCENT as _PERCENT
from assessment.spreadsheet.workbook import Workbook

PORTRAIT = Page(landscape=False, side_margin=0.4, top_margin=0.4, bottom_margin=0.55)
LANDSCAPE = Page(landscape=True, side_margin=0.4, top_margin=0.4, bottom_margin=0.55, pages_high=1)
_SMALL = 8.5
"""Points. Excel prints the questionnaire at 95 percent: nothing is smaller than 8 there."""
_QUIET = "#4b5a67"
_RULE = "#aeb9c2"
_WASH = "#eef3f6"
_ALERT = "#a3320b"
_ONE_LINE = CellStyle(horizontal="", wraps=False)
_FIGURE = CellStyle(bottom=_RULE, horizontal="right")


class QuestionnaireStyle:
    """The styles by their names."""

    TITLE = replace(_ONE_LINE, points=18, bold=True, text_colour=ACCENT_COLOUR)
    SUBTITLE = CellStyle(horizontal="", points=10, bold=True)
    SECTION = replace(_ONE_LINE, points=12.5, bold=True, text_colour=ACCENT_COLOUR)
    SENTENCE = replace(_ONE_LINE, text_colour=_QUIET)
    LABEL = CellStyle(horizontal="", text_colour=_QUIET)
    NOTE = CellStyle(indent=1, points=_SMALL, text_colour=_QUIET)
    KEY = replace(_ONE_LINE, points=_SMALL, text_colour=_QUIET)
    FACT = CellStyle()
    HEADER = CellStyle(
        points=_SMALL, bold=True, text_colour=BACKGROUND_COLOUR, fill=ACCENT_COLOUR, vertical="vcenter", horizontal=""
    )
    HEADER_NUMBER = replace(HEADER, horizontal="right")
    THEME = replace(_ONE_LINE, points=13, bold=True, text_colour=ACCENT_COLOUR, fill=_WASH, vertical="vcenter")
    THEME_SENTENCE = replace(_ONE_LINE, text_colour=_QUIET, fill=_WASH)
    ID = CellStyle(horizontal="", bold=True, text_colour=ACCENT_COLOUR)
    FLAG = CellStyle(horizontal="", points=_SMALL, bold=True, text_colour=_ALERT)
    LINK = replace(_ONE_LINE, points=_SMALL, text_colour=ACCENT_COLOUR, underline=True)
    QUESTION = CellStyle(indent=1, bold=True)
    QUOTATION = CellStyle(indent=1)
    CITATION = NOTE
    MEASURE = QUOTATION
    # An empty cell with large letters gives its row the height of a line to write on by hand.
    GUTTER = CellStyle(horizontal="", points=12.5)
    ANSWER = CellStyle(top=_RULE, bottom=_RULE, left=_RULE, right=_RULE, indent=1, number_format=TEXT, open=True)
    ANSWER_RATING = replace(ANSWER, points=10, bold=True)
    ANSWER_TICK = replace(ANSWER, bold=True, horizontal="center", indent=0)
    ANSWER_DATE = replace(ANSWER, number_format=DATE)
    NAME = CellStyle(bottom=_RULE, horizontal="")
    NUMBER = replace(_FIGURE, number_format="0")
    PERCENT = replace(_FIGURE, number_format=_PERCENT)
    SUM_NAME = replace(NAME, bold=True, fill=_WASH)
    SUM_NUMBER = replace(_FIGURE, bold=True, fill=_WASH, number_format="0")
    SUM_PERCENT = replace(_FIGURE, bold=True, fill=_WASH, number_format=_PERCENT)
    # On the left, from where words that stand in place of a figure may reach over the next cells.
    LEADING = CellStyle(
        points=16, bold=True, text_colour=ACCENT_COLOUR, bottom=_RULE, wraps=False, number_format=_PERCENT
    )


Colours = tuple[str, str]
"""Of the text and of the cell, while a condition is true."""
RATING_COLOURS: dict[Rating | None, Colours] = {
    rating: (look.text_colour, look.fill) for rating, look in RATING_STYLES.items()
}
WAITING: Colours = (TEXT_COLOUR, "#fff4d6")
"""What still waits for an answer."""
ALERT: Colours = (BACKGROUND_COLOUR, _ALERT)
QuestionnaireRow = dict[int, tuple[Value, CellStyle]]
"""The cells of a row by their columns, counted from 1."""


class QuestionnaireSheet(Sheet):
    """A protected sheet; the first `hidden_columns` of its columns are hidden, and `row` is the one filled next."""

    def __init__(self, book: Workbook, title: str, widths: Sequence[float], *, hidden_columns: int = 0) -> None:
        super().__init__(book, title)
        self.row = 1
        self._columns = len(widths)
        self.set_widths(widths, hidden=hidden_columns)
        # Beside filling in, rows and columns may be made larger, and a screen reader finds its way. Programs sort
        # no locked cells, whatever is permitted here: who wants to takes the protection off, which has no password.
        self.protect()

    def add(self, row: Mapping[int, tuple[Value, CellStyle]], *, height: float = 0, is_hidden: bool = False) -> int:
        """Write the next row, and give its number.

        Without a `height` in points it is as high as its text needs, now and when a person changes it.
        """
        for column, (value, style) in row.items():
            self.write(self.row, column, value, style)
        if height:
            self.raise_row(self.row, height)
        if is_hidden:
            self.hide_row(self.row)
        self.row += 1
        return self.row - 1

    def add_section(self, column: int, words: str) -> None:
        self.add({}, height=8)
        self.add({column: (words, QuestionnaireStyle.SECTION)}, height=24)

    def print_on(self, page: Page, footer: str) -> None:
        """Print what was written so far on such pages, with words at the foot of each."""
        self.set_page(page, footer)
        self.print_area(max(self.row - 1, 1), self._columns)
