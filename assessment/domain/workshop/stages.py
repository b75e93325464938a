"""A recommendation's way through the room: voted on blind, revealed, talked over, voted on again, agreed or parked.

    not opened -> first vote -> closed -> revealed -> second vote -> closed -> revealed -> agreed | parked

The second vote is optional. A vote that is closed or revealed can be opened again, and nothing else changes by that.
What is parked or agreed can be taken up again, and is then where it was before. What was pressed by mistake can be
undone, as long as nobody has acted on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from assessment.domain.workshop.model import FIRST_VOTE, SECOND_VOTE
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _


class Stage(StrEnum):
    """Where a recommendation is on its way. Parked and agreed know which vote was the last."""

    NOT_OPENED = "not_opened"
    FIRST_OPEN = "first_open"
    FIRST_CLOSED = "first_closed"
    FIRST_REVEALED = "first_revealed"
    AGREED_AFTER_FIRST = "agreed_after_first"
    PARKED_AFTER_FIRST = "parked_after_first"
    SECOND_OPEN = "second_open"
    SECOND_CLOSED = "second_closed"
    SECOND_REVEALED = "second_revealed"
    AGREED_AFTER_SECOND = "agreed_after_second"
    PARKED_AFTER_SECOND = "parked_after_second"

    @property
    def last_vote(self) -> int:
        """The vote that was opened last, or will be opened first."""
        return SECOND_VOTE if "second" in self else FIRST_VOTE


class Step(StrEnum):
    """What a facilitator does with a recommendation."""

    OPEN = "open"
    CLOSE = "close"
    REVEAL = "reveal"
    SECOND = "second"
    REOPEN = "reopen"
    AGREE = "agree"
    PARK = "park"
    TAKE_UP = "take_up"
    UNDO = "undo"


PARKING_IS_FRESH = dt.timedelta(seconds=10)
"""For how long parking can be undone; afterwards there is taking up again."""

MOVES: Mapping[Stage, Mapping[Step, Stage]] = MappingProxyType(
    {
        Stage.NOT_OPENED: {Step.OPEN: Stage.FIRST_OPEN},
        Stage.FIRST_OPEN: {Step.CLOSE: Stage.FIRST_CLOSED, Step.UNDO: Stage.NOT_OPENED},
        Stage.FIRST_CLOSED: {
            Step.REVEAL: Stage.FIRST_REVEALED,
            Step.REOPEN: Stage.FIRST_OPEN,
            Step.UNDO: Stage.FIRST_OPEN,
        },
        Stage.FIRST_REVEALED: {
            Step.SECOND: Stage.SECOND_OPEN,
            Step.AGREE: Stage.AGREED_AFTER_FIRST,
            Step.PARK: Stage.PARKED_AFTER_FIRST,
            Step.REOPEN: Stage.FIRST_OPEN,
        },
        Stage.AGREED_AFTER_FIRST: {Step.TAKE_UP: Stage.FIRST_REVEALED},
        Stage.PARKED_AFTER_FIRST: {Step.TAKE_UP: Stage.FIRST_REVEALED, Step.UNDO: Stage.FIRST_REVEALED},
        Stage.SECOND_OPEN: {Step.CLOSE: Stage.SECOND_CLOSED, Step.UNDO: Stage.FIRST_REVEALED},
        Stage.SECOND_CLOSED: {
            Step.REVEAL: Stage.SECOND_REVEALED,
            Step.REOPEN: Stage.SECOND_OPEN,
            Step.UNDO: Stage.SECOND_OPEN,
        },
        Stage.SECOND_REVEALED: {
            Step.AGREE: Stage.AGREED_AFTER_SECOND,
            Step.PARK: Stage.PARKED_AFTER_SECOND,
            Step.REOPEN: Stage.SECOND_OPEN,
        },
        Stage.AGREED_AFTER_SECOND: {Step.TAKE_UP: Stage.SECOND_REVEALED},
        Stage.PARKED_AFTER_SECOND: {Step.TAKE_UP: Stage.SECOND_REVEALED, Step.UNDO: Stage.SECOND_REVEALED},
    }
)
"""Every allowed move; what isn't here is refused."""
_UNREVEALED = (Stage.FIRST_OPEN, Stage.FIRST_CLOSED, Stage.SECOND_OPEN, Stage.SECOND_CLOSED)
PARKED = frozenset({Stage.PARKED_AFTER_FIRST, Stage.PARKED_AFTER_SECOND})
AGREED = frozenset({Stage.AGREED_AFTER_FIRST, Stage.AGREED_AFTER_SECOND})


class MoveRefused(AssessmentError):
    """A step that isn't possible at this stage."""

    def __init__(self, stage: Stage, step: Step) -> None:
        self.stage = stage
        self.step = step
        super().__init__(stage, step)

    def __str__(self) -> str:
        return " ".join((_("That isn’t possible now."), _where(self.stage)))


class UndoTooLate(AssessmentError):
    """Somebody has acted on what is to be undone, or it is too long ago; the text says what to do instead."""


def move(stage: Stage, step: Step) -> Stage:
    """The stage after a step. Raises MoveRefused."""
    try:
        return MOVES[stage][step]
    except KeyError:
        raise MoveRefused(stage, step) from None


def can_undo(stage: Stage, *, is_voted_on: bool, is_missed: bool, age: dt.timedelta) -> bool:
    """Whether the last step can be undone: opening until somebody votes, closing until somebody comes too late, parking
    for a while. `is_voted_on` says whether the vote has had ballots or a reveal, `is_missed` whether a ballot came too
    late, `age` how long ago the stage was reached."""
    match stage:
        case Stage.FIRST_OPEN | Stage.SECOND_OPEN:
            return not is_voted_on
        case Stage.FIRST_CLOSED | Stage.SECOND_CLOSED:
            return not is_missed
        case Stage.PARKED_AFTER_FIRST | Stage.PARKED_AFTER_SECOND:
            return age <= PARKING_IS_FRESH
        case _:
            return False


def undo_refusal(stage: Stage) -> str:
    """Why the last step can’t be undone any more, and what can be done."""
    match stage:
        case Stage.FIRST_OPEN | Stage.SECOND_OPEN:
            return _("Somebody has voted, so opening can’t be undone. Close the vote instead; ballots stay.")
        case Stage.FIRST_CLOSED | Stage.SECOND_CLOSED:
            return _("A vote came too late, so closing can’t be undone. Open the vote again to let it in.")
        case _:
            return _("It was parked a while ago. Reopen it instead.")


def open_vote(stage: Stage) -> int | None:
    """The vote that takes ballots now; None if none does."""
    return stage.last_vote if stage in (Stage.FIRST_OPEN, Stage.SECOND_OPEN) else None


def unrevealed_vote(stage: Stage) -> int | None:
    """The vote whose ballots nobody may see yet; None if there is none.

    If the vote was revealed and then opened again, what was shown at that reveal stays known; the ballots as they are
    now wait for the next one.
    """
    return stage.last_vote if stage in _UNREVEALED else None


def _where(stage: Stage) -> str:
    """Where the recommendation is, and what can be done."""
    match stage:
        case Stage.NOT_OPENED:
            return _("Voting hasn’t begun: open the first vote.")
        case Stage.FIRST_OPEN | Stage.SECOND_OPEN:
            return _("Voting is open: close it first.")
        case Stage.FIRST_CLOSED | Stage.SECOND_CLOSED:
            return _("The vote is closed: reveal it, or open it again.")
        case Stage.FIRST_REVEALED:
            return _("The first vote is revealed: open the second vote, agree, park, or open this one again.")
        case Stage.SECOND_REVEALED:
            return _("The second vote is revealed: agree, park, or open this one again.")
        case Stage.AGREED_AFTER_FIRST | Stage.AGREED_AFTER_SECOND:
            return _("It is agreed: reopen it first.")
        case Stage.PARKED_AFTER_FIRST | Stage.PARKED_AFTER_SECOND:
            return _("It is parked: reopen it first.")
