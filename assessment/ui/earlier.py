"""What the respondent of an assessment answered in the previous round, so that a changed rating can be explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.access import Access
from assessment.comparison import in_round_order
from assessment.model import Assessment, Rating, Round
from assessment.storage import AssessmentDamaged
from assessment.ui.lines import KeptResponse


@dataclass(frozen=True, slots=True)
class Earlier:
    """The ratings of an earlier round by recommendation, and which round it was."""

    ratings: Mapping[str, Rating | None]
    round: Round


def earlier_round(access: Access, assessment: Assessment) -> Earlier | None:
    """The previous round of the same country, voice, organisation and catalogue, or None.

    None also where two answered in one round: whose previous round it is can't be told.
    """
    own = assessment.response
    rounds = in_round_order(
        KeptResponse(one)
        for one in access.listed()
        if (one.country, one.voice, one.catalogue_id) == (own.country, own.voice, own.catalogue_id)
        and one.organisation.strip() == own.organisation.strip()
    )
    names = [entry.name for entry in rounds]
    if assessment.id not in names[1:] or len({entry.response.round for entry in rounds}) < len(rounds):
        return None
    before = rounds[names.index(assessment.id) - 1]
    try:
        ratings = access.ratings([before.name], [item.id for item in assessment.catalogue.recommendations])
    except AssessmentDamaged:
        return None  # The list on Start reports it; this round can be answered all the same.
    return Earlier({item: by_id[before.name] for item, by_id in ratings.items()}, before.response.round)
