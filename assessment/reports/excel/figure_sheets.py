"""The sheets *Summary* (what was found, a row a theme, the gravest gaps; whose answers they are) and *By group*."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

from assessment.domain.scoring import OVERLAPPING, Grouping, Tally, points_per_answer
from assessment.domain.sharing import omission_notice
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, grouping_word, rating_label
from assessment.labels.findings import FEWEST, no_target_date
from assessment.labels.formatting import (
    Group,
    band,
    count_label,
    rated_count_text,
    rating_counts,
    red_line_mark,
)
from assessment.reports import method_text as method
from assessment.reports.excel.theme_picture import ThemePicture
from assessment.reports.sheets.book import Book, Cell, ReportSheet
from assessment.reports.sheets.columns import Column, Passage, Value
from assessment.reports.sheets.score_scale import STEPS
from assessment.reports.sheets.styles import CHIPS, Style
from assessment.spreadsheet.styles import INDENT, CellStyle
from assessment.spreadsheet.text_width import word_width
from assessment.views.results import Results, response_facts, score_value

_TABLE_NAMES = {
    Grouping.THEME: "Themes",
    Grouping.PILLAR: "ByPillar",
    Grouping.DECADE: "ByDecade",
    Grouping.POPULATION: "ByPopulation",
    Grouping.MANDATE: "ByMandate",
    Grouping.MECHANISM: "ByMechanism",
    Grouping.INDICATOR: "ByIndicator",
    Grouping.ACTION: "ByAction",
}
"""The groupings of the sheet in their order, with the names of their tables."""

_WIDTH = 176.0
"""Of the sheet *By group*: as much as can be read on a printed page."""


def write_summary(book: Book, results: Results) -> None:
    """The first page answers: what was found, a row a theme, the gravest gaps. Then whose answers they are."""
    picture = ThemePicture(max(group.total for group in results.groups(Grouping.THEME)))
    sheet = book.sheet(
        _("Summary"), picture.widths, _("Gap report on “{catalogue}”").format(catalogue=results.catalogue.title)
    )
    sheet.keep_in_sight()
    _write_headline(sheet, results, picture)
    picture.write(sheet, results)
    _write_gravest_gaps(sheet, results, picture)
    sheet.paragraphs(method.unrated_red_lines(results))
    _write_facts(sheet, results, picture)


def _write_headline(sheet: ReportSheet, results: Results, picture: ThemePicture) -> None:
    """What was found, the score with its band and n, and how often each answer was given."""
    score = score_value(Group("", results.whole), results.threshold)
    band_and_n = "\n".join((_("band {band}").format(band=band(results.whole)), rated_count_text(results.whole)))
    sheet.write_row(
        Cell(1, results.headline, Style.HEADLINE, picture.score),
        Cell(picture.rated, score, Style.HEADLINE if isinstance(score, str) else Style.LEADING, 2),
        Cell(picture.scale, band_and_n, Style.LEADING_LABEL, STEPS),
    )
    if results.left_out:
        sheet.paragraph(omission_notice(results.left_out), Style.FACT)
    sheet.skip(6)
    counts = rating_counts(results.whole).items()
    sheet.write_row(*(
        Cell(first, f"{rating_label(rating)} {count}", CHIPS[rating], last - first + 1)
        for (rating, count), (first, last) in zip(counts, picture.sixths, strict=True)
    ))  # fmt: skip
    sheet.skip(6)


def _write_gravest_gaps(sheet: ReportSheet, results: Results, picture: ThemePicture) -> None:
    """The gravest gaps: who acts, and by when."""
    if not (entries := results.gravest_gaps[:FEWEST]):
        return
    sheet.skip()
    middle = picture.scale + STEPS // 2
    places = [(1, picture.score - 1), (picture.score, 1), (picture.rated, middle - picture.rated)]
    places.append((middle, picture.last - middle + 1))

    def write(*contents: tuple[Value, CellStyle]) -> None:
        sheet.write_row(*(
            Cell(column, value, style, span) for (column, span), (value, style) in zip(places, contents, strict=True)
        ))  # fmt: skip

    headers = _("Gravest gaps"), _("Rating"), _("Responsible body"), _("Target date")
    write(*((header, Style.HEADER) for header in headers))
    for entry in entries:
        write(
            (f"{entry.number}. {entry.recommendation.title}{red_line_mark(entry.recommendation)}", Style.LINE),
            (rating_label(entry.answer.rating), CHIPS[entry.answer.rating]),
            (results.responsible(entry.follow_up), Style.LINE),
            (entry.follow_up.target_date or no_target_date(), Style.LINE_DATE),
        )


def _write_facts(sheet: ReportSheet, results: Results, picture: ThemePicture) -> None:
    """Who answered, when, and what was asked, in two halves."""
    sheet.block()
    sheet.skip()
    facts: list[tuple[str, Value]] = [
        (fact.label, Passage(str(fact.value), "", fact.label) if fact.is_typed else fact.value)
        for fact in response_facts(results)
    ]
    for (label_left, value_left), (label_right, value_right) in zip(facts[:5], facts[5:], strict=True):
        sheet.write_row(
            Cell(1, label_left, Style.LABEL),
            Cell(2, value_left, Style.FACT_DATE, picture.score - 2),
            Cell(picture.score, label_right, Style.LABEL, 2),
            Cell(picture.band, value_right, Style.FACT, picture.last - picture.band + 1),
        )


# The same answers in other groups


def write_groups(book: Book, results: Results) -> None:
    """The sheet *By group*: a table a grouping."""
    columns = _group_columns("", results.threshold)
    overlapping = ", ".join(grouping_word(grouping) for grouping in _TABLE_NAMES if grouping in OVERLAPPING)
    sentences = (
        _("Read each score with its band."),
        _("A recommendation can count in several groups of these, which don’t add up to the whole: {groupings}."),
    )
    sheet = book.sheet(_("By group"), columns, " ".join(sentences).format(groupings=overlapping))
    sheet.keep_in_sight(column=2)
    for grouping, table_name in _TABLE_NAMES.items():
        _write_grouping(sheet, results, grouping, table_name)


def _write_grouping(sheet: ReportSheet, results: Results, grouping: Grouping, table_name: str) -> None:
    groups = results.groups(grouping)
    if not groups:
        return
    columns = _group_columns(grouping_word(grouping), results.threshold)
    sheet.block()
    sheet.skip(6)
    whole = Group(_("All themes"), results.whole) if grouping is Grouping.THEME else None
    sheet.table(table_name, columns, groups, total=whole, filters=False)


def _group_columns(kind: str, threshold: float) -> list[Column[Group]]:
    """The columns of a table of groups; `kind` says what the groups are.

    The counts are in the order of `RATING_STYLES` from the second column on.
    """
    size = Style.HEADER.font_size
    counts = {rating: max(7.0, word_width([rating_label(rating)], size) + INDENT) for rating in RATING_STYLES}
    figures = [
        *(
            Column(rating_label(rating), width, _figure(attrgetter(count_label(rating))), Style.NUMBER)
            for rating, width in counts.items()
        ),
        Column(_("Rated"), 7, _figure(attrgetter("rated")), Style.NUMBER),
        Column(_("Applicable"), 11, _figure(attrgetter("applicable")), Style.NUMBER),
        Column(_("Score"), 15.5, lambda group: score_value(group, threshold), Style.PERCENT),
        Column(_("Band: low"), 7, _figure(attrgetter("low")), Style.PERCENT),
        Column(_("Band: high"), 7, _figure(attrgetter("high")), Style.PERCENT),
        Column(_("One step (points)"), 10.5, _figure(points_per_answer), Style.VALUE),
    ]
    # If words are longer than in English, the names get less room.
    name_width = _WIDTH - sum(column.width for column in figures)
    return [Column(kind, name_width, lambda group: group.name), *figures]


def _figure(figure: Callable[[Tally], float | None]) -> Callable[[Group], float | None]:
    """A figure of a group's tally; none where the catalogue doesn't cover the group, so that no zero reads as a gap."""
    return lambda group: figure(group.tally) if group.total else None
