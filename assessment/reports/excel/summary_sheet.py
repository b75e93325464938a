"""The sheet *Summary*: first what was found and the gravest gaps, then whose answers they are, figures and method."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.domain.gaps import red_lines
from assessment.domain.scoring import WEIGHTED_DIFFERS, Grouping
from assessment.domain.sharing import omission_notice
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, grouping_word
from assessment.labels.findings import no_target_date
from assessment.labels.formatting import Group, rating_counts
from assessment.reports.excel.group_tables import group_columns
from assessment.reports.method_text import (
    about_red_lines,
    about_steps,
    counted_words,
    method_summary,
    unrated_red_lines,
)
from assessment.reports.sheets import answer_columns as show
from assessment.reports.sheets.book import Book, Cell, ReportSheet
from assessment.reports.sheets.columns import Column, Passage, Value, sheet_column
from assessment.reports.sheets.styles import Style
from assessment.spreadsheet.charts import bars_height, stacked_bars
from assessment.spreadsheet.references import Area
from assessment.spreadsheet.styles import CellStyle
from assessment.views.results import (
    Fact,
    ReportEntry,
    Results,
    rating_shares,
    response_facts,
    score_value,
    share_columns,
)

_SECOND = 6
"""The column at which the right half of the sheet begins, counted from 1."""
_WHO = 7
"""The column of the responsible bodies, and the last of the counts."""
_WIDENED = 12.0
"""By how much it is wider than a count needs; names of themes get less."""
_CHART_WIDTH = 27
"""Centimetres."""
_ON_THE_FIRST_PAGE = 5
"""With more of the gravest gaps the distribution begins another printed page."""


def write_summary(book: Book, results: Results) -> None:
    columns = group_columns(grouping_word(Grouping.THEME), results.threshold)
    widths = [column.width for column in columns]
    widths[0] -= _WIDENED
    widths[_WHO - 1] += _WIDENED
    sheet = book.sheet(
        _("Summary"),
        widths,
        _("Gap report on “{catalogue}”").format(catalogue=results.catalogue.title),
    )
    sheet.keep_in_sight()
    is_long = _write_gravest_gaps(sheet, results) > _ON_THE_FIRST_PAGE
    _write_facts(sheet, results)
    _write_distribution_and_overall(sheet, results, new_page=is_long)
    themes = _write_themes(sheet, results, columns, new_page=not is_long)
    _write_red_lines(sheet, results)
    sheet.section(_("The method in brief"))
    for line in method_summary(results.threshold):
        sheet.paragraph(line, Style.FACT)
    _write_chart(sheet, results, themes)


def _write_gravest_gaps(sheet: ReportSheet, results: Results) -> int:
    """The sentence that comes first, and the gravest gaps: who acts, and by when. Returns how many they are."""
    sheet.paragraph(results.headline, Style.SECTION)
    if entries := results.gravest_gaps:
        columns: list[Column[ReportEntry]] = [
            Column(_("Gravest gaps"), 0, lambda entry: entry.recommendation.title),
            show.rating(0),
            show.recommendation_id(0),
            show.red_line(0),
            show.asked_by(0),
            Column(_("Target date"), 0, lambda entry: entry.follow_up.target_date or no_target_date(), Style.DATE),
            Column(
                _("Responsible body"),
                0,
                lambda entry: results.responsible(entry.follow_up),
            ),
        ]
        area = sheet.table("GravestGaps", columns, entries, filters=False)
        sheet.colour_ratings(area.cells(2))
    sheet.skip()
    return len(entries)


def _write_facts(sheet: ReportSheet, results: Results) -> None:
    """Who answered, when, and what was asked, in two halves."""
    facts = [(fact.label, _fact_value(fact)) for fact in response_facts(results)]
    last = len(sheet.widths) - _SECOND - 1
    for (label_left, value_left), (label_right, value_right) in zip(facts[:5], facts[5:], strict=True):
        sheet.write_row(
            Cell(1, label_left, Style.LABEL),
            Cell(2, value_left, Style.FACT_DATE, _SECOND - 2),
            Cell(_SECOND, label_right, Style.LABEL, 2),
            Cell(_SECOND + 2, value_right, Style.FACT, last),
        )
    if results.left_out:
        sheet.skip()
        sheet.paragraph(omission_notice(results.left_out), Style.FACT)


def _fact_value(fact: Fact) -> Value:
    return Passage(str(fact.value), "", fact.label) if fact.is_typed else fact.value


def _write_distribution_and_overall(sheet: ReportSheet, results: Results, *, new_page: bool) -> None:
    """The distribution on the left, which comes first, and the overall on the right."""
    if new_page:
        sheet.begin_page()
    sheet.skip()
    sheet.put(sheet.row, _SECOND, _("Overall"), Style.SECTION)
    sheet.line(_("Distribution of the answers"), Style.SECTION)
    header = sheet.row
    shares, whole = rating_shares(results.whole)
    area = sheet.table("Distribution", list(map(sheet_column, share_columns())), shares, filters=False)
    sheet.colour_ratings(area.cells(1))
    sheet.put(sheet.row, 1, _("All recommendations"), Style.SUM_TEXT)
    sheet.put(sheet.row, 2, whole.count, Style.SUM_NUMBER)
    sheet.raise_row(sheet.row, sheet.put(sheet.row, 3, 100, Style.SUM_PERCENT))
    _write_overall(sheet, results, header)
    sheet.row += 1


def _write_overall(sheet: ReportSheet, results: Results, row: int) -> None:
    """The overall score with its n and its band, from `row` on."""
    whole = results.whole
    score = score_value(Group("", whole), results.threshold)
    coverage = None if whole.coverage is None else 100 * whole.coverage
    figures: list[tuple[str, Value, CellStyle]] = [
        (_("Score"), score, Style.SECTION if isinstance(score, str) else Style.LEADING),
        (_("Rated"), whole.rated, Style.FACT_NUMBER),
        (_("Applicable: all but “not applicable”"), whole.applicable, Style.FACT_NUMBER),
        (_("Coverage: rated of applicable"), coverage, Style.FACT_PERCENT),
        (_("Band, low: if every unknown is absent"), whole.low, Style.FACT_PERCENT),
        (_("Band, high: if every unknown is implemented"), whole.high, Style.FACT_PERCENT),
    ]
    weighted = results.differing_weighted
    if weighted is not None:
        words = _("Theme-weighted overall, if it differs by more than {points} points").format(points=WEIGHTED_DIFFERS)
        figures.append((words, weighted, Style.FACT_PERCENT))
    for words, value, style in figures:
        sheet.put(row, _SECOND, words, Style.LEADING_LABEL, span=4)
        sheet.raise_row(row, sheet.put(row, _SECOND + 4, value, style, span=2))
        row += 1


def _write_themes(sheet: ReportSheet, results: Results, columns: Sequence[Column[Group]], *, new_page: bool) -> Area:
    sheet.section(_("By theme"), new_page=new_page)
    area = sheet.table("Themes", columns, results.groups(Grouping.THEME), filters=False)
    everything = Group(_("All themes"), results.whole)
    sums = {Style.NUMBER: Style.SUM_NUMBER, Style.PERCENT: Style.SUM_PERCENT, Style.VALUE: Style.SUM_VALUE}
    sheet.write_row(
        *(
            Cell(place, column.value(everything), sums.get(column.style, Style.SUM_TEXT))
            for place, column in enumerate(columns, start=1)
        )
    )
    sheet.paragraph(about_steps(), Style.SENTENCE)
    return area


def _write_chart(sheet: ReportSheet, results: Results, themes: Area) -> None:
    # It doesn't fit under the table with the text that follows it.
    sheet.begin_page()
    title = _("Answers by theme")
    tallies = results.by[Grouping.THEME]
    chart = stacked_bars(
        themes,
        tuple(RATING_STYLES.values()),
        title=title,
        categories=grouping_word(Grouping.THEME),
        values=_("Number of recommendations"),
        longest=max(sum(rating_counts(tally).values()) for tally in tallies.values()),
    )
    sheet.chart(chart, _chart_words(title, results), _CHART_WIDTH, bars_height(len(tallies)))


def _chart_words(title: str, results: Results) -> str:
    """What the chart shows, for readers who can't see it."""
    themes = "; ".join(map(counted_words, results.groups(Grouping.THEME)))
    return f"{title}. {themes}."


def _write_red_lines(sheet: ReportSheet, results: Results) -> None:
    sheet.section(_("Red lines"))
    sheet.paragraph(about_red_lines(), Style.SENTENCE)
    if not red_lines(results.gaps):
        sheet.paragraph(_("No red line is rated absent or partial."), Style.FACT)
    for sentence in unrated_red_lines(results):
        sheet.paragraph(sentence, Style.FACT)
