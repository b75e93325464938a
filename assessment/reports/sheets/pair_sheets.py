"""Sheets about pairs of responses: two voices, or two rounds. The tables of all pairs are written as one, with columns
that say which pair a row is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Generic

from assessment.domain.catalogue import Recommendation, Theme
from assessment.domain.comparison.compare import Comparison
from assessment.domain.comparison.rounds import RoundPair, round_lines, round_pairs
from assessment.domain.comparison.voices import VoicePair, voice_pairs
from assessment.domain.countries import country_name
from assessment.i18n import gettext as _
from assessment.labels.codes import voice_word
from assessment.labels.formatting import percent
from assessment.reports.sheets import answer_columns as show
from assessment.reports.sheets.book import Book, ReportSheet
from assessment.reports.sheets.columns import Column, Row, sheet_column
from assessment.reports.sheets.respondents import short_organisation, short_respondent, short_round
from assessment.reports.sheets.styles import Style
from assessment.spreadsheet.charts import Series, percentage_lines
from assessment.spreadsheet.references import Area
from assessment.views import table as view
from assessment.views.comparison import round_tables, theme_scores, theme_scores_table, voice_tables

_RATING_WIDTH = 15.5
_NAME_WIDTH = 23.0
_PAIR = 2
"""Two rounds are a pair; more have a line."""
_ROUND_WIDTH = 12.0
_FIRST_ROUND = 4
"""The column of a line's first round, counted from 1."""
_CHART_WIDTH, _CHART_HEIGHT = 30, 14
"""Centimetres."""


@dataclass(frozen=True, slots=True)
class PairNames:
    """How tables distinguish pairs: the header of the second column, and its content for each pair.

    The name of a single pair needs no column.
    """

    header: str
    names: Sequence[str]

    @property
    def are_several(self) -> bool:
        return len(self.names) > 1

    def sheet(self, book: Book, title: str, sentence: str, columns: int = 0) -> ReportSheet:
        """Add a sheet for such pairs, with widths that suit all their tables, and so many columns at least."""
        rating = show.rating_width(_RATING_WIDTH)
        title_width = 28 - 2 * (rating - _RATING_WIDTH)
        names = [_NAME_WIDTH] if self.are_several else []
        widths = [6.0, *names, title_width, 10.5, 16.0, 11.0, 11.0, rating, rating, 11.0, 18.0, 9.0]
        return book.sheet(title, [*widths, *[_ROUND_WIDTH] * (columns - len(widths))], sentence)

    def head(self, sheet: ReportSheet) -> None:
        """Keep the pair and the recommendation or theme visible; a single pair is named above its tables."""
        sheet.keep_in_sight(column=4 if self.are_several else 3)
        if not self.are_several:
            sheet.paragraph(self.names[0], Style.FACT)


@dataclass(frozen=True, slots=True)
class _PairRow(Generic[Row]):
    """A row; `number` is that of its pair, or its own where there is one pair."""

    number: int
    name: str
    row: Row


def _write_pairs(
    sheet: ReportSheet,
    names: PairNames,
    name: str,
    tables: Sequence[view.Table[Row]],
    *,
    themes: Sequence[Theme] = (),
    first: Column[Row] | None = None,
    filters: bool = True,
) -> Area | None:
    """The table of all pairs under its title, with its ratings in colour; None where it has no row.

    `first` is a column that stands before the others.
    """
    table = replace(tables[0], rows=list(chain.from_iterable(table.rows for table in tables)))
    if table.rows or table.nothing:
        sheet.section(table.title)
        for sentence in filter(None, (table.about, "" if table.rows else table.nothing)):
            sheet.paragraph(sentence, Style.SENTENCE)
    if not table.rows:
        return None
    if any(map(table.is_pale, table.rows)):
        pale = _("Pale italics: the difference isn’t robust.")
        sheet.paragraph(pale, Style.SENTENCE)
    rows = [
        _PairRow((pair if names.are_several else place) + 1, names.names[pair], row)
        for pair, of_pair in enumerate(tables)
        for place, row in enumerate(of_pair.rows)
    ]
    about: list[Column[_PairRow[Row]]] = [Column(_("No."), 0, lambda entry: entry.number, Style.ORDINAL)]
    if names.are_several:
        about = [
            Column(_("Pair"), 0, lambda entry: entry.number, Style.ORDINAL),
            Column(names.header, 0, lambda entry: entry.name),
        ]
    of_rows = [*([first] if first else []), *(drawn for column in table.columns for drawn in _drawn(column, themes))]
    columns = [*about, *map(_of_row, of_rows)]
    area = sheet.table(name, columns, rows, filters=filters, pale=lambda entry: table.is_pale(entry.row))
    ratings = [place for place, column in enumerate(columns, start=1) if column.style is Style.RATING]
    if ratings:
        sheet.colour_ratings(area.cells(ratings[0], ratings[-1]))
    return area


def _drawn(column: view.Column[Row], themes: Sequence[Theme]) -> list[Column[Row]]:
    """A column as a sheet draws it; what identifies a recommendation has columns of its own."""
    if column.kind is not view.Kind.RECOMMENDATION:
        return [sheet_column(column)]
    names = {theme.id: theme.name for theme in themes}

    def part(header: str, words: Callable[[Recommendation], str | None]) -> Column[Row]:
        def value(row: Row) -> str | None:
            item = column.value(row)
            return words(item) if isinstance(item, Recommendation) else None

        return Column(header, 0, value)

    return [
        part(_("Title"), lambda item: item.title),
        part(_("Id"), lambda item: item.id),
        part(_("Theme"), lambda item: names[item.theme]),
        part(_("Red line"), lambda item: _("Red line") if item.red_line else None),
    ]


def _of_row(column: Column[Row]) -> Column[_PairRow[Row]]:
    return Column(column.header, column.width, lambda entry: column.value(entry.row), column.style)


# Two voices


def write_voices(book: Book, comparison: Comparison) -> None:
    """The sheet *Voices* of a comparison: each pair of State and civil society."""
    pairs = voice_pairs(comparison.responses)
    names = PairNames(_("Country or area, round"), [_country_and_round(pair) for pair in pairs])
    write_voice_pairs(book, _("Voices"), pairs, names, comparison.themes)


def _country_and_round(pair: VoicePair) -> str:
    response = pair.first.response
    return f"{country_name(response.country)} · {short_round(response.round)}"


def write_voice_pairs(
    book: Book, title: str, pairs: Sequence[VoicePair], names: PairNames, themes: Sequence[Theme]
) -> None:
    """A sheet with the tables of some pairs: their agreement, their differences by theme, and their agenda."""
    sheet = names.sheet(
        book,
        title,
        _("The State and civil society on the same country or area in the same round: side by side, never averaged."),
    )
    if not pairs:
        sheet.only(_("No responses of State and civil society for the same country or area and round."))
        return
    names.head(sheet)
    tables = list(map(voice_tables, pairs))
    write = partial(_write_pairs, sheet, names)
    who: Column[VoicePair] = Column(_("Who answered"), 0, _who_answered)
    write("VoicePairs", [of_pair.agreement for of_pair in tables], first=who)
    sheet.paragraph(
        _(
            "Percent agreement is the share of common recommendations that both rate the same. Alpha measures "
            "agreement beyond chance: 1 is full agreement, 0 is chance. It can’t be computed where all ratings "
            "are the same."
        ),
        Style.SENTENCE,
    )
    write("VoiceDifferences", [of_pair.differences for of_pair in tables])
    write("Agenda", [of_pair.agenda for of_pair in tables], themes=themes)
    write("Alike", [of_pair.alike for of_pair in tables], themes=themes)
    write("OneSided", [of_pair.one_sided for of_pair in tables], themes=themes)


def _who_answered(pair: VoicePair) -> str:
    return "\n".join(
        f"{voice_word(source.response.voice)}: {short_organisation(source.response)}"
        for source in (pair.first, pair.second)
    )


# Rounds of one respondent


def write_rounds(book: Book, comparison: Comparison) -> None:
    """The sheet *Rounds* of a comparison: each respondent's rounds compared with the previous one, and lines."""
    lines = [line for line in round_lines(comparison.responses) if len(line.responses) > _PAIR]
    longest = max((len(line.responses) for line in lines), default=0)
    pairs = round_pairs(comparison.responses)
    names = PairNames(_("Respondent"), [short_respondent(pair.later.response) for pair in pairs])
    sheet = write_round_pairs(book, _("Rounds"), pairs, names, comparison.themes, _FIRST_ROUND - 1 + longest)
    for number, line in enumerate(lines, start=1):
        _write_line(sheet, line, number)


def write_round_pairs(
    book: Book,
    title: str,
    pairs: Sequence[RoundPair],
    names: PairNames,
    themes: Sequence[Theme],
    columns: int = 0,
) -> ReportSheet:
    """A sheet with the tables of some pairs of rounds: the number of changes, the differences in scores, and the
    changes."""
    sheet = names.sheet(
        book, title, _("What has improved or worsened since the previous round, and the reason given."), columns
    )
    if not pairs:
        sheet.only(_("No respondent answered in two rounds."))
        return sheet
    names.head(sheet)
    tables = [round_tables(pair, _("Earlier round"), _("Later round")) for pair in pairs]
    write = partial(_write_pairs, sheet, names)
    rounds: Column[RoundPair] = Column(_("Rounds"), 0, round_summary)
    write("RoundPairs", [of_pair.counts for of_pair in tables], first=rounds)
    write("RoundDifferences", [of_pair.differences for of_pair in tables])
    write("Movements", [of_pair.changed for of_pair in tables], themes=themes)
    write("Unchanged", [of_pair.unchanged for of_pair in tables], themes=themes)
    return sheet


def round_summary(pair: RoundPair) -> str:
    earlier, later = (short_round(source.response.round) for source in (pair.earlier, pair.later))
    return _("{earlier}, then {later}").format(earlier=earlier, later=later)


def _write_line(sheet: ReportSheet, line: Comparison, number: int) -> None:
    """The scores of one respondent over more than two rounds, and their chart."""
    title = _("{respondent}: every round").format(respondent=short_respondent(line.responses[0].response))
    # The number tells rounds apart whose labels begin alike.
    rounds = [f"{place}. {short_round(source.response.round)}" for place, source in enumerate(line.responses, start=1)]
    table = replace(theme_scores_table(theme_scores(line), map(view.Noted, rounds)), title=title)
    names = PairNames("", [title])
    area = _write_pairs(sheet, names, f"RoundLine{number}", [table], filters=False)
    if area is None:
        return
    places = area.across(area.first_row - 1, _FIRST_ROUND, area.last_column)
    lines = [
        Series(row.name, area.across(place, _FIRST_ROUND, area.last_column), places)
        for place, row in enumerate(table.rows, start=area.first_row)
        if row.is_comparable
    ]
    words = " ".join(f"{row.name}: {', '.join(map(percent, row.scores))}." for row in table.rows)
    # The overall, which is last in the table, is the strongest line.
    chart = percentage_lines([lines[-1], *lines[:-1]], title=title, categories=_("Round"), values=_("Score (%)"))
    sheet.chart(chart, f"{title}. {words}", _CHART_WIDTH, _CHART_HEIGHT)
