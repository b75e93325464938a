"""The sheet *Questionnaire*: a block a theme, and in it a card a recommendation.

On the left of a card stands what is asked, on the right what is answered. No cells are merged, so rows can be sorted.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import accumulate, zip_longest

from assessment.domain.answer import Answer, Rating
from assessment.domain.catalogue import Catalogue, Recommendation, Theme
from assessment.domain.fields import NO_MEASURES, Field, Kind
from assessment.domain.response import Response
from assessment.i18n import gettext as _
from assessment.interchange.questionnaire.layout import (
    ASKED_FIELDS,
    CATALOGUE_CODE,
    OWN_CODES,
    TICK,
    ColumnCode,
    column_headers,
)
from assessment.interchange.questionnaire.sheet import (
    ALERT,
    PORTRAIT,
    RATING_COLOURS,
    WAITING,
    QuestionnaireRow,
    QuestionnaireSheet,
    QuestionnaireStyle,
)
from assessment.interchange.questionnaire.texts import FieldRow, answer_rows
from assessment.labels.codes import none_of_these, rating_label, rating_word
from assessment.labels.formatting import citation, value_text
from assessment.parsing.limits import FIRST_DAY, LAST_DAY
from assessment.spreadsheet.references import column_letter
from assessment.spreadsheet.sheet import Formula
from assessment.spreadsheet.text_width import line_count
from assessment.spreadsheet.workbook import Workbook

COLUMNS = (
    ColumnCode.ID,
    ColumnCode.FIELD,
    ColumnCode.MEASURE,
    ColumnCode.THEME,
    ColumnCode.TICK,
    ColumnCode.TEXT,
    ColumnCode.GUTTER,
    ColumnCode.LABEL,
    ColumnCode.ANSWER,
)
_ID, _FIELD, _MEASURE, _THEME, _TICK, _TEXT, _GUTTER, _LABEL, _ANSWER = range(1, len(COLUMNS) + 1)
_WIDTHS = (12.0, 14.0, 14.0, 16.0, 12.0, 46.0, 1.0, 18.0, 31.0)
_HIDDEN = 4
_ANSWERS = column_letter(_ANSWER)
_PAGE = 760.0
"""Points of a printed page for cards, which LibreOffice makes a little smaller to fit its width. A card that doesn’t
fit on the rest of a page begins the next one."""
_GAP, _THEME_HEIGHT, _SENTENCE_HEIGHT = 8.0, 24.0, 16.0
_INDENT = 1.5
"""How much of a column's width an indent takes."""
_DOCUMENT_ROW = 2
"""The row of a card, counted from 0, that leads to the UN document."""


def write_questionnaire_sheet(
    book: Workbook, title: str, name: str, catalogue: Catalogue, response: Response, offered: Mapping[str, str]
) -> dict[ColumnCode, str]:
    """Write the sheet; gives of each column the cells that may hold something.

    `offered` are the cells with the words of the dropdowns, by field; `name` says whose it is.
    """
    sheet = QuestionnaireSheet(book, title, _WIDTHS, hidden_columns=_HIDDEN)
    first = _write_headers(sheet, catalogue) + 1
    cards = _Cards(sheet)
    for theme in catalogue.themes:
        for number, item in enumerate(catalogue.by_theme[theme.id]):
            cards.add(item, theme if number == 0 else None, response)
    cards.add_rules(offered)
    sheet.print_on(PORTRAIT, name)
    last = max(sheet.row - 1, first)
    letters = {code: column_letter(place) for place, code in enumerate(COLUMNS, start=1)}
    return {code: f"{letter}{first}:{letter}{last}" for code, letter in letters.items()}


def _write_headers(sheet: QuestionnaireSheet, catalogue: Catalogue) -> int:
    """Write what is above the columns, and the hidden row with their codes, of which this gives the number."""
    words = column_headers()
    headers = {place: words.get(code) for place, code in enumerate(COLUMNS, start=1) if place > _HIDDEN}
    headers[_FIELD] = OWN_CODES
    row = sheet.add({place: (words, QuestionnaireStyle.HEADER) for place, words in headers.items()}, height=36)
    sheet.freeze(row)
    sheet.repeat_rows(row, row)
    # Below what is frozen, since programs disagree whether hidden rows are counted there.
    codes = [*(code.value for code in COLUMNS), f"{CATALOGUE_CODE} {catalogue.id} {catalogue.version}"]
    keys = {place: (code, QuestionnaireStyle.KEY) for place, code in enumerate(codes, start=1)}
    return sheet.add(keys, is_hidden=True)


class _Cards:
    """The cards on a sheet, and the cells in them about which something is to be said."""

    def __init__(self, sheet: QuestionnaireSheet) -> None:
        self._sheet = sheet
        self._page = _PAGE
        """Points that are left of the printed page."""
        self._ticks: list[str] = []
        self._places: dict[str, list[str]] = defaultdict(list)
        """By field, the first cell of each answer."""
        self._reasons: dict[int, list[str]] = defaultdict(list)
        """The cells of reasons, by how many rows they stand below the rating."""

    def add(self, item: Recommendation, theme: Theme | None, response: Response) -> None:
        """Write a card, below the theme if it is the first one of it."""
        rows = _card(item, response.answer(item.id))
        heights = list(map(_height, rows))
        height = sum(heights) + _GAP
        if theme:
            height += _THEME_HEIGHT + _SENTENCE_HEIGHT + _GAP / 3
        if height > self._page and self._page < _PAGE:
            self._sheet.break_page(self._sheet.row - 1)
            self._page = _PAGE
        # What is higher than a page goes on over the next ones, and the rest of the last is free.
        self._page = (self._page - height) % _PAGE
        if theme:
            self._write_theme(theme)
        if _PAGE < height < _PAGE * 1.25:
            # Else a few lines would stand alone on the next page.
            so_far = list(accumulate(heights))
            middle = bisect_left(so_far, so_far[-1] / 2) + 1
            self._sheet.break_page(self._sheet.row + middle - 1)
            self._page = _PAGE - sum(heights[middle:]) - _GAP
        if response.asked is not None and item.id not in response.asked:
            # What wasn't asked has a theme, by which the scores count it, only once it is rated.
            formula = f'IF(LEN(TRIM({_ANSWERS}{self._sheet.row}))=0,"","{item.theme}")'
            value = item.theme if response.assesses(item.id) else ""
            rows[0][_THEME] = (Formula(formula, value), QuestionnaireStyle.KEY)
        self._write(item, rows)

    def _write_theme(self, theme: Theme) -> None:
        for words, style, height in (
            (theme.name, QuestionnaireStyle.THEME, _THEME_HEIGHT),
            (theme.sentence, QuestionnaireStyle.THEME_SENTENCE, _SENTENCE_HEIGHT),
        ):
            blank: QuestionnaireRow = dict.fromkeys(range(_HIDDEN + 1, len(COLUMNS) + 1), (None, style))
            self._sheet.add({**blank, _TICK: (words, style)}, height=height)
        self._sheet.add({}, height=_GAP / 3)

    def _write(self, item: Recommendation, rows: list[QuestionnaireRow]) -> None:
        by_field: dict[str, int] = {}
        document = self._sheet.row + _DOCUMENT_ROW
        for row in rows:
            number = self._sheet.add(row)
            if _MEASURE in row:
                self._ticks.append(f"{column_letter(_TICK)}{number}")
            if _FIELD in row:
                by_field.setdefault(str(row[_FIELD][0]).partition(" ")[0], number)
        self._sheet.write_link(document, _TICK, item.source.url, _("UN document"), QuestionnaireStyle.LINK)
        for name, number in by_field.items():
            self._places[name].append(f"{_ANSWERS}{number}")
        self._reasons[by_field["reason"] - by_field["rating"]].append(f"{_ANSWERS}{by_field['reason']}")
        self._sheet.add({}, height=_GAP)

    def add_rules(self, offered: Mapping[str, str]) -> None:
        """Say what cells accept, and mark what is missing."""
        for name, places in self._places.items():
            if name in offered:
                self._sheet.offer(" ".join(places), offered[name])
        if self._ticks:
            self._sheet.offer(" ".join(self._ticks), offered["measures"])
        for field in ASKED_FIELDS:
            self._add_rule(field, self._places[field.name])
        ratings = self._places["rating"]
        self._sheet.colour(" ".join(ratings), f"LEN(TRIM({ratings[0]}))=0", *WAITING)
        for rating, colours in RATING_COLOURS.items():
            if rating is not None:
                self._sheet.colour(" ".join(ratings), _says(ratings[0], rating), *colours)
        for distance, reasons in self._reasons.items():
            rating_cell = f"{_ANSWERS}{int(reasons[0].removeprefix(_ANSWERS)) - distance}"
            formula = f"AND({_says(rating_cell, Rating.NOT_APPLICABLE)},LEN(TRIM({reasons[0]}))=0)"
            self._sheet.colour(" ".join(reasons), formula, *ALERT)

    def _add_rule(self, field: Field, places: Sequence[str]) -> None:
        """Say what the cells of a field accept, if not any text."""
        first, cells = places[0], " ".join(places)
        match field.kind:
            case Kind.ADDRESS:
                self._sheet.expect(
                    cells,
                    f'OR(LEFT({first},8)="https://",LEFT({first},7)="http://")',
                    _("Not a web address"),
                    _("A link starts with https:// or http:// and has no spaces. Put other texts under the evidence."),
                )
            case Kind.DAY:
                self._sheet.expect(
                    cells,
                    f"AND(ISNUMBER({first}),YEAR({first})>={FIRST_DAY.year},YEAR({first})<={LAST_DAY.year})",
                    _("Not a date"),
                    _("Write year, month and day, such as 2026-11-24."),
                )


def _card(item: Recommendation, answer: Answer) -> list[QuestionnaireRow]:
    """The rows of a recommendation: on the left what is asked, on the right what is answered."""
    left: list[QuestionnaireRow] = [
        {
            _TICK: (item.id, QuestionnaireStyle.ID),
            _TEXT: (item.question, QuestionnaireStyle.QUESTION),
            _THEME: (item.theme, QuestionnaireStyle.KEY),
        },
        {
            _TICK: (_("Red line") if item.red_line else None, QuestionnaireStyle.FLAG),
            _TEXT: (f"“{item.text}”", QuestionnaireStyle.QUOTATION),
        },
        {_TICK: (_("UN document"), QuestionnaireStyle.LINK), _TEXT: (citation(item), QuestionnaireStyle.CITATION)},
    ]
    choices = [(measure.id, measure.text, measure.id in answer.ticked) for measure in item.measures]
    if item.measures:
        choices.append((NO_MEASURES, none_of_these(), answer.measures == ()))
    left += [
        {
            _MEASURE: (choice, QuestionnaireStyle.KEY),
            _TICK: (TICK if is_ticked else None, QuestionnaireStyle.ANSWER_TICK),
            _TEXT: (words, QuestionnaireStyle.MEASURE),
        }
        for choice, words, is_ticked in choices
    ]
    right: list[QuestionnaireRow] = [
        {_FIELD: (key, QuestionnaireStyle.KEY), _LABEL: (label, QuestionnaireStyle.LABEL), _ANSWER: (value, style)}
        for field in ASKED_FIELDS
        for key, label, value, style in _rows(field, answer)
    ]
    key: QuestionnaireRow = {_ID: (item.id, QuestionnaireStyle.KEY), _GUTTER: (None, QuestionnaireStyle.GUTTER)}
    nothing: QuestionnaireRow = {}
    return [key | left_row | right_row for left_row, right_row in zip_longest(left, right, fillvalue=nothing)]


def _rows(field: Field, answer: Answer) -> list[FieldRow]:
    value, style = getattr(answer, field.name), QuestionnaireStyle.ANSWER
    if field.kind is Kind.DAY:
        style = QuestionnaireStyle.ANSWER_DATE
    elif field.name == "rating":
        style = QuestionnaireStyle.ANSWER_RATING
    words = value if field.kind is Kind.DAY else value_text(value)
    return answer_rows(field.name, field.short, words, _WIDTHS[_ANSWER - 1], style)


def _height(row: QuestionnaireRow) -> float:
    """The height of a row in points, for page breaks alone: programs find the heights of rows by themselves."""
    heights = [QuestionnaireStyle.GUTTER.line_height]
    for place in (_TEXT, _LABEL, _ANSWER):
        value, style = row.get(place, (None, QuestionnaireStyle.GUTTER))
        width = _WIDTHS[place - 1] - style.indent * _INDENT
        heights.append(line_count(str(value or ""), width, style.font_size) * style.line_height)
    return max(heights)


def _says(cell: str, rating: Rating) -> str:
    """A formula: whether a cell holds a rating, with its mark or without."""
    return f'OR({cell}="{rating_label(rating)}",{cell}="{rating_word(rating)}")'
