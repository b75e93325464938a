"""The sheet *Questionnaire*: a block a theme, and in it a card a recommendation.

On the left of a card stands what is asked, on the right what is answered. No cells are merged, so rows can be sorted.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, zip_longest

from assessment.domain.fields import NO_MEASURES, Field, Kind
from assessment.domain.model import ANSWER_FIELDS, Answer, Catalogue, Rating, Recommendation, Response, Theme
from assessment.i18n import gettext as _
from assessment.interchange.questionnaire.hidden_sheets import TICK, Lists
from assessment.interchange.questionnaire.layout import (
    ASKED_FIELDS,
    OWN_CODES,
    ColumnCode,
    catalogue_mark,
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
from assessment.interchange.questionnaire.visible_text import FieldRow, answer_rows
from assessment.labels.codes import RATING_STYLES, none_of_these, rating_label, rating_word
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
_STYLES = {"rating": QuestionnaireStyle.ANSWER_RATING}
_PAGE = 760.0
"""Points of a printed page for cards, which LibreOffice makes a little smaller to fit its width. A card that doesn’t
fit on the rest of a page begins the next one."""
_GAP, _THEME_HEIGHT, _SENTENCE_HEIGHT = 8.0, 24.0, 16.0
_INDENT = 1.5
"""How much of a column's width an indent takes."""
_DOCUMENT_ROW = 2
"""The row of a card, counted from 0, that leads to the UN document."""


class _Places:
    """The cells of all cards about which something is to be said, by what is asked there."""

    def __init__(self) -> None:
        self.ticks: list[str] = []
        self.by_field: dict[str, list[str]] = {field.name: [] for field in ASKED_FIELDS}
        self.reasons: dict[int, list[str]] = {}
        """The cells of reasons, by how many rows they stand below the rating."""

    def cells(self, name: str) -> str:
        return " ".join(self.by_field[name])


def write_questionnaire_sheet(
    book: Workbook, title: str, name: str, catalogue: Catalogue, response: Response | None, lists: Lists
) -> dict[ColumnCode, str]:
    """Write the sheet; gives of each column the cells that may hold something."""
    sheet = QuestionnaireSheet(book, title, _WIDTHS, hidden_columns=_HIDDEN)
    first = _write_headers(sheet, catalogue) + 1
    places, page = _Places(), _PAGE
    for theme in catalogue.themes:
        for number, item in enumerate(catalogue.by_theme[theme.id]):
            rows = _card(item, response.answer(item.id) if response else Answer())
            height = sum(map(_height, rows)) + _GAP
            if number == 0:
                height += _THEME_HEIGHT + _SENTENCE_HEIGHT + _GAP / 3
            if height > page and page < _PAGE:
                sheet.break_page(sheet.row - 1)
                page = _PAGE
            # What is higher than a page goes on over the next ones, and the rest of the last is free.
            page = (page - height) % _PAGE
            if number == 0:
                _write_theme(sheet, theme)
            if _PAGE < height < _PAGE * 1.25:
                # Else a few lines would stand alone on the next page.
                middle = _middle(rows)
                sheet.break_page(sheet.row + middle - 1)
                page = _PAGE - sum(map(_height, rows[middle:])) - _GAP
            if response and response.asked is not None and item.id not in response.asked:
                _count_once_rated(sheet, item, rows, is_rated=response.assesses(item.id))
            _write_card(sheet, item, rows, places)
    _write_rules(sheet, places, lists)
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
    codes = {place: (code.value, QuestionnaireStyle.KEY) for place, code in enumerate(COLUMNS, start=1)}
    mark = {len(COLUMNS) + 1: (catalogue_mark(catalogue), QuestionnaireStyle.KEY)}
    return sheet.add({**codes, **mark}, is_hidden=True)


def _write_theme(sheet: QuestionnaireSheet, theme: Theme) -> None:
    for words, style, height in (
        (theme.name, QuestionnaireStyle.THEME, _THEME_HEIGHT),
        (theme.sentence, QuestionnaireStyle.THEME_SENTENCE, _SENTENCE_HEIGHT),
    ):
        blank: QuestionnaireRow = dict.fromkeys(range(_HIDDEN + 1, len(COLUMNS) + 1), (None, style))
        sheet.add({**blank, _TICK: (words, style)}, height=height)
    sheet.skip(_GAP / 3)


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
    left += [
        {
            _MEASURE: (measure.id, QuestionnaireStyle.KEY),
            _TICK: (TICK if measure.id in answer.ticked else None, QuestionnaireStyle.ANSWER_TICK),
            _TEXT: (measure.text, QuestionnaireStyle.MEASURE),
        }
        for measure in item.measures
    ]
    if item.measures:
        left.append(
            {
                _MEASURE: (NO_MEASURES, QuestionnaireStyle.KEY),
                _TICK: (TICK if answer.measures == () else None, QuestionnaireStyle.ANSWER_TICK),
                _TEXT: (none_of_these(), QuestionnaireStyle.MEASURE),
            }
        )
    right = [_right(row) for field in ASKED_FIELDS for row in _rows(field, answer)]
    key: QuestionnaireRow = {_ID: (item.id, QuestionnaireStyle.KEY), _GUTTER: (None, QuestionnaireStyle.GUTTER)}
    nothing: QuestionnaireRow = {}
    return [key | one | other for one, other in zip_longest(left, right, fillvalue=nothing)]


def _right(row: FieldRow) -> QuestionnaireRow:
    return {
        _FIELD: (row.field, QuestionnaireStyle.KEY),
        _LABEL: (row.label, QuestionnaireStyle.LABEL),
        _ANSWER: (row.value, row.style),
    }


def _rows(field: Field, answer: Answer) -> list[FieldRow]:
    value, width = getattr(answer, field.name), _WIDTHS[_ANSWER - 1]
    style = _STYLES.get(field.name, QuestionnaireStyle.ANSWER)
    if field.kind is Kind.DAY:
        return answer_rows(field.name, field.short, value, width, QuestionnaireStyle.ANSWER_DATE)
    return answer_rows(field.name, field.short, value_text(value), width, style)


def _height(row: QuestionnaireRow) -> float:
    """The height of a row in points, for page breaks alone: programs find the heights of rows by themselves."""
    heights = [QuestionnaireStyle.GUTTER.line_height]
    for place in (_TEXT, _LABEL, _ANSWER):
        value, style = row.get(place, (None, QuestionnaireStyle.GUTTER))
        width = _WIDTHS[place - 1] - style.indent * _INDENT
        heights.append(line_count(str(value or ""), width, style.font_size) * style.line_height)
    return max(heights)


def _middle(rows: list[QuestionnaireRow]) -> int:
    """How many rows of a card take at least half of its height."""
    heights = list(accumulate(map(_height, rows)))
    return bisect_left(heights, heights[-1] / 2) + 1


def _count_once_rated(
    sheet: QuestionnaireSheet, item: Recommendation, rows: list[QuestionnaireRow], *, is_rated: bool
) -> None:
    """Let what wasn't asked have a theme, by which the scores count it, only once it is rated."""
    rating = f"{column_letter(_ANSWER)}{sheet.row}"
    theme = Formula(f'IF(LEN(TRIM({rating}))=0,"","{item.theme}")', item.theme if is_rated else "")
    rows[0][_THEME] = (theme, QuestionnaireStyle.KEY)


def _write_card(sheet: QuestionnaireSheet, item: Recommendation, rows: list[QuestionnaireRow], places: _Places) -> None:
    found: dict[str, int] = {}
    document = sheet.row + _DOCUMENT_ROW
    for row in rows:
        number = sheet.add(row)
        if _MEASURE in row:
            places.ticks.append(f"{column_letter(_TICK)}{number}")
        if _FIELD in row:
            found.setdefault(str(row[_FIELD][0]).partition(" ")[0], number)
    sheet.write_link(document, _TICK, item.source.url, _("UN document"), QuestionnaireStyle.LINK)
    for field in ASKED_FIELDS:
        places.by_field[field.name].append(f"{column_letter(_ANSWER)}{found[field.name]}")
    distance = found["reason"] - found["rating"]
    places.reasons.setdefault(distance, []).append(f"{column_letter(_ANSWER)}{found['reason']}")
    sheet.skip(_GAP)


def _write_rules(sheet: QuestionnaireSheet, places: _Places, lists: Lists) -> None:
    """Say what cells accept, and mark what is missing."""
    for field in ASKED_FIELDS:
        if field in lists:
            sheet.offer(places.cells(field.name), lists.reference(field))
    if places.ticks:
        (measures,) = (field for field in ANSWER_FIELDS if field.kind is Kind.MEASURES)
        sheet.offer(" ".join(places.ticks), lists.reference(measures))
    for field in ASKED_FIELDS:
        _write_rule(sheet, field, places.by_field[field.name])
    ratings = places.by_field["rating"]
    sheet.colour(places.cells("rating"), f"LEN(TRIM({ratings[0]}))=0", *WAITING)
    for rating in RATING_STYLES:
        if rating is not None:
            sheet.colour(places.cells("rating"), _says(ratings[0], rating), *RATING_COLOURS[rating])
    for distance, reasons in places.reasons.items():
        rating_cell = f"{column_letter(_ANSWER)}{int(reasons[0].removeprefix(column_letter(_ANSWER))) - distance}"
        formula = f"AND({_says(rating_cell, Rating.NOT_APPLICABLE)},LEN(TRIM({reasons[0]}))=0)"
        sheet.colour(" ".join(reasons), formula, *ALERT)


def _write_rule(sheet: QuestionnaireSheet, field: Field, cells: Sequence[str]) -> None:
    """Say what the cells of a field accept, if not any text."""
    first, places = cells[0], " ".join(cells)
    match field.kind:
        case Kind.ADDRESS:
            sheet.expect(
                places,
                f'OR(LEFT({first},8)="https://",LEFT({first},7)="http://")',
                _("Not a web address"),
                _("A link starts with https:// or http:// and has no spaces. Put other texts under the evidence."),
            )
        case Kind.DAY:
            sheet.expect(
                places,
                f"AND(ISNUMBER({first}),YEAR({first})>={FIRST_DAY.year},YEAR({first})<={LAST_DAY.year})",
                _("Not a date"),
                _("Write year, month and day, such as 2026-11-24."),
            )


def _says(cell: str, rating: Rating) -> str:
    """A formula: whether a cell holds a rating, with its mark or without."""
    return f'OR({cell}="{rating_label(rating)}",{cell}="{rating_word(rating)}")'
