"""The sheet *Scores*: the figures of docs/method.md as formulas, which count along while somebody answers.

The formulas know themes and fields by the hidden codes of the rows that they count, so they hold when rows are sorted.
They use only functions that Excel and LibreOffice have alike. What they come to is written beside them by `Tally`, for
programs that compute nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.domain.model import Catalogue, Rating, Response
from assessment.domain.scoring import (
    PARTIAL_WEIGHT,
    WEIGHTED_DIFFERS,
    Grouping,
    Tally,
    tally_all,
    tally_by,
    theme_weighted_if_different,
)
from assessment.i18n import gettext as _
from assessment.interchange.questionnaire.layout import ColumnCode
from assessment.interchange.questionnaire.sheet import LANDSCAPE, RATING_COLOURS, QuestionnaireSheet, QuestionnaireStyle
from assessment.labels.codes import RATING_STYLES, rating_label, rating_word
from assessment.labels.formatting import score_text
from assessment.spreadsheet.references import column_letter, sheet_reference
from assessment.spreadsheet.sheet import Formula, Value
from assessment.spreadsheet.styles import CellStyle
from assessment.spreadsheet.text_width import column_width, word_width
from assessment.spreadsheet.workbook import Workbook

_COUNTED = {
    Rating.IMPLEMENTED: "implemented",
    Rating.PARTIAL: "partial",
    Rating.ABSENT: "absent",
    Rating.DONT_KNOW: "dont_know",
    None: "unanswered",
    Rating.NOT_APPLICABLE: "not_applicable",
}
"""The counts of a tally in the order of `LOOKS`."""
_THEME, _EXACT, _NAME, _FIRST_COUNT = range(1, 5)
"""Columns: the hidden ones of the theme's id and of its score whatever the coverage, the name, and the first count."""
_COUNTS = {rating: place for place, rating in enumerate(RATING_STYLES, start=_FIRST_COUNT)}
_RATED, _APPLICABLE, _SCORE, _LOW, _HIGH, _COVERAGE = range(_FIRST_COUNT + 6, _FIRST_COUNT + 12)
_WIDTHS = (14.0, 14.0, 40.0, 13.5, 10.0, 10.0, 13.0, 13.0, 14.5, 8.0, 10.5, 15.5, 8.5, 8.5, 10.0)
_LABELS_ROW, _WORDS_ROW = 1, 2
"""Hidden rows: how each rating is written with its mark, and without."""
_THRESHOLD_ROW = 22
_THRESHOLD_PLACE = 4
"""Its row, counted from 0, in the table of the overall."""
_FIRST_THEME_ROW = 29


@dataclass(frozen=True, slots=True)
class _Counted:
    """What is counted: the cells of the questionnaire with themes, fields and answers."""

    themes: str
    fields: str
    answers: str


def write_scores_sheet(
    book: Workbook,
    title: str,
    name: str,
    catalogue: Catalogue,
    response: Response,
    threshold: float,
    questionnaire: str,
    columns: Mapping[ColumnCode, str],
) -> None:
    """`questionnaire` is the title of the sheet that is counted, `columns` its cells; `name` says whose it is."""
    sheet = QuestionnaireSheet(book, title, _widths(), hidden_columns=_EXACT)
    counted = _Counted(
        *(
            sheet_reference(questionnaire, columns[code])
            for code in (ColumnCode.THEME, ColumnCode.FIELD, ColumnCode.ANSWER)
        )
    )
    whole, themes = tally_all(catalogue, response), tally_by(catalogue, response, Grouping.THEME)
    total_row = _FIRST_THEME_ROW + len(catalogue.themes)
    _write_words(sheet)
    sheet.add({_NAME: (title, QuestionnaireStyle.TITLE)}, height=30)
    sheet.add({_NAME: (_about_figures(response), QuestionnaireStyle.SENTENCE)})
    words = _("“Don’t know”, “not answered” and “not applicable” are never counted as absent.")
    sheet.add({_NAME: (words, QuestionnaireStyle.SENTENCE)})
    _write_distribution(sheet, whole, total_row)
    _write_overall(sheet, whole, themes, threshold, total_row)
    _write_section(sheet, _("By theme"))
    _write_header(sheet)
    assert sheet.row == _FIRST_THEME_ROW  # noqa: S101 - the formulas above count on it
    for theme in catalogue.themes:
        _write_row(sheet, theme.id, theme.name, themes.get(theme.id, Tally()), threshold, counted)
    _write_row(sheet, "", _("All themes"), whole, threshold, counted)
    _write_not_understood(sheet, counted, total_row)
    sheet.print_on(LANDSCAPE, name)


def _about_figures(response: Response) -> str:
    words = _("These figures update as you answer.")
    if response.asked is None:
        return words
    asked = _("They are of the {n} recommendations on the agenda, and of others once they are rated.")
    return f"{words} {asked.format(n=len(response.asked))}"


def _widths() -> list[float]:
    """The widths of the columns, such that no word of a rating is broken, nor parted from its mark."""
    widths = list(_WIDTHS)
    for rating, place in _COUNTS.items():
        mark, first, *others = rating_label(rating).split()
        beginning = column_width(f"{mark} {first}", QuestionnaireStyle.HEADER.font_size)
        widths[place - 1] = max(widths[place - 1], beginning, word_width(others, QuestionnaireStyle.HEADER.font_size))
    return widths


def _write_words(sheet: QuestionnaireSheet) -> None:
    # A question mark would stand for any letter.
    labels = {place: rating_label(rating).replace("?", "~?") for rating, place in _COUNTS.items()}
    sheet.add({place: (label, QuestionnaireStyle.KEY) for place, label in labels.items()}, is_hidden=True)
    sheet.add(
        {place: (rating_word(rating), QuestionnaireStyle.KEY) for rating, place in _COUNTS.items()}, is_hidden=True
    )


def _write_section(sheet: QuestionnaireSheet, words: str) -> None:
    sheet.skip(8)
    sheet.add({_NAME: (words, QuestionnaireStyle.SECTION)}, height=24)


def _write_distribution(sheet: QuestionnaireSheet, whole: Tally, total_row: int) -> None:
    """How often each answer was given, which comes before any percentage."""
    _write_section(sheet, _("Distribution of the answers"))
    headers = [_("Answer"), _("Number"), _("Share of all")]
    sheet.add({
        place: (words, QuestionnaireStyle.HEADER if place == _NAME else QuestionnaireStyle.HEADER_NUMBER)
        for place, words in enumerate(headers, start=_NAME)
    }, height=18)  # fmt: skip
    number, share = _NAME + 1, _NAME + 2
    everything = whole.applicable + whole.not_applicable
    first = sheet.row
    for rating, place in _COUNTS.items():
        count = _count(whole, rating)
        row = sheet.row
        total = f"{column_letter(number)}${first + len(_COUNTS)}"
        sheet.add({
            _NAME: (rating_label(rating), QuestionnaireStyle.NAME),
            number: (Formula(_cell(place, total_row), count), QuestionnaireStyle.NUMBER),
            share: (Formula(f"100*{_cell(number, row)}/{total}", 100 * count / everything), QuestionnaireStyle.PERCENT),
        })  # fmt: skip
        sheet.colour(_cell(_NAME, row), "TRUE", *RATING_COLOURS[rating])
    cells = f"{_cell(number, first)}:{_cell(number, sheet.row - 1)}"
    sheet.add({
        _NAME: (_("All recommendations"), QuestionnaireStyle.SUM_NAME),
        number: (Formula(f"SUM({cells})", everything), QuestionnaireStyle.SUM_NUMBER),
        share: (100, QuestionnaireStyle.SUM_PERCENT),
    })  # fmt: skip


def _write_overall(
    sheet: QuestionnaireSheet, whole: Tally, themes: Mapping[str, Tally], threshold: float, total_row: int
) -> None:
    _write_section(sheet, _("Overall"))
    figures: dict[str, tuple[Value, CellStyle]] = {
        _("Score"): (_of_all(_SCORE, total_row, _score(whole, threshold)), QuestionnaireStyle.LEADING),
        _("Rated"): (_of_all(_RATED, total_row, whole.rated), QuestionnaireStyle.NUMBER),
        _("Applicable: all but “not applicable”"): (
            _of_all(_APPLICABLE, total_row, whole.applicable), QuestionnaireStyle.NUMBER,
        ),
        _("Coverage: rated of applicable"): (
            _of_all(_COVERAGE, total_row, _coverage(whole)), QuestionnaireStyle.PERCENT,
        ),
        _("Coverage below which no score is shown"): (100 * threshold, QuestionnaireStyle.PERCENT),
        _("Band, low: if every unknown is absent"): (
            _of_all(_LOW, total_row, _or_dash(whole.low)), QuestionnaireStyle.PERCENT,
        ),
        _("Band, high: if every unknown is implemented"): (
            _of_all(_HIGH, total_row, _or_dash(whole.high)), QuestionnaireStyle.PERCENT,
        ),
    }  # fmt: skip
    assert sheet.row + _THRESHOLD_PLACE == _THRESHOLD_ROW  # noqa: S101 - the formulas below count on it
    for words, (value, style) in figures.items():
        height = 42.0 if style is QuestionnaireStyle.LEADING else 0
        sheet.add({_NAME: (words, QuestionnaireStyle.NAME), _NAME + 1: (value, style)}, height=height)
    score, exact = _cell(_SCORE, total_row), _cell(_EXACT, total_row)
    mean = f"AVERAGE({_cell(_EXACT, _FIRST_THEME_ROW)}:{_cell(_EXACT, total_row - 1)})"
    weighted = theme_weighted_if_different(whole, themes, threshold)
    formula = f'IF(ISNUMBER({score}),IF(ROUND(ABS({mean}-{exact}),9)>{WEIGHTED_DIFFERS},{mean},"–"),"–")'
    words = _("Theme-weighted overall, if it differs by more than {points} points").format(points=WEIGHTED_DIFFERS)
    sheet.add(
        {
            _NAME: (words, QuestionnaireStyle.NAME),
            _NAME + 1: (Formula(formula, _or_dash(weighted)), QuestionnaireStyle.PERCENT),
        }
    )


def _write_header(sheet: QuestionnaireSheet) -> None:
    headers = {
        _NAME: _("Theme"),
        **{place: rating_label(rating) for rating, place in _COUNTS.items()},
        _RATED: _("Rated"),
        _APPLICABLE: _("Applicable"),
        _SCORE: _("Score"),
        _LOW: _("Band: low"),
        _HIGH: _("Band: high"),
        _COVERAGE: _("Coverage"),
    }
    sheet.add({
        place: (words, QuestionnaireStyle.HEADER if place == _NAME else QuestionnaireStyle.HEADER_NUMBER)
        for place, words in headers.items()
    }, height=30)  # fmt: skip


def _write_row(
    sheet: QuestionnaireSheet, theme: str, name: str, tally: Tally, threshold: float, counted: _Counted
) -> None:
    """A theme and its figures; the row of sums if it has no id."""
    row = sheet.row
    cells = {place: f"{column_letter(place)}{row}" for place in range(1, _COVERAGE + 1)}
    by_rating = {rating: cells[place] for rating, place in _COUNTS.items()}
    points = f"({by_rating[Rating.IMPLEMENTED]}+{by_rating[Rating.PARTIAL]}*{PARTIAL_WEIGHT})"
    unknown = f"{by_rating[Rating.DONT_KNOW]}+{by_rating[None]}"
    rated, applicable = cells[_RATED], cells[_APPLICABLE]
    insufficient, nothing = f'"{_("insufficient data")}"', f'"{_("not applicable")}"'
    threshold_cell = f"${column_letter(_NAME + 1)}${_THRESHOLD_ROW}"
    exact = f'IF({rated}=0,"–",100*{points}/{rated})'
    score = (
        f"IF({applicable}=0,{nothing},IF({rated}=0,{insufficient},"
        f"IF(100*{rated}/{applicable}<{threshold_cell},{insufficient},{cells[_EXACT]})))"
    )
    ratings = (Rating.IMPLEMENTED, Rating.PARTIAL, Rating.ABSENT)
    name_style, number_style, percent_style = (
        (QuestionnaireStyle.NAME, QuestionnaireStyle.NUMBER, QuestionnaireStyle.PERCENT)
        if theme
        else (QuestionnaireStyle.SUM_NAME, QuestionnaireStyle.SUM_NUMBER, QuestionnaireStyle.SUM_PERCENT)
    )
    sheet.add({
        _THEME: (theme, QuestionnaireStyle.KEY),
        _EXACT: (Formula(exact, _or_dash(tally.score)), QuestionnaireStyle.KEY),
        _NAME: (name, name_style),
        **{
            place: (Formula(_count_formula(rating, place, row, counted, theme), _count(tally, rating)), number_style)
            for rating, place in _COUNTS.items()
        },
        _RATED: (Formula("+".join(by_rating[rating] for rating in ratings), tally.rated), number_style),
        _APPLICABLE: (Formula(f"{rated}+{unknown}", tally.applicable), number_style),
        _SCORE: (Formula(score, _score(tally, threshold)), percent_style),
        _LOW: (Formula(f'IF({applicable}=0,"–",100*{points}/{applicable})', _or_dash(tally.low)), percent_style),
        _HIGH: (
            Formula(f'IF({applicable}=0,"–",100*({points}+{unknown})/{applicable})', _or_dash(tally.high)),
            percent_style,
        ),
        _COVERAGE: (Formula(f'IF({applicable}=0,"–",100*{rated}/{applicable})', _coverage(tally)), percent_style),
    })  # fmt: skip


def _count_formula(rating: Rating | None, place: int, row: int, counted: _Counted, theme: str) -> str:
    if not theme:
        return f"SUM({_cell(place, _FIRST_THEME_ROW)}:{_cell(place, row - 1)})"
    asked = f'{counted.themes},${column_letter(_THEME)}{row},{counted.fields},"rating"'
    if rating is None:
        others = "-".join(_cell(other, row) for answer, other in _COUNTS.items() if answer is not None)
        return f"COUNTIFS({asked})-{others}"
    return "+".join(
        f"COUNTIFS({asked},{counted.answers},{column_letter(place)}${words})" for words in (_LABELS_ROW, _WORDS_ROW)
    )


def _write_not_understood(sheet: QuestionnaireSheet, counted: _Counted, total_row: int) -> None:
    understood = "-".join(_cell(place, total_row) for rating, place in _COUNTS.items() if rating is not None)
    formula = f'COUNTIFS({counted.fields},"rating",{counted.answers},"?*")-{understood}'
    words = _("Ratings not in the list, counted as not answered here")
    sheet.skip(8)
    sheet.add({_NAME: (words, QuestionnaireStyle.LABEL), _NAME + 1: (Formula(formula, 0), QuestionnaireStyle.NUMBER)})


def _of_all(place: int, total_row: int, value: float | str) -> Formula:
    """What stands in the row of sums."""
    return Formula(_cell(place, total_row), value)


def _cell(place: int, row: int) -> str:
    return f"{column_letter(place)}{row}"


def _count(tally: Tally, rating: Rating | None) -> int:
    return int(getattr(tally, _COUNTED[rating]))


def _score(tally: Tally, threshold: float) -> float | str:
    """The unrounded score, or the words that stand in its place."""
    if tally.score is None or not tally.is_sufficient(threshold):
        return score_text(tally, threshold)
    return tally.score


def _coverage(tally: Tally) -> float | str:
    return "–" if tally.coverage is None else 100 * tally.coverage


def _or_dash(figure: float | None) -> float | str:
    return "–" if figure is None else figure
