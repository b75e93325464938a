"""The sheet *Themes* of a comparison: the scores on the common recommendations, each response's own, and how they are
spread."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assessment.domain.comparison.compare import Comparison, catalogues_of
from assessment.domain.response import Voice
from assessment.i18n import gettext as _
from assessment.labels.codes import SCORE_STEP, SCORE_STYLES, voice_word
from assessment.reports.sheets.book import FILTER_BUTTON, Book, ReportSheet
from assessment.reports.sheets.columns import Column, sheet_column
from assessment.reports.sheets.respondents import Respondent, short_name, who_columns
from assessment.reports.sheets.styles import SMALL, Style, fitting_page
from assessment.spreadsheet.charts import bars_height, stacked_bars
from assessment.spreadsheet.text_width import word_width
from assessment.views.comparison import ThemeScores, score_columns, theme_scores

_IDENTITY = 5
"""How many columns say who answered; then there is one a theme, and one for all."""
_LOWEST, _HIGHEST = 11.0, 18.0
"""Widths of the columns of themes."""
_NAME_LIMIT = 100
"""Characters of a theme's name in a header."""
_CHART_WIDTH = 36
"""Centimetres."""

_FEW = 8
"""Up to so many responses are seen each by itself; of more there is the distribution."""
_ONE_PAGE = 12
"""How many responses fit on one printed page."""

_CLASSES = tuple(range(0, 100, SCORE_STEP))
"""Where each class of scores begins."""


def write_themes(book: Book, comparison: Comparison, respondents: Sequence[Respondent], threshold: float) -> None:
    identity: list[Column[Respondent]] = who_columns((5, 20, 17, 24, 15), lambda row: row)
    names = _headers(comparison, [column.header for column in identity])
    # The table of a spread may be wider than those of a few themes.
    beside = max(len(names), len(_CLASSES) - 1)
    widths = [column.width for column in identity] + [_theme_width(names)] * beside
    sheet = book.sheet(
        _("Themes"),
        widths,
        _(
            "Scores by theme in catalogue order: first on the common recommendations, then on everything each was "
            "asked."
        ),
        page=fitting_page(widths, SMALL),
    )
    rows = theme_scores(comparison)
    # The header goes along where a table is longer than a page or a screen; otherwise each is in sight with its own.
    is_long = len(respondents) > _ONE_PAGE
    if not is_long:
        sheet.keep_in_sight(column=_IDENTITY + 1)
    has_common = bool(comparison.common.items)
    if has_common:
        sheet.section(_("Only common recommendations"))
        if is_long:
            sheet.keep_in_sight(column=_IDENTITY + 1, header=True)
        sheet.table("ThemesCommon", [*identity, *map(_score, names, rows)], respondents)
    else:
        sheet.line(
            _("No recommendation is common to all. Compare fewer responses, or look at each by itself."),
            Style.SECTION,
        )
    sheet.section(_("Everything each was asked"))
    sheet.line(
        _(
            "Score, how many applicable recommendations are rated, and band. Read along the rows: figures in a "
            "column cover different recommendations and can’t be compared."
        ),
        Style.LEAD,
    )
    if is_long and not has_common:
        sheet.keep_in_sight(column=_IDENTITY + 1, header=True)
    overall, *themes = map(
        sheet_column, score_columns(catalogues_of(comparison.responses), comparison.own_tallies, threshold)
    )
    own = [replace(column, header=name) for name, column in zip(names, [*themes, overall], strict=True)]
    sheet.table("ThemesOwn", [*identity, *own], respondents)
    if has_common and len(respondents) > _FEW:
        _write_charts(sheet, rows, respondents)


def _score(name: str, row: ThemeScores) -> Column[Respondent]:
    """The scores of a theme under its name."""
    return Column(name, 0, lambda respondent: row.scores[respondent.number - 1], Style.PERCENT)


def _headers(comparison: Comparison, taken: Sequence[str]) -> list[str]:
    """The headers of the themes and of all together; no two columns of a table may be called the same."""
    overall = _("Overall")
    headers = [overall, *taken]
    for theme in comparison.themes:
        name = short_name(theme.name, _NAME_LIMIT)
        is_taken = name.casefold() in {header.casefold() for header in headers}
        headers.append(f"{name} ({theme.id})" if is_taken else name)
    return [*headers[1 + len(taken) :], overall]


def _theme_width(names: Sequence[str]) -> float:
    """Wide enough for the longest word in them."""
    return min(max(word_width(names, Style.HEADER.font_size) + FILTER_BUTTON, _LOWEST), _HIGHEST)


# The charts


def _write_charts(sheet: ReportSheet, rows: Sequence[ThemeScores], respondents: Sequence[Respondent]) -> None:
    """The distribution of the scores of many."""
    sheet.section(_("Distribution of scores"))
    sheet.line(
        _(
            "With more than {n} responses, each chart shows how the scores of one voice are distributed. A voice "
            "with one response has no chart."
        ).format(n=_FEW),
        Style.LEAD,
    )
    by_voice = {
        voice: [respondent for respondent in respondents if respondent.response.voice is voice] for voice in Voice
    }
    several = {voice: of_voice for voice, of_voice in by_voice.items() if len(of_voice) > 1}
    for voice, of_voice in several.items():
        _write_spread(sheet, voice, [_spread(row, of_voice) for row in rows if row.is_comparable])


@dataclass(frozen=True, slots=True)
class _Spread:
    """How many of several responses have a score in each class, in a theme or overall."""

    name: str
    common: int
    counts: tuple[int, ...]


def _spread(row: ThemeScores, respondents: Sequence[Respondent]) -> _Spread:
    """Each response rates what is common, so each has a score."""
    scores = [row.tallies[respondent.number - 1].score or 0 for respondent in respondents]
    classes = Counter(bisect_right(_CLASSES, score) - 1 for score in scores)
    return _Spread(row.name, row.common, tuple(classes[place] for place in range(len(_CLASSES))))


def _write_spread(sheet: ReportSheet, voice: Voice, spreads: Sequence[_Spread]) -> None:
    columns: list[Column[tuple[int, _Spread]]] = [
        Column(_("No."), 0, lambda row: row[0], Style.ORDINAL),
        Column(_("Theme"), 0, lambda row: row[1].name),
        Column(_("Common (n)"), 0, lambda row: row[1].common, Style.NUMBER),
        Column(_("Responses"), 0, lambda row: sum(row[1].counts), Style.NUMBER),
        *(Column(words, 0, _counter(place), Style.NUMBER) for place, words in enumerate(_class_words())),
    ]
    sheet.section(voice_word(voice))
    area = sheet.table(f"Spread_{voice.value}", columns, enumerate(spreads, start=1), filters=False)
    title = _("{voice}: number of responses by score").format(voice=voice_word(voice))
    chart = stacked_bars(
        area,
        SCORE_STYLES,
        title=title,
        categories=_("Theme"),
        values=_("Number of responses"),
        longest=sum(spreads[-1].counts),
        name_column=2,
        first_column=_IDENTITY,
    )
    sheet.skip()
    sheet.chart(chart, f"{title}. {_spread_words(spreads)}", _CHART_WIDTH, bars_height(len(spreads)))


def _counter(place: int) -> Callable[[tuple[int, _Spread]], int]:
    return lambda row: row[1].counts[place]


def _class_words() -> list[str]:
    ends = [*_CLASSES[1:], 100]
    words = [
        _("{begin} to under {end} %").format(begin=begin, end=end) for begin, end in zip(_CLASSES, ends, strict=True)
    ]
    return [*words[:-1], _("{begin} to {end} %").format(begin=_CLASSES[-1], end=100)]


def _spread_words(spreads: Sequence[_Spread]) -> str:
    words = _class_words()
    return " ".join(
        f"{spread.name}: "
        + ", ".join(f"{count} × {text}" for count, text in zip(spread.counts, words, strict=True) if count)
        + "."
        for spread in spreads
    )
