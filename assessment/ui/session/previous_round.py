"""What the respondent of an assessment answered in the previous round, so that a changed rating can be explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.access.assessments import list_listings, read_ratings
from assessment.access.gate import Gate
from assessment.domain.answer import Rating
from assessment.domain.comparison.ordering import respondent, sort_rounds
from assessment.domain.response import Assessment, Round
from assessment.records.errors import AssessmentDamaged
from assessment.ui.compare.response_choices import StoredChoice


@dataclass(frozen=True, slots=True)
class PreviousRound:
    """The ratings of an earlier round by recommendation, and which round it was."""

    ratings: Mapping[str, Rating | None]
    round: Round


def find_previous_round(gate: Gate, assessment: Assessment) -> PreviousRound | None:
    """The previous round of the same country, voice, organisation and catalogue, or None.

    None also where two answered in one round: whose previous round it is can't be told.
    """
    own = assessment.response
    rounds = sort_rounds(
        StoredChoice(listing)
        for listing in list_listings(gate)
        if listing.catalogue_id == own.catalogue_id and respondent(listing) == respondent(own)
    )
    names = [entry.name for entry in rounds]
    if assessment.id not in names[1:] or len({entry.response.round for entry in rounds}) < len(rounds):
        return None
    before = rounds[names.index(assessment.id) - 1]
    try:
        ratings = read_ratings(gate, [before.name], [item.id for item in assessment.catalogue.recommendations])
    except AssessmentDamaged:
        return None  # The list on Start reports it; this round can be answered all the same.
    return PreviousRound({item: by_id[before.name] for item, by_id in ratings.items()}, before.response.round)
