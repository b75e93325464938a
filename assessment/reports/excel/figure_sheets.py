"""The sheets *Summary* (what was found and the gravest gaps, whose answers they are, figures) and *By group*."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter

from assessment.domain.gaps import red_lines
from assessment.domain.scoring import OVERLAPPING, WEIGHTED_DIFFERS, Grouping, Tally, points_per_answer
from assessment.domain.sharing import omission_notice
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, grouping_word, rating_label
from assessment.labels.findings import no_target_date
from assessment.labels.formatting import Group, count_label
from assessment.reports import method_text as method
from assessment.reports.sheets import answer_columns as show
from assessment.reports.sheets.book import Book, Cell, ReportSheet
from assessment.reports.sheets.columns import Column, Passage, Value, sheet_column
from assessment.reports.sheets.styles import Style
from assessment.spreadsheet.charts import bars_height, stacked_bars
from assessment.spreadsheet.references import Area
from assessment.spreadsheet.styles import CellStyle
from assessment.spreadsheet.text_width import word_width
from assessment.views.results import (
    ReportEntry,
    Results,
    rating_shares,
    response_facts,
    score_value,
    share_columns,
)

_TABLE_NAMES = {
    Grouping.PILLAR: "ByPillar",
    Grouping.POPULATION: "ByPopulation",
    Grouping.MECHANISM: "ByMechanism",
    Grouping.MANDATE: "ByMandate",
    Grouping.INDICATOR: "ByIndicator",
    Grouping.DECADE: "ByDecade",
    Grouping.ACTION: "ByAction",
}
"""The groupings of the sheet in their order, with the names of their tables; themes are on the Summary."""

_NAME_WIDTH = 46.5
_COUNT_WIDTHS = dict(zip(RATING_STYLES, (15.0, 10.0, 10.0, 9.5, 11.0, 11.5), strict=True))
_NEW_PAGES = frozenset({Grouping.MECHANISM, Grouping.INDICATOR, Grouping.ACTION})
"""What begins a printed page, so that no table is separated from its heading."""
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
    columns = _group_columns(grouping_word(Grouping.THEME), results.threshold)
    widths = [column.width for column in columns]
    widths[0] -= _WIDENED
    widths[_WHO - 1] += _WIDENED
    sheet = book.sheet(_("Summary"), widths, _("Gap report on “{catalogue}”").format(catalogue=results.catalogue.title))
    sheet.keep_in_sight()
    is_long = _write_gravest_gaps(sheet, results) > _ON_THE_FIRST_PAGE
    _write_facts(sheet, results)
    _write_distribution_and_overall(sheet, results, new_page=is_long)
    themes = _write_themes(sheet, results, columns, new_page=not is_long)
    _write_red_lines(sheet, results)
    sheet.section(_("The method in brief"))
    sheet.paragraphs(method.method_summary(results.threshold))
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
            Column(_("Responsible body"), 0, lambda entry: results.responsible(entry.follow_up)),
        ]
        area = sheet.table("GravestGaps", columns, entries, filters=False)
        sheet.colour_ratings(area.cells(2))
    sheet.skip()
    return len(entries)


def _write_facts(sheet: ReportSheet, results: Results) -> None:
    """Who answered, when, and what was asked, in two halves."""
    facts: list[tuple[str, Value]] = [
        (fact.label, Passage(str(fact.value), "", fact.label) if fact.is_typed else fact.value)
        for fact in response_facts(results)
    ]
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


def _write_distribution_and_overall(sheet: ReportSheet, results: Results, *, new_page: bool) -> None:
    """The distribution on the left, which comes first, and the overall on the right."""
    if new_page:
        sheet.begin_page()
    sheet.skip()
    sheet.put(sheet.row, _SECOND, _("Overall"), Style.SECTION)
    sheet.line(_("Distribution of the answers"), Style.SECTION)
    header = sheet.row
    shares, whole = rating_shares(results.whole)
    area = sheet.table("Distribution", list(map(sheet_column, share_columns())), shares, total=whole, filters=False)
    sheet.colour_ratings(area.cells(1))
    _write_overall(sheet, results, header)


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
    everything = Group(_("All themes"), results.whole)
    area = sheet.table("Themes", columns, results.groups(Grouping.THEME), total=everything, filters=False)
    sheet.paragraph(method.about_steps(), Style.SENTENCE)
    return area


def _write_chart(sheet: ReportSheet, results: Results, themes: Area) -> None:
    # It doesn't fit under the table with the text that follows it.
    sheet.begin_page()
    title, groups = _("Answers by theme"), results.groups(Grouping.THEME)
    chart = stacked_bars(
        themes,
        tuple(RATING_STYLES.values()),
        title=title,
        categories=grouping_word(Grouping.THEME),
        values=_("Number of recommendations"),
        longest=max(group.total for group in groups),
    )
    # For readers who can't see it.
    words = f"{title}. {'; '.join(map(method.counted_words, groups))}."
    sheet.chart(chart, words, _CHART_WIDTH, bars_height(len(groups)))


def _write_red_lines(sheet: ReportSheet, results: Results) -> None:
    sheet.section(_("Red lines"))
    sheet.paragraph(method.about_red_lines(), Style.SENTENCE)
    if not red_lines(results.gaps):
        sheet.paragraph(_("No red line is rated absent or partial."), Style.FACT)
    sheet.paragraphs(method.unrated_red_lines(results))


# The same answers in other groups


def write_groups(book: Book, results: Results) -> None:
    """The sheet *By group*: a table a grouping."""
    columns = _group_columns("", results.threshold)
    sheet = book.sheet(
        _("By group"),
        columns,
        _("The same answers in other groups, in catalogue order. Read each score with its band."),
    )
    sheet.keep_in_sight(column=2)
    for grouping, table_name in _TABLE_NAMES.items():
        _write_grouping(sheet, results, grouping, table_name)


def _write_grouping(sheet: ReportSheet, results: Results, grouping: Grouping, table_name: str) -> None:
    groups = results.groups(grouping)
    if not groups:
        return
    columns = _group_columns(grouping_word(grouping), results.threshold)
    sheet.section(grouping_word(grouping), new_page=grouping in _NEW_PAGES)
    if grouping in OVERLAPPING:
        sheet.paragraph(
            _("Here a recommendation can count in several groups, so the groups don’t add up to the whole."),
            Style.SENTENCE,
        )
    if not all(group.total for group in groups):
        sheet.paragraph(method.about_what_is_not_covered(), Style.SENTENCE)
    sheet.table(table_name, columns, groups, filters=False)


def _group_columns(kind: str, threshold: float) -> list[Column[Group]]:
    """The columns of a table of groups; `kind` says what the groups are.

    The counts are in the order of `RATING_STYLES` from the second column on.
    """
    widths = {
        rating: max(least, word_width([rating_label(rating)], Style.HEADER.font_size))
        for rating, least in _COUNT_WIDTHS.items()
    }
    # If words are longer than in English, the names get less room.
    name_width = _NAME_WIDTH - sum(widths.values()) + sum(_COUNT_WIDTHS.values())
    return [
        Column(kind, name_width, lambda group: group.name),
        *(
            Column(rating_label(rating), width, _figure(attrgetter(count_label(rating))), Style.NUMBER)
            for rating, width in widths.items()
        ),
        Column(_("Rated"), 8.5, _figure(attrgetter("rated")), Style.NUMBER),
        Column(_("Applicable"), 11.5, _figure(attrgetter("applicable")), Style.NUMBER),
        Column(_("Score"), 15.5, lambda group: score_value(group, threshold), Style.PERCENT),
        Column(_("Band: low"), 8.5, _figure(attrgetter("low")), Style.PERCENT),
        Column(_("Band: high"), 8.5, _figure(attrgetter("high")), Style.PERCENT),
        Column(_("One step (points)"), 10.5, _figure(points_per_answer), Style.VALUE),
    ]


def _figure(figure: Callable[[Tally], float | None]) -> Callable[[Group], float | None]:
    """A figure of a group's tally; none where the catalogue doesn't cover the group, so that no zero reads as a gap."""
    return lambda group: figure(group.tally) if group.total else None
