"""Marks, words and colours: how codes are shown, the same in pages, charts and files.

A rating is always a mark, a word and a colour together. The six fills are distinct in greyscale and to colour-blind
eyes, and each text colour has a contrast of 4.5 to 1 on its fill (tests/labels/test_codes.py computes both).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assessment.domain.comparison.compare import LeftOutReason
from assessment.domain.follow_up import FollowUpStatus
from assessment.domain.model import (
    Catalogue,
    Cause,
    Indicator,
    Mechanism,
    MergeOutcome,
    Pillar,
    Rating,
    RatingChange,
    Status,
    Voice,
)
from assessment.domain.permissions import Role
from assessment.domain.scoring import Grouping
from assessment.i18n import gettext as _

TEXT_COLOUR = "#1b2733"
BACKGROUND_COLOUR = "#ffffff"
ACCENT_COLOUR = "#0b4f6c"


@dataclass(frozen=True, slots=True)
class RatingStyle:
    """How a rating looks: one character, the fill colour, and the colour of text on it."""

    mark: str
    fill: str
    text_colour: str


RATING_STYLES: dict[Rating | None, RatingStyle] = {
    Rating.IMPLEMENTED: RatingStyle("●", "#0b3c5d", BACKGROUND_COLOUR),
    Rating.PARTIAL: RatingStyle("◐", "#3a7aa1", BACKGROUND_COLOUR),
    Rating.ABSENT: RatingStyle("○", "#e8923a", TEXT_COLOUR),
    Rating.DONT_KNOW: RatingStyle("?", "#c9bfd6", TEXT_COLOUR),
    None: RatingStyle("·", "#e2ded6", TEXT_COLOUR),
    Rating.NOT_APPLICABLE: RatingStyle("–", "#f8f8f8", TEXT_COLOUR),
}
"""In the order of distributions: what is rated, what is unknown, what doesn't apply."""


def rating_word(rating: Rating | None) -> str:
    match rating:
        case Rating.IMPLEMENTED:
            return _("Implemented")
        case Rating.PARTIAL:
            return _("Partial")
        case Rating.ABSENT:
            return _("Absent")
        case Rating.NOT_APPLICABLE:
            return _("Not applicable")
        case Rating.DONT_KNOW:
            return _("Don’t know")
        case None:
            return _("Not answered")


def rating_meaning(rating: Rating | None) -> str:
    """What a rating means, in the method's words."""
    match rating:
        case Rating.IMPLEMENTED:
            return _("Every measure that the recommendation asks for is in place, in law and in practice.")
        case Rating.PARTIAL:
            return _("Some of it is in place, or it is in law but not in practice.")
        case Rating.ABSENT:
            return _("None of it is in place, or what is in place runs against it.")
        case Rating.NOT_APPLICABLE:
            return _("Does not apply to the situation of this country or area; a reason is required.")
        case Rating.DONT_KNOW:
            return _("Considered, but the respondent can’t say.")
        case None:
            return _("Not considered yet.")


def rating_label(rating: Rating | None) -> str:
    """Mark and word together: “◐ Partial”."""
    return f"{RATING_STYLES[rating].mark} {rating_word(rating)}"


def none_of_these() -> str:
    """What stands under a list of measures of which none is in place."""
    return _("None of these")


def voice_word(voice: Voice) -> str:
    match voice:
        case Voice.STATE:
            return _("State")
        case Voice.CIVIL_SOCIETY:
            return _("Civil society")
        case Voice.NATIONAL_HUMAN_RIGHTS_INSTITUTION:
            return _("National human rights institution")
        case Voice.INTERNATIONAL_ORGANISATION:
            return _("International organisation")
        case Voice.OTHER:
            return _("Other")


def rating_change_word(movement: RatingChange | None) -> str:
    match movement:
        case RatingChange.IMPROVED:
            return _("Improved")
        case RatingChange.WORSENED:
            return _("Worsened")
        case RatingChange.UNCHANGED:
            return _("Unchanged")
        case RatingChange.NEWLY_RATED:
            return _("Newly rated")
        case RatingChange.NO_LONGER_RATED:
            return _("No longer rated")
        case None:
            return _("Rated in neither round")


def outcome_word(outcome: MergeOutcome) -> str:
    match outcome:
        case MergeOutcome.NEW:
            return _("New")
        case MergeOutcome.CHANGED:
            return _("Changed")
        case MergeOutcome.UNCHANGED:
            return _("Unchanged")
        case MergeOutcome.CLEARED:
            return _("Cleared")
        case MergeOutcome.CONFLICT:
            return _("In conflict")


def cause_word(cause: Cause | None) -> str:
    match cause:
        case Cause.COUNTRY_CHANGED:
            return _("A change in the country")
        case Cause.JUDGEMENT_CHANGED:
            return _("A changed judgement")
        case Cause.NEW_EVIDENCE:
            return _("New evidence")
        case None:
            return _("No cause stated")


def code_word(code: StrEnum) -> str:
    """The word of a code that an answer or a follow-up can have; of a rating with its mark."""
    match code:
        case Rating():
            return rating_label(code)
        case Cause():
            return cause_word(code)
        case FollowUpStatus():
            return follow_up_word(code)
        case _:
            return code.value


def left_out_word(reason: LeftOutReason) -> str:
    match reason:
        case LeftOutReason.NOT_IN_EVERY_VERSION:
            return _("Not in every version of the catalogue")
        case LeftOutReason.TEXT_DIFFERS:
            return _("Worded differently in another version")
        case LeftOutReason.NOT_RATED_BY_ALL:
            return _("Not rated by all")


def follow_up_word(status: FollowUpStatus) -> str:
    match status:
        case FollowUpStatus.NOT_STARTED:
            return _("Not started")
        case FollowUpStatus.PLANNED:
            return _("Planned")
        case FollowUpStatus.STARTED:
            return _("Started")
        case FollowUpStatus.DONE:
            return _("Done")
        case FollowUpStatus.POSTPONED:
            return _("Postponed")
        case FollowUpStatus.NOT_PURSUED:
            return _("Not pursued")


def status_word(status: Status) -> str:
    return _("Submitted") if status is Status.SUBMITTED else _("In progress")


def role_word(role: Role) -> str:
    match role:
        case Role.ADMINISTRATOR:
            return _("Administrator")
        case Role.FACILITATOR:
            return _("Facilitator")
        case Role.COEDITOR:
            return _("Co-editor")
        case Role.READER:
            return _("Reader")
        case Role.PROJECTOR:
            return _("Projector")
        case Role.PARTICIPANT:
            return _("Participant")


def role_meaning(role: Role) -> str:
    """What a role lets a person do, in one sentence."""
    match role:
        case Role.ADMINISTRATOR:
            return _("Works with every response on this server, and makes links for everybody.")
        case Role.FACILITATOR:
            return _("Begins, imports and works with the responses of one organisation, and makes links to them.")
        case Role.COEDITOR:
            return _("Answers one response, and submits it.")
        case Role.READER:
            return _("Reads and downloads results, and changes nothing.")
        case Role.PROJECTOR:
            return _("Shows results on a screen, and neither downloads nor changes anything.")
        case Role.PARTICIPANT:
            return _("Takes part in a workshop.")


def grouping_word(grouping: Grouping) -> str:
    match grouping:
        case Grouping.THEME:
            return _("Theme")
        case Grouping.PILLAR:
            return _("Pillar")
        case Grouping.POPULATION:
            return _("Population")
        case Grouping.MECHANISM:
            return _("Mechanism")
        case Grouping.MANDATE:
            return _("Mandate")
        case Grouping.INDICATOR:
            return _("Indicator")
        case Grouping.ACTION:
            return _("Compact action")
        case Grouping.DECADE:
            return _("Decade of the source")


def pillar_word(pillar: Pillar) -> str:
    match pillar:
        case Pillar.PREVENTION:
            return _("Prevention")
        case Pillar.PROTECTION:
            return _("Protection")
        case Pillar.PROSECUTION:
            return _("Prosecution")
        case Pillar.PARTNERSHIP:
            return _("Partnership")


def indicator_word(indicator: Indicator) -> str:
    match indicator:
        case Indicator.STRUCTURE:
            return _("Structure (law and institutions)")
        case Indicator.PROCESS:
            return _("Process (what is done)")
        case Indicator.OUTCOME:
            return _("Outcome (what people enjoy)")


def mechanism_word(mechanism: Mechanism) -> str:
    return _("Special procedures") if mechanism is Mechanism.SPECIAL_PROCEDURE else _("Treaty bodies")


def group_word(catalogue: Catalogue, grouping: Grouping, group: str) -> str:
    """The name of a group; the catalogue's own where it has one."""
    match grouping:
        case Grouping.PILLAR:
            return pillar_word(Pillar(group))
        case Grouping.MECHANISM:
            return mechanism_word(Mechanism(group))
        case Grouping.INDICATOR:
            return indicator_word(Indicator(group))
        case Grouping.DECADE:
            return group
        case Grouping.THEME:
            return catalogue.theme_by_id[group].name
        case Grouping.MANDATE:
            return next(mandate.name for mandate in catalogue.mandates if mandate.id == group)
        case Grouping.POPULATION:
            return next(population.name for population in catalogue.populations if population.id == group)
        case Grouping.ACTION:
            words = next(action.name for action in catalogue.actions if action.id == group)
            return words if len(group) > 1 else f"({group}) {words}"
