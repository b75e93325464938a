"""Two voices compared: how far they agree, how they differ, and an agenda for a joint meeting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from assessment.domain.comparison.compare import Comparison, mandate_count, score_differences
from assessment.domain.comparison.voices import VoicePair, voice_pairs
from assessment.domain.countries import country_name
from assessment.domain.model import Rating, Recommendation, Theme
from assessment.i18n import gettext as _
from assessment.labels.codes import rating_label, voice_word
from assessment.reports.sheets import answer_columns as show
from assessment.reports.sheets.book import Book, ReportSheet
from assessment.reports.sheets.columns import Column
from assessment.reports.sheets.pair_tables import PairNames, about_pale, numbered, pair_columns, write_differences
from assessment.reports.sheets.respondents import short_organisation, short_round
from assessment.reports.sheets.styles import Style


def write_voices(book: Book, comparison: Comparison) -> None:
    """The sheet *Voices* of a comparison: each pair of State and civil society."""
    pairs = voice_pairs(comparison.responses)
    names = PairNames(_("Country or area, round"), [_pair_words(pair) for pair in pairs])
    sheet = voice_sheet(book, _("Voices"), names)
    if not pairs:
        sheet.only(_("No responses of State and civil society for the same country or area and round."))
        return
    write_voice_pairs(sheet, pairs, names, comparison.themes)


def voice_sheet(book: Book, title: str, names: PairNames) -> ReportSheet:
    """Add a sheet for pairs of voices."""
    return book.sheet(
        title,
        names.widths,
        _("The State and civil society on the same country or area in the same round: side by side, never averaged."),
    )


def _pair_words(pair: VoicePair) -> str:
    response = pair.first.response
    return f"{country_name(response.country)} · {short_round(response.round)}"


def write_voice_pairs(
    sheet: ReportSheet, pairs: Sequence[VoicePair], names: PairNames, themes: Sequence[Theme]
) -> None:
    """The tables of some pairs: their agreement, their differences by theme, and their agenda."""
    sheet.freeze(column=names.frozen)
    if not names.are_several:
        sheet.paragraph(names.names[0], Style.FACT)
    sheet.section(_("How far the two agree"))
    _write_agreement(sheet, pairs, names)
    sheet.section(_("Differences by theme"), new_page=names.are_several)
    sheet.paragraph(
        _("Difference: the State’s score minus civil society’s, in points. {pale}").format(pale=about_pale()),
        Style.SENTENCE,
    )
    apart = [score_differences(pair.second, pair.first) for pair in pairs]
    first, second = (voice_word(one.response.voice) for one in (pairs[0].first, pairs[0].second))
    # The first voice minus the second, so the difference leads to the first.
    scores = [(first, attrgetter("second")), (second, attrgetter("first"))]
    write_differences(sheet, "VoiceDifferences", names, apart, themes, scores)
    _write_points(sheet, pairs, names, themes)


def _write_agreement(sheet: ReportSheet, pairs: Sequence[VoicePair], names: PairNames) -> None:
    columns: list[Column[_VoicePairRow]] = [
        *pair_columns(names),
        Column(_("Who answered"), 0, lambda row: _who(row.pair)),
        Column(_("Common (n)"), 0, lambda row: len(row.pair.common.items), Style.NUMBER),
        Column(_("Strongly contested"), 0, lambda row: len(row.pair.strongly_contested), Style.NUMBER),
        Column(_("Contested"), 0, lambda row: len(row.pair.contested), Style.NUMBER),
        Column(_("Rated the same"), 0, lambda row: len(row.pair.common.items) - len(row.pair.agenda), Style.NUMBER),
        Column(_("Percent agreement"), 0, lambda row: _percent(row.pair.agreement), Style.PERCENT),
        Column(_("Krippendorff’s alpha (ordinal)"), 0, lambda row: _or_dash(row.pair.alpha), Style.COEFFICIENT),
        Column(_("Only the State rates"), 0, lambda row: len(row.pair.first_only), Style.NUMBER),
        Column(_("Only civil society rates"), 0, lambda row: len(row.pair.second_only), Style.NUMBER),
    ]
    rows = [_VoicePairRow(number, names.names[number - 1], pair) for number, pair in enumerate(pairs, start=1)]
    sheet.table("VoicePairs", columns, rows)
    sheet.paragraph(
        _(
            "Percent agreement is the share of common recommendations that both rate the same. Alpha measures "
            "agreement beyond chance: 1 is full agreement, 0 is chance. It can’t be computed where all ratings "
            "are the same."
        ),
        Style.SENTENCE,
    )


@dataclass(frozen=True, slots=True)
class _VoicePairRow:
    number: int
    name: str
    pair: VoicePair


def _who(pair: VoicePair) -> str:
    return "\n".join(
        f"{voice_word(one.response.voice)}: {short_organisation(one.response)}" for one in (pair.first, pair.second)
    )


def _percent(share: float | None) -> float | str:
    return "–" if share is None else 100 * share


def _or_dash(figure: float | None) -> float | str:
    return "–" if figure is None else figure


# What they rate differently, the same, or only one of them


@dataclass(frozen=True, slots=True)
class _Point:
    """A recommendation that at least one of the two rates; `place` is its place on the agenda, if any."""

    number: int
    name: str
    recommendation: Recommendation
    asked_by: int
    first: Rating | None
    second: Rating | None
    difference: float | None = None
    place: int | None = None


def _write_points(sheet: ReportSheet, pairs: Sequence[VoicePair], names: PairNames, themes: Sequence[Theme]) -> None:
    sheet.section(_("Agenda for a joint meeting, then what both rate the same"), new_page=True)
    sheet.paragraph(
        _(
            "Listed in this order: strongly contested, then contested; within each, red lines first, then what "
            "most UN mandates recommend."
        ),
        Style.SENTENCE,
    )
    first, second = (voice_word(one.response.voice) for one in (pairs[0].first, pairs[0].second))
    about: list[Column[_Point]] = [
        *pair_columns(names),
        show.title(0),
        show.recommendation_id(0),
        show.theme(0, {theme.id: theme for theme in themes}),
        show.red_line(0),
        show.asked_by(0),
        Column(first, 0, lambda point: rating_label(point.first), Style.RATING),
        Column(second, 0, lambda point: rating_label(point.second), Style.RATING),
    ]
    apart: list[Column[_Point]] = [
        Column(_("Difference"), 0, lambda point: point.difference, Style.SIGNED_VALUE),
        Column(_("Agreement"), 0, _apart_words),
        Column(_("Place on the agenda"), 0, lambda point: point.place, Style.ORDINAL),
    ]
    common = [point for pair, found in enumerate(pairs) for point in _common(found, names, pair)]
    if common:
        area = sheet.table("Agenda", [*about, *apart], common)
        sheet.colour_ratings(area.cells(len(about) - 1, len(about)))
    else:
        sheet.paragraph(_("The two have no rated recommendation in common."), Style.FACT)
    one_sided = [point for pair, found in enumerate(pairs) for point in _one_sided(found, names, pair)]
    if one_sided:
        sheet.section(_("Rated by one side only"))
        area = sheet.table("OneSided", about, one_sided)
        sheet.colour_ratings(area.cells(len(about) - 1, len(about)))


def _common(pair: VoicePair, names: PairNames, number: int) -> Iterator[_Point]:
    """What both rate: the agenda in its order, then what they rate the same in catalogue order."""
    places = {entry.recommendation.id: place for place, entry in enumerate(pair.agenda, start=1)}
    alike = [item for item in pair.common.items if item.id not in places]
    mandates = mandate_count((pair.first, pair.second))
    for row, item in enumerate([*(entry.recommendation for entry in pair.agenda), *alike]):
        yield _point(pair, numbered(names, number, row), item, mandates[item.id], places.get(item.id))


def _one_sided(pair: VoicePair, names: PairNames, number: int) -> Iterator[_Point]:
    mandates = mandate_count((pair.first, pair.second))
    for row, item in enumerate([*pair.first_only, *pair.second_only]):
        yield _point(pair, numbered(names, number, row), item, mandates[item.id], None)


def _point(pair: VoicePair, heading: tuple[int, str], item: Recommendation, mandates: int, place: int | None) -> _Point:
    return _Point(
        *heading,
        recommendation=item,
        asked_by=mandates,
        first=pair.first.rating(item.id),
        second=pair.second.rating(item.id),
        difference=pair.differences.get(item.id),
        place=place,
    )


def _apart_words(point: _Point) -> str:
    match abs(point.difference or 0):
        case 0:
            return _("the same")
        case 1:
            return _("strongly contested")
        case _steps:
            return _("contested")
