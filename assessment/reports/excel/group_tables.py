"""Tables of groups: how often each answer was given, and the scores with n and band."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

from assessment.domain.model import Rating
from assessment.domain.scoring import OVERLAPPING, Grouping, Tally, points_per_answer
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, grouping_word, rating_label
from assessment.labels.formatting import Group, count_label
from assessment.reports.sheets.book import Book, ReportSheet
from assessment.reports.sheets.columns import Column
from assessment.reports.sheets.styles import Style
from assessment.spreadsheet.text_width import word_width
from assessment.views.results import Results, score_value

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
_COUNT_WIDTHS: dict[Rating | None, float] = {
    Rating.IMPLEMENTED: 15.0,
    Rating.PARTIAL: 10.0,
    Rating.ABSENT: 10.0,
    Rating.DONT_KNOW: 9.5,
    None: 11.0,
    Rating.NOT_APPLICABLE: 11.5,
}
_RATED_WIDTH = 8.5
_APPLICABLE_WIDTH = 11.5
_SCORE_WIDTH = 15.5
_BAND_WIDTH = 8.5
_STEP_WIDTH = 10.5
_NEW_PAGES = frozenset({Grouping.MECHANISM, Grouping.INDICATOR, Grouping.ACTION})
"""What begins a printed page, so that no table is separated from its heading."""


def group_columns(kind: str, threshold: float) -> list[Column[Group]]:
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
        *(Column(rating_label(rating), widths[rating], _count(rating), Style.NUMBER) for rating in RATING_STYLES),
        Column(_("Rated"), _RATED_WIDTH, _figure(lambda tally: tally.rated), Style.NUMBER),
        Column(_("Applicable"), _APPLICABLE_WIDTH, _figure(lambda tally: tally.applicable), Style.NUMBER),
        Column(_("Score"), _SCORE_WIDTH, lambda group: score_value(group, threshold), Style.PERCENT),
        Column(_("Band: low"), _BAND_WIDTH, _figure(lambda tally: tally.low), Style.PERCENT),
        Column(_("Band: high"), _BAND_WIDTH, _figure(lambda tally: tally.high), Style.PERCENT),
        Column(_("One step (points)"), _STEP_WIDTH, _figure(points_per_answer), Style.VALUE),
    ]


def _figure(figure: Callable[[Tally], float | None]) -> Callable[[Group], float | None]:
    """A figure of a group's tally; none where the catalogue doesn't cover the group, so that no zero reads as a gap."""
    return lambda group: figure(group.tally) if group.total else None


def _count(rating: Rating | None) -> Callable[[Group], float | None]:
    return _figure(attrgetter(count_label(rating)))


def write_groups(book: Book, results: Results) -> None:
    """The sheet *By group*: a table a grouping."""
    columns = group_columns("", results.threshold)
    sheet = book.sheet(
        _("By group"),
        [column.width for column in columns],
        _("The same answers in other groups, in catalogue order. Read each score with its band."),
    )
    sheet.keep_in_sight(column=2)
    for grouping, table_name in _TABLE_NAMES.items():
        _write_grouping(sheet, results, grouping, table_name)


def _write_grouping(sheet: ReportSheet, results: Results, grouping: Grouping, table_name: str) -> None:
    found = results.groups(grouping)
    if not found:
        return
    columns = group_columns(grouping_word(grouping), results.threshold)
    sheet.section(grouping_word(grouping), new_page=grouping in _NEW_PAGES)
    if grouping in OVERLAPPING:
        sheet.paragraph(
            _("Here a recommendation can count in several groups, so the groups don’t add up to the whole."),
            Style.SENTENCE,
        )
    if not all(group.total for group in found):
        sheet.paragraph(
            _(
                "“Not covered by this tool” means that no recommendation of this questionnaire serves it first; that "
                "is no gap."
            ),
            Style.SENTENCE,
        )
    sheet.table(table_name, columns, found, filters=False)
