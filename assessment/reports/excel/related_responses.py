"""The sheets that compare a response with others for its country: *State and civil society*, and *Since last round*."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from assessment.domain.comparison.compare import ComparedResponse, all_themes
from assessment.domain.comparison.rounds import RoundPair, round_pairs, rounds_by_respondent
from assessment.domain.comparison.voices import VoicePair, voice_pairs
from assessment.domain.model import Catalogue, Response
from assessment.domain.sharing import SharingLevel, share
from assessment.i18n import gettext as _
from assessment.reports.sheets.book import Book
from assessment.reports.sheets.pair_tables import PairNames
from assessment.reports.sheets.respondents import short_respondent
from assessment.reports.sheets.round_tables import round_summary, write_round_pairs
from assessment.reports.sheets.voice_tables import write_voice_pairs


def write_related_responses(
    book: Book, catalogue: Catalogue, response: Response, others: Sequence[ComparedResponse]
) -> None:
    """Write the sheets for which there is another response, for the same country and catalogue."""
    own, related = _related(catalogue, response, others)
    voices = _pairs_of(own, related)
    if voices:
        _write_voices(book, voices, own)
    for pair in round_pairs([own, *related]):
        if pair.later is own:
            _write_last_round(book, pair)


def share_related_responses(
    catalogue: Catalogue, response: Response, others: Sequence[ComparedResponse], level: SharingLevel
) -> list[ComparedResponse]:
    """The others that are compared with a response, as they may be shared.

    They are chosen before they are shared, because organisations are needed to match rounds.
    """
    if level is SharingLevel.FULL:
        return list(others)
    own, related = _related(catalogue, response, others)
    compared = {one.name for pair in _pairs_of(own, related) for one in (pair.first, pair.second)}
    # All the respondent's rounds, because their order depends on all of them.
    compared.update(one.name for rounds in rounds_by_respondent([own, *related]) if own in rounds for one in rounds)
    return [_shared(one, level) for one in related if one.name in compared]


def _shared(one: ComparedResponse, level: SharingLevel) -> ComparedResponse:
    shared = share(one.response, level, follow_ups=one.follow_ups)
    return replace(one, response=shared.response, follow_ups=shared.follow_ups)


def _related(
    catalogue: Catalogue, response: Response, others: Sequence[ComparedResponse]
) -> tuple[ComparedResponse, list[ComparedResponse]]:
    """The response under a name of its own, and the others for its country and catalogue."""
    related = [
        other
        for other in others
        if (other.response.country, other.catalogue.id) == (response.country, catalogue.id)
        and other.response != response
    ]
    return ComparedResponse(_another_name(related), catalogue, response), related


def _pairs_of(own: ComparedResponse, related: Sequence[ComparedResponse]) -> list[VoicePair]:
    return [pair for pair in voice_pairs([own, *related]) if own in (pair.first, pair.second)]


def _another_name(others: Sequence[ComparedResponse]) -> str:
    taken = {other.name for other in others}
    return next(name for name in map(str, count()) if name not in taken)


def _write_voices(book: Book, pairs: Sequence[VoicePair], own: ComparedResponse) -> None:
    others = [pair.second if pair.first is own else pair.first for pair in pairs]
    names = PairNames(_("Compared with"), [short_respondent(other.response) for other in others])
    sheet = book.sheet(
        _("State and civil society"),
        names.widths,
        _("The State and civil society on the same country or area in the same round: side by side, never averaged."),
    )
    write_voice_pairs(sheet, pairs, names, all_themes([own, *others]))


def _write_last_round(book: Book, pair: RoundPair) -> None:
    names = PairNames(_("Rounds"), [round_summary(pair)])
    sheet = book.sheet(
        _("Since last round"),
        names.widths,
        _("What has improved or worsened since the previous round, and the reason given."),
    )
    write_round_pairs(sheet, [pair], names, all_themes([pair.earlier, pair.later]))
