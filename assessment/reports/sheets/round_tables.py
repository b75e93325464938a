"""One respondent's rounds in order: what changed and why, the differences in scores, and their lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from assessment.domain.comparison.compare import Comparison, all_recommendations, mandate_count, score_differences
from assessment.domain.comparison.rounds import RoundLine, RoundPair, round_lines, round_pairs
from assessment.domain.follow_up import FollowUpStatus
from assessment.domain.model import Cause, Rating, RatingChange, Recommendation, Round, Theme
from assessment.domain.scoring import Tally
from assessment.i18n import gettext as _
from assessment.labels.codes import cause_word, follow_up_word, rating_change_word, rating_label
from assessment.labels.formatting import percent
from assessment.reports.sheets import answer_columns as show
from assessment.reports.sheets.book import Book, ReportSheet
from assessment.reports.sheets.columns import Column
from assessment.reports.sheets.pair_tables import PairNames, about_pale, numbered, pair_columns, write_differences
from assessment.reports.sheets.respondents import short_respondent, short_round
from assessment.reports.sheets.styles import Style
from assessment.spreadsheet.charts import Series, percentage_lines
from assessment.spreadsheet.references import Area

_ORDER = (
    RatingChange.IMPROVED,
    RatingChange.WORSENED,
    RatingChange.NEWLY_RATED,
    RatingChange.NO_LONGER_RATED,
    RatingChange.UNCHANGED,
)
"""What changed comes before what didn't."""
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
        _write_line(sheet, line, number, comparison.themes)


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
    sheet.freeze(column=names.frozen)
    if not names.are_several:
        sheet.paragraph(names.names[0], Style.FACT)
    sheet.section(_("Number of changes"))
    _write_counts(sheet, pairs, names)
    sheet.section(_("Differences by theme"))
    sheet.paragraph(
        _("Difference: the later score minus the earlier, in points. {pale}").format(pale=about_pale()), Style.SENTENCE
    )
    apart = [score_differences(pair.earlier, pair.later) for pair in pairs]
    scores = [(_("Earlier score"), attrgetter("first")), (_("Later score"), attrgetter("second"))]
    write_differences(sheet, "RoundDifferences", names, apart, themes, scores)
    _write_movements(sheet, pairs, names, themes)


@dataclass(frozen=True, slots=True)
class _RoundPairRow:
    number: int
    name: str
    pair: RoundPair
    counts: Counter[RatingChange]


def _write_counts(sheet: ReportSheet, pairs: Sequence[RoundPair], names: PairNames) -> None:
    columns: list[Column[_RoundPairRow]] = [
        *pair_columns(names),
        Column(_("Rounds"), 0, lambda row: round_summary(row.pair)),
        *(Column(rating_change_word(movement), 0, _counter(movement), Style.NUMBER) for movement in _ORDER),
        Column(_("Worded differently"), 0, lambda row: len(row.pair.left_out), Style.NUMBER),
    ]
    rows = [
        _RoundPairRow(number, names.names[number - 1], pair, Counter(pair.movements.values()))
        for number, pair in enumerate(pairs, start=1)
    ]
    sheet.table("RoundPairs", columns, rows)


def _counter(movement: RatingChange) -> Callable[[_RoundPairRow], int]:
    return lambda row: row.counts[movement]


def round_summary(pair: RoundPair) -> str:
    earlier, later = (short_round(one.response.round) for one in (pair.earlier, pair.later))
    return _("{earlier}, then {later}").format(earlier=earlier, later=later)


# What moved


@dataclass(frozen=True, slots=True)
class _Moved:
    """A recommendation that at least one of the two rounds rates."""

    number: int
    name: str
    recommendation: Recommendation
    asked_by: int
    earlier: Rating | None
    later: Rating | None
    movement: RatingChange
    cause: Cause | None
    follow_up: FollowUpStatus | None
    """How far the plan for the gap of the earlier round has come; None where there was none."""


def _write_movements(sheet: ReportSheet, pairs: Sequence[RoundPair], names: PairNames, themes: Sequence[Theme]) -> None:
    sheet.section(_("Changes and reasons given"), new_page=True)
    moved = [row for number, pair in enumerate(pairs) for row in _moved(pair, names, number)]
    if not moved:
        sheet.paragraph(_("The rounds have no rated recommendation in common."), Style.FACT)
        return
    columns: list[Column[_Moved]] = [
        *pair_columns(names),
        show.title(0),
        show.recommendation_id(0),
        show.theme(0, {theme.id: theme for theme in themes}),
        show.red_line(0),
        show.asked_by(0),
        Column(_("Earlier rating"), 0, lambda row: rating_label(row.earlier), Style.RATING),
        Column(_("Later rating"), 0, lambda row: rating_label(row.later), Style.RATING),
        Column(_("Change"), 0, lambda row: rating_change_word(row.movement)),
        Column(_("Reason given"), 0, _cause_words),
    ]
    ratings = len(columns) - 3, len(columns) - 2
    if any(row.follow_up for row in moved):
        columns.append(Column(_("What came of it"), 0, _follow_up_words))
    area = sheet.table("Movements", columns, moved)
    sheet.colour_ratings(area.cells(*ratings))


def _moved(pair: RoundPair, names: PairNames, number: int) -> Iterator[_Moved]:
    """By change, and within each in catalogue order."""
    both = (pair.earlier, pair.later)
    items = {item.id: item for item in all_recommendations(both)}
    mandates, came_of_it = mandate_count(both), pair.earlier.follow_up_statuses()
    ordered = sorted(pair.movements.items(), key=lambda entry: _ORDER.index(entry[1]))
    for row, (item_id, movement) in enumerate(ordered):
        yield _Moved(
            *numbered(names, number, row),
            recommendation=items[item_id],
            asked_by=mandates[item_id],
            earlier=pair.earlier.rating(item_id),
            later=pair.later.rating(item_id),
            movement=movement,
            cause=pair.causes[item_id],
            follow_up=came_of_it.get(item_id),
        )


def _follow_up_words(row: _Moved) -> str | None:
    return None if row.follow_up is None else follow_up_word(row.follow_up)


def _cause_words(row: _Moved) -> str | None:
    # What stayed the same needs no cause.
    return None if row.cause is None and row.movement is RatingChange.UNCHANGED else cause_word(row.cause)


# Lines over more than two rounds


@dataclass(frozen=True, slots=True)
class _ThemeLine:
    number: int
    name: str
    tallies: tuple[Tally, ...]


def _write_line(sheet: ReportSheet, line: RoundLine, number: int, themes: Sequence[Theme]) -> None:
    title = _("{respondent}: every round").format(respondent=short_respondent(line.responses[0].response))
    sheet.section(title, new_page=True)
    shown = [(theme.name, line.themes[theme.id]) for theme in themes if theme.id in line.themes]
    shown = [(name, tallies) for name, tallies in [*shown, (_("Overall"), line.overall)] if tallies[0].rated]
    if not shown:
        sheet.paragraph(_("The rounds have no rated recommendation in common."), Style.FACT)
        return
    sheet.paragraph(_("Scores by theme, on the common recommendations"), Style.SENTENCE)
    columns: list[Column[_ThemeLine]] = [
        Column(_("No."), 0, lambda row: row.number, Style.ORDINAL),
        Column(_("Theme"), 0, lambda row: row.name),
        Column(_("Common recommendations (n)"), 0, lambda row: row.tallies[0].rated, Style.NUMBER),
        *(_round_column(place, one.response.round) for place, one in enumerate(line.responses)),
    ]
    rows = [_ThemeLine(place, name, tallies) for place, (name, tallies) in enumerate(shown, start=1)]
    area = sheet.table(f"RoundLine{number}", columns, rows, filters=False)
    _write_line_chart(sheet, area, rows, title)


def _round_column(place: int, asked_in: Round) -> Column[_ThemeLine]:
    # The number tells rounds apart whose labels begin alike.
    header = f"{place + 1}. {short_round(asked_in)}"
    return Column(header, 0, lambda row: row.tallies[place].score, Style.PERCENT)


def _write_line_chart(sheet: ReportSheet, area: Area, rows: Sequence[_ThemeLine], title: str) -> None:
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
