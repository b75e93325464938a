"""The words of workshops."""

from __future__ import annotations

from assessment.domain.workshop.stages import Stage
from assessment.i18n import gettext as _


def stage_word(stage: Stage) -> str:
    """Where a recommendation is on its way through the room."""
    match stage:
        case Stage.NOT_OPENED:
            return _("Not opened yet")
        case Stage.FIRST_OPEN:
            return _("First vote: open")
        case Stage.FIRST_CLOSED:
            return _("First vote: closed, not revealed yet")
        case Stage.FIRST_REVEALED:
            return _("First vote: revealed")
        case Stage.SECOND_OPEN:
            return _("Second vote: open")
        case Stage.SECOND_CLOSED:
            return _("Second vote: closed, not revealed yet")
        case Stage.SECOND_REVEALED:
            return _("Second vote: revealed")
        case Stage.AGREED_AFTER_FIRST | Stage.AGREED_AFTER_SECOND:
            return _("Agreed")
        case Stage.PARKED_AFTER_FIRST | Stage.PARKED_AFTER_SECOND:
            return _("Parked")
