"""Other responses with which a gap report compares its own: the other voice in the same round, and the round before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from assessment.domain.comparison.rounds import RoundPair, round_pairs, rounds_by_respondent
from assessment.domain.comparison.voices import VoicePair, voice_pairs
from assessment.domain.fields import SharingLevel
from assessment.domain.sharing import share
from assessment.domain.sourced import SourcedResponse


@dataclass(frozen=True, slots=True)
class RelatedResponses:
    """A response among the others for its country and catalogue."""

    own: SourcedResponse
    """Under a name of its own, without its plan."""
    others: Sequence[SourcedResponse]

    @property
    def voices(self) -> list[VoicePair]:
        """The response and each of the other voice in the same round."""
        return [pair for pair in voice_pairs([self.own, *self.others]) if self.own in (pair.first, pair.second)]

    @property
    def other_voices(self) -> list[SourcedResponse]:
        return [pair.second if pair.first is self.own else pair.first for pair in self.voices]

    @property
    def last_rounds(self) -> list[RoundPair]:
        """The response and the same respondent's previous round, if there is one."""
        return [pair for pair in round_pairs([self.own, *self.others]) if pair.later is self.own]


def find_related(source: SourcedResponse, others: Sequence[SourcedResponse]) -> RelatedResponses:
    related = [
        other
        for other in others
        if (other.response.country, other.catalogue.id) == (source.response.country, source.catalogue.id)
        and other.response != source.response
    ]
    taken = {other.name for other in related}
    name = next(name for name in map(str, count()) if name not in taken)
    return RelatedResponses(SourcedResponse(name, source.catalogue, source.response), related)


def share_related_responses(
    source: SourcedResponse, others: Sequence[SourcedResponse], level: SharingLevel
) -> list[SourcedResponse]:
    """The others that are compared with a response, as they may be shared.

    They are chosen before they are shared, because organisations are needed to match rounds.
    """
    if level is SharingLevel.FULL:
        return list(others)
    related = find_related(source, others)
    compared = {other.name for other in related.other_voices}
    # All the respondent's rounds, because their order depends on all of them.
    everything = [related.own, *related.others]
    compared.update(
        response.name for rounds in rounds_by_respondent(everything) if related.own in rounds for response in rounds
    )
    return [share(other, level) for other in related.others if other.name in compared]
