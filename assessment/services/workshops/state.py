"""Where a workshop is: who is in, what is open, and how many have voted. No ballot is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.domain.workshop.stages import unrevealed_vote
from assessment.services.workshops.facilitation import Facilitation
from assessment.storage import Seat, Turnout, Workshop


@dataclass(frozen=True, slots=True)
class WorkshopState:
    """A workshop at one moment, as whoever leads it sees it."""

    workshop: Workshop
    seats: tuple[Seat, ...]
    """Those who take part now, by number."""
    turnouts: Mapping[str, tuple[int, Turnout]]
    """The vote and its turnout for each recommendation whose vote is open, or closed and not revealed."""

    @property
    def joined(self) -> int:
        return len(self.seats)


def read_state(lead: Facilitation, workshop_id: str) -> WorkshopState:
    """Raises as `Facilitation` says."""
    workshop = lead.workshop(workshop_id)
    waiting = {item: unrevealed_vote(place.stage) for item, place in workshop.places.items()}
    return WorkshopState(
        workshop=workshop,
        seats=tuple(seat for seat in lead.seats(workshop_id) if seat.left is None),
        turnouts={
            item: (vote, lead.turnout(workshop_id, item, vote)) for item, vote in waiting.items() if vote is not None
        },
    )
