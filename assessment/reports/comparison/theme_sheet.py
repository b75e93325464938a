"""The sheet *Themes* of a comparison: the scores on the common recommendations, each response's own, and a chart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assessment.domain.comparison.compare import Comparison
from assessment.domain.model import Voice
from assessment.domain.scoring import Tally, points_per_answer
from assessment.i18n import gettext as _
from assessment.labels.codes import ACCENT_COLOUR, BACKGROUND_COLOUR, TEXT_COLOUR, RatingStyle, voice_word
from assessment.labels.formatting import band, percent, rated_count_text, score_text
from assessment.reports.sheets import respondents as who
from assessment.reports.sheets.book import FILTER_BUTTON, Book, Cell, ReportSheet
from assessment.reports.sheets.columns import Column, Value
from assessment.reports.sheets.respondents import Respondent, label, short_name
from assessment.reports.sheets.styles import SMALL, Style, fitting_page
from assessment.spreadsheet.charts import CLUSTERED, Series, bars_height, clustered_columns, stacked_bars
from assessment.spreadsheet.references import Area
from assessment.spreadsheet.styles import CellStyle
from assessment.spreadsheet.text_width import word_width

OVERALL = ""
"""In place of a theme’s id: all themes together."""
_IDENTITY = 5
"""How many columns say who answered; then there is one a theme, and one for all."""
_LOWEST, _HIGHEST = 11.0, 18.0
"""Widths of the columns of themes."""
_NAME_LIMIT = 100
"""Characters of a theme's name in a header."""
_CHART_WIDTH, _CHART_HEIGHT = 36, 16
"""Centimetres, of a chart of single responses; of one of a spread the width."""

_ONE_PAGE = 12
"""How many responses fit on one printed page."""

_CLASSES = (0, 20, 40, 60, 80)
"""Where each class of scores begins."""
SHADES = tuple(
    RatingStyle("", fill, text_colour)
    for fill, text_colour in (
        ("#f2f5f7", TEXT_COLOUR),
        ("#c3d6e0", TEXT_COLOUR),
        ("#8fb4c7", TEXT_COLOUR),
        ("#41799a", BACKGROUND_COLOUR),
        (ACCENT_COLOUR, BACKGROUND_COLOUR),
    )
)


def write_themes(book: Book, comparison: Comparison, respondents: Sequence[Respondent], threshold: float) -> None:
    common, own = (
        _tallies(comparison.tallies, comparison.overall),
        _tallies(comparison.own_tallies, comparison.own_overall),
    )
    identity: list[Column[Respondent]] = [
        who.number(5), who.country(20), who.voice(17), who.organisation(24), who.asked_in(15),
    ]  # fmt: skip
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

    def columns(value: Callable[[Tally], Value], tallies: _Tallies, style: CellStyle) -> list[Column[Respondent]]:
        return [
            *identity,
            *(_column(name, tallies[key], value, style) for name, key in zip(names, tallies, strict=True)),
        ]

    # The header goes along where a table is longer than a page or a screen; otherwise each is in sight with its own.
    is_long = len(respondents) > _ONE_PAGE
    if not is_long:
        sheet.keep_in_sight(column=_IDENTITY + 1)
    has_common = bool(comparison.common.items)
    if has_common:
        sheet.section(_("Only common recommendations"))
        _write_sizes(sheet, common)
        if is_long:
            sheet.keep_in_sight(column=_IDENTITY + 1, header=True)
        area = sheet.table("ThemesCommon", columns(lambda tally: tally.score, common, Style.PERCENT), respondents)
    else:
        sheet.line(
            _("No recommendation is common to all. Compare fewer responses, or look at each by itself."),
            Style.SECTION,
        )
    sheet.section(_("Everything each was asked"), new_page=is_long and has_common)
    sheet.line(
        _(
            "Score, how many applicable recommendations are rated, and band. Read along the rows: figures in a "
            "column cover different recommendations and can’t be compared."
        ),
        Style.LEAD,
    )
    if is_long and not has_common:
        sheet.keep_in_sight(column=_IDENTITY + 1, header=True)
    sheet.table("ThemesOwn", columns(lambda tally: _own_words(tally, threshold), own, Style.TEXT), respondents)
    if has_common:
        _write_chart(sheet, comparison, respondents, area)


_Tallies = Mapping[str, Mapping[str, Tally]]


def _tallies(themes: _Tallies, overall: Mapping[str, Tally]) -> _Tallies:
    return {**themes, OVERALL: overall}


def _headers(comparison: Comparison, taken: Sequence[str]) -> list[str]:
    """The headers of the themes and of all together; no two columns of a table may be called the same."""
    overall = _("Overall")
    found = [overall, *taken]
    for theme in comparison.themes:
        name = short_name(theme.name, _NAME_LIMIT)
        is_taken = name.casefold() in {header.casefold() for header in found}
        found.append(f"{name} ({theme.id})" if is_taken else name)
    return [*found[1 + len(taken) :], overall]


def _theme_width(names: Sequence[str]) -> float:
    """Wide enough for the longest word in them."""
    return min(max(word_width(names, Style.HEADER.font_size) + FILTER_BUTTON, _LOWEST), _HIGHEST)


def _column(
    name: str, tallies: Mapping[str, Tally], value: Callable[[Tally], Value], style: CellStyle
) -> Column[Respondent]:
    return Column(name, 0, lambda respondent: value(tallies[respondent.compared.name]), style)


def _own_words(tally: Tally, threshold: float) -> str:
    """A score as it is always shown, in three lines."""
    if not tally.applicable:
        return score_text(tally, threshold)
    return "\n".join((score_text(tally, threshold), rated_count_text(tally), band(tally)))


def _write_sizes(sheet: ReportSheet, common: _Tallies) -> None:
    """Above the table, how many recommendations each score covers and how far one answer moves it."""
    some = [next(iter(tallies.values())) for tallies in common.values()]
    rows: list[tuple[str, list[Value], CellStyle]] = [
        (_("Common recommendations (n)"), [tally.rated for tally in some], Style.FACT_NUMBER),
        (
            _("One step (points)"),
            [points_per_answer(tally) for tally in some],
            Style.FACT_VALUE,
        ),
    ]
    for words, figures, style in rows:
        cells = [Cell(place, figure, style) for place, figure in enumerate(figures, start=_IDENTITY + 1)]
        sheet.write_row(Cell(1, words, Style.LABEL, _IDENTITY), *cells)


# The charts


def _write_chart(sheet: ReportSheet, comparison: Comparison, respondents: Sequence[Respondent], area: Area) -> None:
    """Every score of a few responses; the distribution of many, whose bars would be indistinguishable."""
    if len(respondents) <= CLUSTERED:
        _write_scores(sheet, comparison, respondents, area)
        return
    sheet.section(_("Distribution of scores"), new_page=True)
    sheet.line(
        _(
            "With more than {n} responses, each chart shows how the scores of one voice are distributed. A voice "
            "with one response has no chart."
        ).format(n=CLUSTERED),
        Style.LEAD,
    )
    by_voice: dict[Voice, list[Respondent]] = {}
    for respondent in respondents:
        by_voice.setdefault(respondent.response.voice, []).append(respondent)
    several = {voice: found for voice in Voice if len(found := by_voice.get(voice, [])) > 1}
    for number, (voice, found) in enumerate(several.items()):
        _write_spread(sheet, comparison, voice, found, new_page=number > 0)


def _write_scores(sheet: ReportSheet, comparison: Comparison, respondents: Sequence[Respondent], area: Area) -> None:
    last = area.last_column - 1
    places = area.across(area.first_row - 1, _IDENTITY + 1, last)
    lines = [
        Series(label(respondent), area.across(row, _IDENTITY + 1, last), places)
        for row, respondent in enumerate(respondents, start=area.first_row)
    ]
    title = _("Scores by theme, on the common recommendations")
    chart = clustered_columns(lines, title=title, categories=_("Theme"), values=_("Score (%)"))
    sheet.begin_page()
    sheet.chart(chart, f"{title}. {_scores_words(comparison, respondents)}", _CHART_WIDTH, _CHART_HEIGHT)


def _scores_words(comparison: Comparison, respondents: Sequence[Respondent]) -> str:
    """What the chart shows, for readers who can't see it."""
    return " ".join(
        f"{label(respondent)}: "
        + ", ".join(
            f"{theme.name} {percent(comparison.tallies[theme.id][respondent.compared.name].score)}"
            for theme in comparison.themes
        )
        + "."
        for respondent in respondents
    )


@dataclass(frozen=True, slots=True)
class _Spread:
    """How many of several responses have a score in each class, in a theme or overall."""

    number: int
    name: str
    common: int
    counts: tuple[int, ...]


def _write_spread(
    sheet: ReportSheet, comparison: Comparison, voice: Voice, respondents: Sequence[Respondent], *, new_page: bool
) -> None:
    spreads = _spreads(comparison, respondents)
    columns: list[Column[_Spread]] = [
        Column(_("No."), 0, lambda spread: spread.number, Style.ORDINAL),
        Column(_("Theme"), 0, lambda spread: spread.name),
        Column(_("Common recommendations (n)"), 0, lambda spread: spread.common, Style.NUMBER),
        Column(_("Responses"), 0, lambda spread: sum(spread.counts), Style.NUMBER),
        *(Column(words, 0, _counter(place), Style.NUMBER) for place, words in enumerate(_class_words())),
    ]
    sheet.section(voice_word(voice), new_page=new_page)
    area = sheet.table(f"Spread_{voice.value}", columns, spreads, filters=False)
    title = _("{voice}: number of responses by score").format(voice=voice_word(voice))
    chart = stacked_bars(
        area,
        SHADES,
        title=title,
        categories=_("Theme"),
        values=_("Number of responses"),
        longest=len(respondents),
        name_column=2,
        first_column=_IDENTITY,
    )
    sheet.skip()
    sheet.chart(chart, f"{title}. {_spread_words(spreads)}", _CHART_WIDTH, bars_height(len(spreads)))


def _spreads(comparison: Comparison, respondents: Sequence[Respondent]) -> list[_Spread]:
    names = {respondent.compared.name for respondent in respondents}
    tallies = _tallies(comparison.tallies, comparison.overall)
    titles = {**{theme.id: theme.name for theme in comparison.themes}, OVERALL: _("Overall")}
    found: list[_Spread] = []
    for key, by_name in tallies.items():
        scores = [tally.score for name, tally in by_name.items() if name in names and tally.score is not None]
        if scores:
            counts = [0] * len(_CLASSES)
            for score in scores:
                counts[max(place for place, begin in enumerate(_CLASSES) if begin <= score)] += 1
            common = next(iter(by_name.values())).rated
            found.append(_Spread(len(found) + 1, titles[key], common, tuple(counts)))
    return found


def _counter(place: int) -> Callable[[_Spread], int]:
    return lambda spread: spread.counts[place]


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
        + ", ".join(f"{count} × {each}" for count, each in zip(spread.counts, words, strict=True) if count)
        + "."
        for spread in spreads
    )
