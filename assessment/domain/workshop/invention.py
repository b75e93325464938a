"""What the invented participants of a rehearsal vote: plausible, different by voice, and the same for the same seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from assessment.domain.answer import Rating
from assessment.domain.response import Voice
from assessment.domain.workshop.model import FIRST_VOTE, SECOND_VOTE
from assessment.i18n import gettext as _

PARTICIPANTS = 24
"""How many are invented if nobody says otherwise."""
PARTICIPANTS_LIMIT = 500
_STEPS = (Rating.ABSENT, Rating.PARTIAL, Rating.IMPLEMENTED)
_LEANING: Mapping[Voice | None, float] = {Voice.STATE: 0.5, Voice.CIVIL_SOCIETY: -0.5}
"""How much higher a voice rates than the others, in steps."""
_ABSTAIN, _DONT_KNOW, _NOT_APPLICABLE, _REMARK, _MOVE = 0.05, 0.08, 0.02, 0.2, 0.6


@dataclass(frozen=True, slots=True)
class InventedBallot:
    """What an invented participant says."""

    rating: Rating
    remark: str


def invent_ballot(
    seed: int, number: int, voice: Voice | None, recommendation_id: str, vote: int
) -> InventedBallot | None:
    """The ballot of the participant with this number; None for one who doesn't vote here.

    Who has voted the first time votes the second time too, and many of them come nearer to “partial”.
    """
    first = _first(seed, number, voice, recommendation_id)
    if vote == FIRST_VOTE:
        return first
    chance = _chance(seed, number, recommendation_id, SECOND_VOTE)
    if first is None or first.rating is Rating.PARTIAL or chance.random() > _MOVE:
        return first
    return InventedBallot(Rating.PARTIAL, "")


def _first(seed: int, number: int, voice: Voice | None, recommendation_id: str) -> InventedBallot | None:
    chance = _chance(seed, number, recommendation_id, FIRST_VOTE)
    if chance.random() < _ABSTAIN:
        return None
    # All know the same place, so they are alike about some recommendations and apart about others.
    place = _chance(seed, recommendation_id)
    middle, width = place.uniform(0, 2), place.uniform(0.1, 1)
    drawn = chance.random()
    if drawn < _DONT_KNOW:
        rating = Rating.DONT_KNOW
    elif drawn < _DONT_KNOW + _NOT_APPLICABLE:
        rating = Rating.NOT_APPLICABLE
    else:
        felt = middle + _LEANING.get(voice, 0) + chance.gauss(0, width)
        rating = _STEPS[min(max(round(felt), 0), len(_STEPS) - 1)]
    remark = chance.choice(_remarks(rating)) if chance.random() < _REMARK else ""
    return InventedBallot(rating, remark)


def _chance(*key: object) -> Random:
    """The same numbers for the same key, in every process."""
    return Random("/".join(map(str, key)))  # noqa: S311 - nothing here is a secret


def _remarks(rating: Rating) -> tuple[str, ...]:
    match rating:
        case Rating.IMPLEMENTED:
            return (_("The law says so, and it is applied. (invented)"), _("We have seen it work. (invented)"))
        case Rating.PARTIAL:
            return (_("In law, but not in practice. (invented)"), _("In the capital only. (invented)"))
        case Rating.ABSENT:
            return (_("There is no budget for it. (invented)"), _("We have never seen it. (invented)"))
        case Rating.NOT_APPLICABLE:
            return (_("This doesn’t arise here. (invented)"),)
        case Rating.DONT_KNOW:
            return (_("Somebody should ask the labour inspectors. (invented)"),)
