"""One respondent's rounds in order: what changed and why, the differences in scores, and their lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from operator import attrgetter

from assessment.domain.comparison.compare import Comparison, score_differences
from assessment.domain.comparison.rounds import RoundLine, RoundPair, round_lines, round_pairs
from assessment.domain.model import Theme
from assessment.i18n import gettext as _
from assessment.labels.formatting import percent
from assessment.reports.sheets import answer_columns as show
from assessment.reports.sheets.book import Book, ReportSheet
from assessment.reports.sheets.columns import Column
from assessment.reports.sheets.pair_tables import PairNames, write_differences, write_pairs
from assessment.reports.sheets.respondents import short_respondent, short_round
from assessment.reports.sheets.styles import Style
from assessment.spreadsheet.charts import Series, percentage_lines
from assessment.spreadsheet.references import Area
from assessment.views import table as view
from assessment.views.comparison import (
    ChangedRating,
    Course,
    about_pale,
    change_columns,
    change_counts,
    changed_ratings,
    course_columns,
    courses,
    follow_up_column,
)

_PAIR = 2
"""Two rounds are a pair; more have a line."""
_ROUND_WIDTH = 12.0
_FIRST_ROUND = 4
"""The column of a line's first round, counted from 1."""
_CHART_WIDTH, _CHART_HEIGHT = 30, 14
"""Centimetres."""


def write_rounds(book: Book, comparison: Comparison) -> None:
    """The sheet *Rounds* of a comparison: each respondent's rounds compared with the previous one, and lines."""
    lines = [line for line in round_lines(comparison.responses) if len(line.responses) > _PAIR]
    longest = max((len(line.responses) for line in lines), default=0)
    pairs = round_pairs(comparison.responses)
    names = PairNames(_("Respondent"), [short_respondent(pair.later.response) for pair in pairs])
    sheet = round_sheet(book, _("Rounds"), names, _FIRST_ROUND - 1 + longest)
    if not pairs:
        sheet.only(_("No respondent answered in two rounds."))
        return
    write_round_pairs(sheet, pairs, names, comparison.themes)
    for number, line in enumerate(lines, start=1):
        _write_line(sheet, line, number)


def round_sheet(book: Book, title: str, names: PairNames, columns: int = 0) -> ReportSheet:
    """Add a sheet for pairs of rounds, of so many columns at least."""
    missing = columns - len(names.widths)
    return book.sheet(
        title,
        [*names.widths, *[_ROUND_WIDTH] * missing],
        _("What has improved or worsened since the previous round, and the reason given."),
    )


def write_round_pairs(
    sheet: ReportSheet, pairs: Sequence[RoundPair], names: PairNames, themes: Sequence[Theme]
) -> None:
    """The tables of some pairs of rounds: the number of changes, the differences in scores, and the changes."""
    sheet.keep_in_sight(column=names.frozen)
    if not names.are_several:
        sheet.paragraph(names.names[0], Style.FACT)
    sheet.section(_("Number of changes"))
    rounds: Column[RoundPair] = Column(_("Rounds"), 0, round_summary)
    write_pairs(sheet, "RoundPairs", names, [rounds, *change_counts()], [[pair] for pair in pairs])
    sheet.section(_("Differences by theme"))
    sheet.paragraph(
        _("Difference: the later score minus the earlier, in points. {pale}").format(pale=about_pale()), Style.SENTENCE
    )
    apart = [score_differences(pair.earlier, pair.later) for pair in pairs]
    scores = [(_("Earlier score"), attrgetter("first")), (_("Later score"), attrgetter("second"))]
    write_differences(sheet, "RoundDifferences", names, apart, scores)
    _write_movements(sheet, pairs, names, themes)


def round_summary(pair: RoundPair) -> str:
    earlier, later = (short_round(one.response.round) for one in (pair.earlier, pair.later))
    return _("{earlier}, then {later}").format(earlier=earlier, later=later)


def _write_movements(sheet: ReportSheet, pairs: Sequence[RoundPair], names: PairNames, themes: Sequence[Theme]) -> None:
    sheet.section(_("Changes and reasons given"), new_page=True)
    moved = list(map(changed_ratings, pairs))
    if not any(moved):
        sheet.paragraph(_("The rounds have no rated recommendation in common."), Style.FACT)
        return
    columns: list[Column[ChangedRating] | view.Column[ChangedRating]] = [
        *show.recommendation(themes),
        *change_columns(_("Earlier rating"), _("Later rating")),
        *follow_up_column(chain.from_iterable(moved)),
    ]
    write_pairs(sheet, "Movements", names, columns, moved)


# Lines over more than two rounds


def _write_line(sheet: ReportSheet, line: RoundLine, number: int) -> None:
    title = _("{respondent}: every round").format(respondent=short_respondent(line.responses[0].response))
    sheet.section(title, new_page=True)
    rows = courses(line)
    if not rows:
        sheet.paragraph(_("The rounds have no rated recommendation in common."), Style.FACT)
        return
    sheet.paragraph(_("Scores by theme, on the common recommendations"), Style.SENTENCE)
    # The number tells rounds apart whose labels begin alike.
    rounds = [f"{place}. {short_round(one.response.round)}" for place, one in enumerate(line.responses, start=1)]
    names = PairNames("", [title])
    area = write_pairs(sheet, f"RoundLine{number}", names, course_columns(rounds), [rows], filters=False)
    _write_line_chart(sheet, area, rows, title)


def _write_line_chart(sheet: ReportSheet, area: Area, rows: Sequence[Course], title: str) -> None:
    places = area.across(area.first_row - 1, _FIRST_ROUND, area.last_column)
    lines = [
        Series(row.name, area.across(place, _FIRST_ROUND, area.last_column), places)
        for place, row in enumerate(rows, start=area.first_row)
    ]
    words = " ".join(f"{row.name}: {', '.join(percent(tally.score) for tally in row.tallies)}." for row in rows)
    # The overall, which is last in the table, is the strongest line.
    chart = percentage_lines([lines[-1], *lines[:-1]], title=title, categories=_("Round"), values=_("Score (%)"))
    sheet.begin_page()
    sheet.chart(chart, f"{title}. {words}", _CHART_WIDTH, _CHART_HEIGHT)
