"""Two voices compared: how far they agree, how they differ, and an agenda for a joint meeting."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from assessment.domain.comparison.compare import Comparison, score_differences
from assessment.domain.comparison.voices import VoicePair, voice_pairs
from assessment.domain.countries import country_name
from assessment.domain.model import Theme
from assessment.i18n import gettext as _
from assessment.labels.codes import voice_word
from assessment.reports.sheets import answer_columns as show
from assessment.reports.sheets.book import Book, ReportSheet
from assessment.reports.sheets.columns import Column
from assessment.reports.sheets.pair_tables import PairNames, write_differences, write_pairs
from assessment.reports.sheets.respondents import short_organisation, short_round
from assessment.reports.sheets.styles import Style
from assessment.views import table as view
from assessment.views.comparison import (
    RatedByTwo,
    about_agenda_order,
    about_pale,
    agreement_columns,
    difference_column,
    rated_by_both,
    rated_by_one,
    rating_columns,
    voice_words,
)


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
    first, second = voice_words(pairs[0])
    sheet.keep_in_sight(column=names.frozen)
    if not names.are_several:
        sheet.paragraph(names.names[0], Style.FACT)
    sheet.section(_("How far the two agree"))
    who: Column[VoicePair] = Column(_("Who answered"), 0, _who)
    one_sided: list[view.Column[VoicePair]] = [
        view.Column(_("Only the State rates"), lambda pair: len(pair.first_only), view.Kind.NUMBER),
        view.Column(_("Only civil society rates"), lambda pair: len(pair.second_only), view.Kind.NUMBER),
    ]
    write_pairs(sheet, "VoicePairs", names, [who, *agreement_columns(), *one_sided], [[pair] for pair in pairs])
    sheet.paragraph(
        _(
            "Percent agreement is the share of common recommendations that both rate the same. Alpha measures "
            "agreement beyond chance: 1 is full agreement, 0 is chance. It can’t be computed where all ratings "
            "are the same."
        ),
        Style.SENTENCE,
    )
    sheet.section(_("Differences by theme"), new_page=names.are_several)
    sheet.paragraph(
        _("Difference: the State’s score minus civil society’s, in points. {pale}").format(pale=about_pale()),
        Style.SENTENCE,
    )
    apart = [score_differences(pair.second, pair.first) for pair in pairs]
    # The first voice minus the second, so the difference leads to the first.
    scores = [(first, attrgetter("second")), (second, attrgetter("first"))]
    write_differences(sheet, "VoiceDifferences", names, apart, scores)
    _write_points(sheet, pairs, names, themes)


def _who(pair: VoicePair) -> str:
    return "\n".join(
        f"{voice_word(one.response.voice)}: {short_organisation(one.response)}" for one in (pair.first, pair.second)
    )


def _write_points(sheet: ReportSheet, pairs: Sequence[VoicePair], names: PairNames, themes: Sequence[Theme]) -> None:
    """What they rate differently, the same, or only one of them."""
    sheet.section(_("Agenda for a joint meeting, then what both rate the same"), new_page=True)
    sheet.paragraph(about_agenda_order(), Style.SENTENCE)
    about: list[Column[RatedByTwo] | view.Column[RatedByTwo]] = [
        *show.recommendation(themes),
        *rating_columns(voice_words(pairs[0])),
    ]
    apart: list[view.Column[RatedByTwo]] = [
        difference_column(),
        view.Column(_("Agreement"), lambda row: row.agreement),
        view.Column(_("Place on the agenda"), lambda row: row.place, view.Kind.ORDINAL),
    ]
    common, one_sided = list(map(rated_by_both, pairs)), list(map(rated_by_one, pairs))
    if any(common):
        write_pairs(sheet, "Agenda", names, [*about, *apart], common)
    else:
        sheet.paragraph(_("The two have no rated recommendation in common."), Style.FACT)
    if any(one_sided):
        sheet.section(_("Rated by one side only"))
        write_pairs(sheet, "OneSided", names, about, one_sided)
