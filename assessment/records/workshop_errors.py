"""What storage refuses about workshops; the text of each error is for people."""

from __future__ import annotations

from collections.abc import Iterable

from assessment.errors import AssessmentError
from assessment.i18n import gettext as _


class WorkshopUnknown(AssessmentError):
    """There is no such workshop, or it was deleted."""

    def __init__(self, workshop_id: str) -> None:
        self.workshop_id = workshop_id
        super().__init__(_("There is no such workshop. List the workshops, and try again."))


class WorkshopDamaged(AssessmentError):
    """What is stored of a workshop was damaged by a disk or another program."""

    def __init__(self, workshop_id: str) -> None:
        self.workshop_id = workshop_id
        super().__init__(
            _(
                "This workshop is damaged, and nothing was changed. “python -m assessment check” lists all damage; "
                "restore a backup from before it."
            )
        )


class WorkshopFinished(AssessmentError):
    """Nothing can be changed in a workshop that is finished."""

    def __init__(self) -> None:
        super().__init__(_("This workshop is finished. Nothing was changed; its agreed response can still be edited."))


class WorkshopBegun(AssessmentError):
    """What was decided before anybody joined can't be changed any more."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has joined already, so this can’t be changed. Prepare another workshop."))


class StaysOnAgenda(AssessmentError):
    """A recommendation that has votes isn't dropped, so that no vote is lost."""

    def __init__(self, recommendation_ids: Iterable[str]) -> None:
        named = ", ".join(sorted(recommendation_ids))
        super().__init__(
            _("There are votes on {named}, so it stays on the agenda. Park it instead.").format(named=named)
        )


class WorkshopInProgress(AssessmentError):
    """A vote isn't revealed yet, so the workshop can't be finished."""


class AgreedResponseMissing(AssessmentError):
    """The response that a workshop fills in was deleted."""

    def __init__(self) -> None:
        super().__init__(_("The agreed response of this workshop was deleted. Restore it on the page Start."))


class DoorClosed(AssessmentError):
    """Nobody can join at the moment."""

    def __init__(self) -> None:
        super().__init__(_("Nobody can join at the moment. Ask the facilitator to open the door."))


class RoomFull(AssessmentError):
    """More participants than a workshop can have."""

    def __init__(self, limit: int) -> None:
        super().__init__(_("This workshop has {limit} participants and can’t take more.").format(limit=limit))


class ParticipantUnknown(AssessmentError):
    """There is no such participant, or they were removed or merged."""

    def __init__(self) -> None:
        super().__init__(_("You are not in this workshop any more. Join again, or ask the facilitator."))


class VotesByPhone(AssessmentError):
    """In an anonymous workshop, nobody else changes what somebody votes by phone."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This workshop is anonymous, so nobody else changes what somebody votes by phone. Add somebody who "
                "votes on paper, and merge the two: votes that were given stay, and others can be typed in."
            )
        )


class JoiningRefused(AssessmentError):
    """What a person gave to join isn't what this workshop asks for; the text says what."""


class MovedMeanwhile(AssessmentError):
    """Somebody else moved the recommendation on."""

    def __init__(self) -> None:
        super().__init__(_("Another facilitator has moved this on meanwhile. Look where it is now, and go on there."))


class VoteNotOpen(AssessmentError):
    """A ballot came when its vote took none."""

    def __init__(self) -> None:
        super().__init__(_("Not counted: this vote is closed."))


class BallotOutdated(AssessmentError):
    """A ballot was filled in before another of the same person came, which stands."""

    def __init__(self) -> None:
        super().__init__(_("Not counted: you have voted again since. What you see now stands; change it if you like."))


class ChangedTooOften(AssessmentError):
    """A ballot was changed more often than a person changes their mind."""

    def __init__(self, limit: int) -> None:
        words = _("Not counted: you have changed this vote {limit} times. Your last vote stands; you can withdraw it.")
        super().__init__(words.format(limit=limit))
