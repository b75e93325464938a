"""The sheets that lay a response beside others of its country: *State and civil society*, and *Since last round*."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from assessment.comparison import Compared, themes
from assessment.language import gettext as _
from assessment.model import Catalogue, Response
from assessment.reports.pair_tables import PairNames
from assessment.reports.respondents import respondent_in_short
from assessment.reports.round_tables import rounds_in_short, write_round_pairs
from assessment.reports.sheets import Book
from assessment.reports.voice_tables import write_voice_pairs
from assessment.rounds import RoundPair, round_pairs, successions
from assessment.sharing import Level, share
from assessment.voices import VoicePair, voice_pairs


def write_beside_others(book: Book, catalogue: Catalogue, response: Response, others: Sequence[Compared]) -> None:
    """Write those sheets for which there is another response; responses of elsewhere or to another catalogue don't
    count."""
    own, related = _related(catalogue, response, others)
    voices = _pairs_of(own, related)
    if voices:
        _write_voices(book, voices, own)
    for pair in round_pairs([own, *related]):
        if pair.later is own:
            _write_last_round(book, pair)


def share_others(catalogue: Catalogue, response: Response, others: Sequence[Compared], level: Level) -> list[Compared]:
    """Those of the others that are laid beside a response, as they may be handed on.

    They are chosen before they are shared: without their organisations nobody could tell whose last round is whose.
    """
    if level is Level.FULL:
        return list(others)
    own, related = _related(catalogue, response, others)
    beside = {one.name for pair in _pairs_of(own, related) for one in (pair.first, pair.second)}
    # All the rounds of the respondent, since it hangs on all of them in which order they stand.
    beside.update(one.name for rounds in successions([own, *related]) if own in rounds for one in rounds)
    return [replace(one, response=share(one.response, level).response) for one in related if one.name in beside]


def _related(catalogue: Catalogue, response: Response, others: Sequence[Compared]) -> tuple[Compared, list[Compared]]:
    """The response under a name of its own, and those of the others that are of its country and catalogue."""
    related = [
        other
        for other in others
        if (other.response.country, other.catalogue.id) == (response.country, catalogue.id)
        and other.response != response
    ]
    return Compared(_another_name(related), catalogue, response), related


def _pairs_of(own: Compared, related: Sequence[Compared]) -> list[VoicePair]:
    return [pair for pair in voice_pairs([own, *related]) if own in (pair.first, pair.second)]


def _another_name(others: Sequence[Compared]) -> str:
    taken = {other.name for other in others}
    return next(name for name in map(str, count()) if name not in taken)


def _write_voices(book: Book, pairs: Sequence[VoicePair], own: Compared) -> None:
    others = [pair.second if pair.first is own else pair.first for pair in pairs]
    names = PairNames(_("Beside"), [respondent_in_short(other.response) for other in others])
    sheet = book.sheet(
        _("State and civil society"),
        names.widths,
        _("Both voices on the same round, side by side and never averaged: where they differ, and what to talk about."),
    )
    write_voice_pairs(sheet, pairs, names, themes([own, *others]))


def _write_last_round(book: Book, pair: RoundPair) -> None:
    names = PairNames(_("Rounds"), [rounds_in_short(pair)])
    sheet = book.sheet(
        _("Since last round"),
        names.widths,
        _("This round against the same respondent’s last one: what improved, what worsened, and why, as they say."),
    )
    write_round_pairs(sheet, [pair], names, themes([pair.earlier, pair.later]))
