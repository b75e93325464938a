"""What one session shows of a workshop, and whether that is so still."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from assessment.domain.workshop.model import FIRST_VOTE, SECOND_VOTE
from assessment.domain.workshop.stages import Stage
from assessment.services.access import Access
from assessment.services.workshops.facilitation import Facilitation
from assessment.storage import Turnout, Workshop
from assessment.ui.session import state

_KEY = "room-view"
_AFTER_SECOND = frozenset(
    {
        Stage.SECOND_OPEN,
        Stage.SECOND_CLOSED,
        Stage.SECOND_REVEALED,
        Stage.AGREED_AFTER_SECOND,
        Stage.PARKED_AFTER_SECOND,
    }
)


@dataclass
class RoomView:
    """One session's view of one workshop: where the room is, and how many are in it and have voted there.

    A page keeps it in its session's state, calls `look` whenever it draws, and `looking.watch_for_news` with it.
    """

    workshop_id: str
    problem: str | None = None
    """Why nothing can be read at the moment, as the page says it."""
    _pulse: tuple[int, int] | None = None
    _turnouts: dict[tuple[str, int], Turnout] = field(default_factory=dict)

    def look(self, facilitation: Facilitation) -> tuple[Workshop, Turnout]:
        """The workshop as it is now, and the turnout at the recommendation where the room is, or at its first one.

        Raises as `Facilitation` does.
        """
        # What changes between these is news at the next look, and never missed.
        pulse = facilitation.pulse(self.workshop_id)
        workshop = facilitation.workshop(self.workshop_id)
        item = workshop.current or next(iter(workshop.places))
        self._turnouts.clear()
        turnout = self.turnout(facilitation, item, last_vote(workshop.places[item].stage))
        self._pulse, self.problem = pulse, None
        return workshop, turnout

    def turnout(self, facilitation: Facilitation, recommendation_id: str, vote: int) -> Turnout:
        """The turnout at another vote that the page shows, which is watched until the next `look`."""
        found = facilitation.turnout(self.workshop_id, recommendation_id, vote)
        self._turnouts[recommendation_id, vote] = found
        return found

    def is_outdated(self, access: Access, _session: str) -> bool:
        """Whether something that is on the screen isn't so any more. Raises as `Facilitation` does."""
        facilitation = Facilitation(access, state.repository())
        return facilitation.pulse(self.workshop_id) != self._pulse or any(
            facilitation.turnout(self.workshop_id, *of) != shown for of, shown in list(self._turnouts.items())
        )


def last_vote(stage: Stage) -> int:
    """The vote that was opened last, or will be opened first."""
    return SECOND_VOTE if stage in _AFTER_SECOND else FIRST_VOTE


def room_view(workshop_id: str) -> RoomView:
    """This session's view of a workshop."""
    kept = st.session_state.get(_KEY)
    if not isinstance(kept, RoomView) or kept.workshop_id != workshop_id:
        kept = st.session_state[_KEY] = RoomView(workshop_id)
    return kept
