"""The sheets that lay a response beside others of its country: *State and civil society*, and *Since last round*."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from assessment.comparison import Compared, themes
from assessment.language import gettext as _
from assessment.model import Catalogue, Response
from assessment.reports.pair_tables import PairNames
from assessment.reports.respondents import respondent_in_short
from assessment.reports.round_tables import rounds_in_short, write_round_pairs
from assessment.reports.sheets import Book
from assessment.reports.voice_tables import write_voice_pairs
from assessment.rounds import RoundPair, round_pairs
from assessment.voices import VoicePair, voice_pairs


def write_beside_others(book: Book, catalogue: Catalogue, response: Response, others: Sequence[Compared]) -> None:
    """Write those sheets for which there is another response; responses of elsewhere or to another catalogue don't
    count."""
    related = [
        other
        for other in others
        if (other.response.country, other.catalogue.id) == (response.country, catalogue.id)
        and other.response != response
    ]
    own = Compared(_another_name(related), catalogue, response)
    voices = [pair for pair in voice_pairs([own, *related]) if own in (pair.first, pair.second)]
    if voices:
        _write_voices(book, voices, own)
    for pair in round_pairs([own, *related]):
        if pair.later is own:
            _write_last_round(book, pair)


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
