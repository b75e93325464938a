"""A response as an Excel workbook: the summary, the gaps with their follow-up plan, and everything behind them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from assessment.domain.comparison.compare import all_themes, catalogues_of
from assessment.domain.comparison.rounds import RoundPair, round_pairs, rounds_by_respondent
from assessment.domain.comparison.voices import VoicePair, voice_pairs
from assessment.domain.fields import SharingLevel
from assessment.domain.sharing import share
from assessment.domain.sourced import SourcedResponse
from assessment.i18n import gettext as _
from assessment.labels.formatting import invented_mark, response_name
from assessment.reports.excel.figure_sheets import write_groups, write_summary
from assessment.reports.excel.method_sheet import write_method
from assessment.reports.excel.recommendation_sheets import (
    write_all_answers,
    write_gaps,
    write_information_gaps,
    write_plan_origin,
)
from assessment.reports.minutes_workbook import write_votes
from assessment.reports.sheets.book import Book, write_long_texts
from assessment.reports.sheets.data_sheet import write_answers
from assessment.reports.sheets.pair_sheets import PairNames, round_summary, write_round_pairs, write_voice_pairs
from assessment.reports.sheets.respondents import short_respondent
from assessment.views.results import Results


def gap_report(results: Results, others: Sequence[SourcedResponse] = ()) -> bytes:
    """The gap report of a response as the content of an .xlsx file.

    If `others`, more responses for the same country or area, include the other voice in the same round or the same
    respondent's previous round, the response is compared with them; they must be shared as the response is
    (`share_related_responses`). A workshop adds the spread next to each agreed rating, and the votes.
    """
    response = results.response
    book = Book(
        title=_("Gap report"),
        name=response_name(response),
        mark=invented_mark(response.country),
        subject=results.catalogue.title,
        created=results.written,
    )
    write_summary(book, results)
    sheet_of_plan = write_gaps(book, results)
    write_information_gaps(book, results)
    _write_related_responses(book, results.source, others)
    write_all_answers(book, results)
    if results.workshop is not None:
        write_votes(book, results.workshop, _("Minutes"))
    write_groups(book, results)
    write_method(book, results)
    write_answers(book, results)
    write_long_texts(book)
    write_plan_origin(book, results, sheet_of_plan)
    return book.content()


# Beside other responses: the State and civil society, and the round before


def _write_related_responses(book: Book, source: SourcedResponse, others: Sequence[SourcedResponse]) -> None:
    """Write the sheets for which there is another response, for the same country and catalogue."""
    own, related = _related(source, others)
    voices = _pairs_of(own, related)
    if voices:
        _write_voices(book, voices, own)
    for pair in round_pairs([own, *related]):
        if pair.later is own:
            _write_last_round(book, pair)


def share_related_responses(
    source: SourcedResponse, others: Sequence[SourcedResponse], level: SharingLevel
) -> list[SourcedResponse]:
    """The others that are compared with a response, as they may be shared.

    They are chosen before they are shared, because organisations are needed to match rounds.
    """
    if level is SharingLevel.FULL:
        return list(others)
    own, related = _related(source, others)
    compared = {response.name for pair in _pairs_of(own, related) for response in (pair.first, pair.second)}
    # All the respondent's rounds, because their order depends on all of them.
    compared.update(
        response.name for rounds in rounds_by_respondent([own, *related]) if own in rounds for response in rounds
    )
    return [share(other, level) for other in related if other.name in compared]


def _related(
    source: SourcedResponse, others: Sequence[SourcedResponse]
) -> tuple[SourcedResponse, list[SourcedResponse]]:
    """The response under a name of its own, without its plan; and the others for its country and catalogue."""
    related = [
        other
        for other in others
        if (other.response.country, other.catalogue.id) == (source.response.country, source.catalogue.id)
        and other.response != source.response
    ]
    return SourcedResponse(_another_name(related), source.catalogue, source.response), related


def _pairs_of(own: SourcedResponse, related: Sequence[SourcedResponse]) -> list[VoicePair]:
    return [pair for pair in voice_pairs([own, *related]) if own in (pair.first, pair.second)]


def _another_name(others: Sequence[SourcedResponse]) -> str:
    taken = {other.name for other in others}
    return next(name for name in map(str, count()) if name not in taken)


def _write_voices(book: Book, pairs: Sequence[VoicePair], own: SourcedResponse) -> None:
    others = [pair.second if pair.first is own else pair.first for pair in pairs]
    names = PairNames(_("Compared with"), [short_respondent(other.response) for other in others])
    themes = all_themes(catalogues_of([own, *others]))
    write_voice_pairs(book, _("State and civil society"), pairs, names, themes)


def _write_last_round(book: Book, pair: RoundPair) -> None:
    names = PairNames(_("Rounds"), [round_summary(pair)])
    themes = all_themes(catalogues_of([pair.earlier, pair.later]))
    write_round_pairs(book, _("Since last round"), [pair], names, themes)
