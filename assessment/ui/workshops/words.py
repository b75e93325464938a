"""What pages say of a workshop: where a recommendation is, what can be done with it, and what its votes came to."""

from __future__ import annotations

from assessment.domain.workshop.model import Breakdown
from assessment.domain.workshop.stages import Step
from assessment.i18n import gettext as _
from assessment.i18n import ngettext


def step_word(step: Step) -> str:
    match step:
        case Step.OPEN:
            return _("Open the first vote")
        case Step.CLOSE:
            return _("Close the vote")
        case Step.REVEAL:
            return _("Reveal the votes")
        case Step.SECOND:
            return _("Open the second vote")
        case Step.REOPEN:
            return _("Open this vote again")
        case Step.AGREE:
            return _("Record the agreed rating")
        case Step.PARK:
            return _("Park")
        case Step.TAKE_UP:
            return _("Take up again")


def breakdown_word(breakdown: Breakdown) -> str:
    match breakdown:
        case Breakdown.NONE:
            return _("Together only")
        case Breakdown.VOICE:
            return _("By voice, and together")
        case Breakdown.TABLE:
            return _("By table, and together")


def late_words(late: int) -> str:
    """What became of ballots that came too late; empty if there are none."""
    if not late:
        return ""
    return ngettext(
        "{n} ballot came after closing and isn’t counted. Open the vote again to let it in.",
        "{n} ballots came after closing and aren’t counted. Open the vote again to let them in.",
        late,
    ).format(n=late)
