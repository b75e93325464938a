"""The sheet *Scores*: the figures of docs/method.md as formulas, which count along while somebody answers.

The formulas know themes and fields by the hidden codes of the rows that they count, so they hold when rows are sorted.
They use only functions that Excel and LibreOffice have alike. What they come to is written beside them by `Tally`, for
programs that compute nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.response import Response
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

_COUNTED = (Rating.IMPLEMENTED, Rating.PARTIAL, Rating.ABSENT)
"""The ratings that a score is of."""
_THEME, _EXACT, _NAME, _FIRST_COUNT = range(1, 5)
"""Columns: the hidden ones of the theme's id and of its score whatever the coverage, the name, and the first count."""
_COUNTS = {rating: place for place, rating in enumerate(RATING_STYLES, start=_FIRST_COUNT)}
_RATED, _APPLICABLE, _SCORE, _LOW, _HIGH, _COVERAGE = range(_FIRST_COUNT + 6, _FIRST_COUNT + 12)
_WIDTHS = (14.0, 14.0, 40.0, 13.5, 10.0, 10.0, 13.0, 13.0, 14.5, 8.0, 10.5, 15.5, 8.5, 8.5, 10.0)
_LABELS_ROW, _WORDS_ROW = 1, 2
"""Hidden rows: how each rating is written with its mark, and without."""
_THRESHOLD_ROW, _FIRST_THEME_ROW = 22, 29
_THRESHOLD = f"${column_letter(_NAME + 1)}${_THRESHOLD_ROW}"
_DASH = "–"


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
    sheet = _ScoresSheet(book, title, _widths(), hidden_columns=_EXACT)
    counted = [
        sheet_reference(questionnaire, columns[code])
        for code in (ColumnCode.THEME, ColumnCode.FIELD, ColumnCode.ANSWER)
    ]
    whole, themes = tally_all(catalogue, response), tally_by(catalogue, response, Grouping.THEME)
    total_row = _FIRST_THEME_ROW + len(catalogue.themes)
    # A question mark would stand for any letter.
    labels = {place: rating_label(rating).replace("?", "~?") for rating, place in _COUNTS.items()}
    words = {place: rating_word(rating) for rating, place in _COUNTS.items()}
    for row in (labels, words):
        sheet.add({place: (text, QuestionnaireStyle.KEY) for place, text in row.items()}, is_hidden=True)
    sheet.add({_NAME: (title, QuestionnaireStyle.TITLE)}, height=30)
    unknowns = _("“Don’t know”, “not answered” and “not applicable” are never counted as absent.")
    for sentence in (_about_figures(response), unknowns):
        sheet.add({_NAME: (sentence, QuestionnaireStyle.SENTENCE)})
    _write_distribution(sheet, whole, total_row)
    _write_overall(sheet, whole, themes, threshold, total_row)
    sheet.add_section(_NAME, _("By theme"))
    sheet.add_header(_headers(), height=30)
    assert sheet.row == _FIRST_THEME_ROW  # noqa: S101 - the formulas above count on it
    for theme in catalogue.themes:
        _write_row(sheet, theme.id, theme.name, themes.get(theme.id, Tally()), threshold, counted)
    _write_row(sheet, "", _("All themes"), whole, threshold, counted)
    _write_not_understood(sheet, counted, total_row)
    sheet.print_on(LANDSCAPE, name)


class _ScoresSheet(QuestionnaireSheet):
    def add_header(self, headers: Mapping[int, str], height: float) -> None:
        self.add(
            {
                place: (words, QuestionnaireStyle.HEADER if place == _NAME else QuestionnaireStyle.HEADER_NUMBER)
                for place, words in headers.items()
            },
            height=height,
        )

    def add_figure(self, words: str, value: Value, style: CellStyle) -> None:
        height = 42.0 if style is QuestionnaireStyle.LEADING else 0
        self.add({_NAME: (words, QuestionnaireStyle.NAME), _NAME + 1: (value, style)}, height=height)


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


def _headers() -> dict[int, str]:
    return {
        _NAME: _("Theme"),
        **{place: rating_label(rating) for rating, place in _COUNTS.items()},
        _RATED: _("Rated"),
        _APPLICABLE: _("Applicable"),
        _SCORE: _("Score"),
        _LOW: _("Band: low"),
        _HIGH: _("Band: high"),
        _COVERAGE: _("Coverage"),
    }


def _write_distribution(sheet: _ScoresSheet, whole: Tally, total_row: int) -> None:
    """How often each answer was given, which comes before any percentage."""
    number, share = _NAME + 1, _NAME + 2
    sheet.add_section(_NAME, _("Distribution of the answers"))
    sheet.add_header({_NAME: _("Answer"), number: _("Number"), share: _("Share of all")}, height=18)
    everything = whole.applicable + whole.not_applicable
    first = sheet.row
    for rating, place in _COUNTS.items():
        count, row = _count(whole, rating), sheet.row
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
    sheet: _ScoresSheet, whole: Tally, themes: Mapping[str, Tally], threshold: float, total_row: int
) -> None:
    values, percent = _values(whole, threshold), QuestionnaireStyle.PERCENT

    def add(words: str, place: int, style: CellStyle) -> None:
        sheet.add_figure(words, Formula(_cell(place, total_row), values[place]), style)

    sheet.add_section(_NAME, _("Overall"))
    add(_("Score"), _SCORE, QuestionnaireStyle.LEADING)
    add(_("Rated"), _RATED, QuestionnaireStyle.NUMBER)
    add(_("Applicable: all but “not applicable”"), _APPLICABLE, QuestionnaireStyle.NUMBER)
    add(_("Coverage: rated of applicable"), _COVERAGE, percent)
    assert sheet.row == _THRESHOLD_ROW  # noqa: S101 - the formulas below count on it
    sheet.add_figure(_("Coverage below which no score is shown"), 100 * threshold, percent)
    add(_("Band, low: if every unknown is absent"), _LOW, percent)
    add(_("Band, high: if every unknown is implemented"), _HIGH, percent)
    score, exact = _cell(_SCORE, total_row), _cell(_EXACT, total_row)
    mean = f"AVERAGE({_cell(_EXACT, _FIRST_THEME_ROW)}:{_cell(_EXACT, total_row - 1)})"
    weighted = theme_weighted_if_different(whole, themes, threshold)
    formula = f'IF(ISNUMBER({score}),IF(ROUND(ABS({mean}-{exact}),9)>{WEIGHTED_DIFFERS},{mean},"–"),"–")'
    words = _("Theme-weighted overall, if it differs by more than {points} points").format(points=WEIGHTED_DIFFERS)
    sheet.add_figure(words, Formula(formula, _or_dash(weighted)), percent)


def _write_row(
    sheet: _ScoresSheet, theme: str, name: str, tally: Tally, threshold: float, counted: Sequence[str]
) -> None:
    """A theme and its figures; the row of sums if it has no id."""
    style = QuestionnaireStyle
    name_style, number_style, percent_style = (
        (style.NAME, style.NUMBER, style.PERCENT) if theme else (style.SUM_NAME, style.SUM_NUMBER, style.SUM_PERCENT)
    )
    row, values = sheet.row, _values(tally, threshold)
    counts = {place: _count_formula(rating, place, row, counted, theme) for rating, place in _COUNTS.items()}
    sheet.add({
        _THEME: (theme, QuestionnaireStyle.KEY),
        _EXACT: (Formula(_figures(row)[_EXACT], values[_EXACT]), QuestionnaireStyle.KEY),
        _NAME: (name, name_style),
        **{
            place: (Formula(formula, values[place]), number_style if place <= _APPLICABLE else percent_style)
            for place, formula in (counts | _figures(row)).items()
            if place != _EXACT
        },
    })  # fmt: skip


def _figures(row: int) -> dict[int, str]:
    """The formulas of all figures in a row but the counts, by their columns."""
    at = {place: _cell(place, row) for place in range(1, _COVERAGE + 1)}
    points = f"({at[_COUNTS[Rating.IMPLEMENTED]]}+{at[_COUNTS[Rating.PARTIAL]]}*{PARTIAL_WEIGHT})"
    unknown = f"{at[_COUNTS[Rating.DONT_KNOW]]}+{at[_COUNTS[None]]}"
    rated, applicable = at[_RATED], at[_APPLICABLE]
    insufficient, nothing = f'"{_("insufficient data")}"', f'"{_("not applicable")}"'
    return {
        _EXACT: f'IF({rated}=0,"–",100*{points}/{rated})',
        _RATED: "+".join(at[_COUNTS[rating]] for rating in _COUNTED),
        _APPLICABLE: f"{rated}+{unknown}",
        _SCORE: f"IF({applicable}=0,{nothing},IF({rated}=0,{insufficient},"
        f"IF(100*{rated}/{applicable}<{_THRESHOLD},{insufficient},{at[_EXACT]})))",
        _LOW: f'IF({applicable}=0,"–",100*{points}/{applicable})',
        _HIGH: f'IF({applicable}=0,"–",100*({points}+{unknown})/{applicable})',
        _COVERAGE: f'IF({applicable}=0,"–",100*{rated}/{applicable})',
    }


def _values(tally: Tally, threshold: float) -> dict[int, float | str]:
    """What the formulas of a row come to; in place of a score that isn't shown stand words."""
    is_shown = tally.score is not None and tally.is_sufficient(threshold)
    return {
        _EXACT: _or_dash(tally.score),
        **{place: _count(tally, rating) for rating, place in _COUNTS.items()},
        _RATED: tally.rated,
        _APPLICABLE: tally.applicable,
        _SCORE: _or_dash(tally.score) if is_shown else score_text(tally, threshold),
        _LOW: _or_dash(tally.low),
        _HIGH: _or_dash(tally.high),
        _COVERAGE: _or_dash(tally.coverage and 100 * tally.coverage),
    }


def _count_formula(rating: Rating | None, place: int, row: int, counted: Sequence[str], theme: str) -> str:
    themes, fields, answers = counted
    if not theme:
        return f"SUM({_cell(place, _FIRST_THEME_ROW)}:{_cell(place, row - 1)})"
    asked = f'{themes},${column_letter(_THEME)}{row},{fields},"rating"'
    if rating is None:
        others = "-".join(_cell(other, row) for answer, other in _COUNTS.items() if answer is not None)
        return f"COUNTIFS({asked})-{others}"
    return "+".join(
        f"COUNTIFS({asked},{answers},{column_letter(place)}${words})" for words in (_LABELS_ROW, _WORDS_ROW)
    )


def _write_not_understood(sheet: _ScoresSheet, counted: Sequence[str], total_row: int) -> None:
    _themes, fields, answers = counted
    understood = "-".join(_cell(place, total_row) for rating, place in _COUNTS.items() if rating is not None)
    formula = f'COUNTIFS({fields},"rating",{answers},"?*")-{understood}'
    words = _("Ratings not in the list, counted as not answered here")
    sheet.add({}, height=8)
    sheet.add({_NAME: (words, QuestionnaireStyle.LABEL), _NAME + 1: (Formula(formula, 0), QuestionnaireStyle.NUMBER)})


def _cell(place: int, row: int) -> str:
    return f"{column_letter(place)}{row}"


def _count(tally: Tally, rating: Rating | None) -> int:
    return tally.unanswered if rating is None else int(getattr(tally, rating.value))


def _or_dash(figure: float | None) -> float | str:
    return _DASH if figure is None else figure
