"""Marks, words and colours: how codes are shown, the same in pages, charts and files.

A rating is always a mark, a word and a colour together. The six fills are distinct in greyscale and to colour-blind
eyes, and each text colour has a contrast of 4.5 to 1 on its fill (tests/labels/test_codes.py computes both).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assessment.domain.answer import Cause, MergeOutcome, Rating, RatingChange
from assessment.domain.catalogue import Catalogue, Indicator, Mandate, Mechanism, Pillar, Term, Theme
from assessment.domain.comparison.compare import LeftOutReason
from assessment.domain.follow_up import FollowUpStatus
from assessment.domain.permissions import Role
from assessment.domain.response import Status, Voice
from assessment.domain.scoring import Grouping
from assessment.i18n import gettext as _
from assessment.i18n import mark

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
"""In the order of `Rating`; what isn't answered is unknown too, and stands beside what respondents don't know."""

SCORE_STYLES = tuple(
    RatingStyle("", fill, text_colour)
    for fill, text_colour in (
        ("#f2f5f7", TEXT_COLOUR),
        ("#c3d6e0", TEXT_COLOUR),
        ("#8fb4c7", TEXT_COLOUR),
        ("#41799a", BACKGROUND_COLOUR),
        (ACCENT_COLOUR, BACKGROUND_COLOUR),
    )
)
"""The colours of scores: from 0 to 100 in steps of `SCORE_STEP`, the higher the darker."""
SCORE_STEP = 100 // len(SCORE_STYLES)


_RATINGS = {
    Rating.IMPLEMENTED: mark("Implemented"),
    Rating.PARTIAL: mark("Partial"),
    Rating.ABSENT: mark("Absent"),
    Rating.NOT_APPLICABLE: mark("Not applicable"),
    Rating.DONT_KNOW: mark("Don’t know"),
    None: mark("Not answered"),
}
_MEANINGS = {
    Rating.IMPLEMENTED: mark("Every measure that the recommendation asks for is in place, in law and in practice."),
    Rating.PARTIAL: mark("Some of it is in place, or it is in law but not in practice."),
    Rating.ABSENT: mark("None of it is in place, or what is in place runs against it."),
    Rating.NOT_APPLICABLE: mark("Does not apply to the situation of this country or area; a reason is required."),
    Rating.DONT_KNOW: mark("Considered, but the respondent can’t say."),
    None: mark("Not considered yet."),
}
_VOICES = {
    Voice.STATE: mark("State"),
    Voice.CIVIL_SOCIETY: mark("Civil society"),
    Voice.NATIONAL_HUMAN_RIGHTS_INSTITUTION: mark("National human rights institution"),
    Voice.INTERNATIONAL_ORGANISATION: mark("International organisation"),
    Voice.OTHER: mark("Other"),
}
_CHANGES = {
    RatingChange.IMPROVED: mark("Improved"),
    RatingChange.WORSENED: mark("Worsened"),
    RatingChange.UNCHANGED: mark("Unchanged"),
    RatingChange.NEWLY_RATED: mark("Newly rated"),
    RatingChange.NO_LONGER_RATED: mark("No longer rated"),
    None: mark("Rated in neither round"),
}
_OUTCOMES = {
    MergeOutcome.NEW: mark("New"),
    MergeOutcome.CHANGED: mark("Changed"),
    MergeOutcome.UNCHANGED: mark("Unchanged"),
    MergeOutcome.CLEARED: mark("Cleared"),
    MergeOutcome.CONFLICT: mark("In conflict"),
}
_CAUSES = {
    Cause.COUNTRY_CHANGED: mark("A change in the country"),
    Cause.JUDGEMENT_CHANGED: mark("A changed judgement"),
    Cause.NEW_EVIDENCE: mark("New evidence"),
    None: mark("No cause stated"),
}
_LEFT_OUT = {
    LeftOutReason.NOT_IN_EVERY_VERSION: mark("Not in every version of the catalogue"),
    LeftOutReason.TEXT_DIFFERS: mark("Worded differently in another version"),
    LeftOutReason.NOT_RATED_BY_ALL: mark("Not rated by all"),
}
_FOLLOW_UPS = {
    FollowUpStatus.NOT_STARTED: mark("Not started"),
    FollowUpStatus.PLANNED: mark("Planned"),
    FollowUpStatus.STARTED: mark("Started"),
    FollowUpStatus.DONE: mark("Done"),
    FollowUpStatus.POSTPONED: mark("Postponed"),
    FollowUpStatus.NOT_PURSUED: mark("Not pursued"),
}
_STATUSES = {Status.DRAFT: mark("In progress"), Status.SUBMITTED: mark("Submitted")}
_ROLES = {
    Role.ADMINISTRATOR: mark("Administrator"),
    Role.FACILITATOR: mark("Facilitator"),
    Role.COEDITOR: mark("Co-editor"),
    Role.READER: mark("Reader"),
    Role.PROJECTOR: mark("Projector"),
    Role.PARTICIPANT: mark("Participant"),
}
_ROLE_MEANINGS = {
    Role.ADMINISTRATOR: mark("Works with every response on this server, and makes links for everybody."),
    Role.FACILITATOR: mark(
        "Begins, imports and works with the responses of one organisation, and makes links to them."
    ),
    Role.COEDITOR: mark("Answers one response, and submits it."),
    Role.READER: mark("Reads and downloads results, and changes nothing."),
    Role.PROJECTOR: mark("Shows results on a screen, and neither downloads nor changes anything."),
    Role.PARTICIPANT: mark("Takes part in a workshop."),
}
_GROUPINGS = {
    Grouping.THEME: mark("Theme"),
    Grouping.PILLAR: mark("Pillar"),
    Grouping.POPULATION: mark("Population"),
    Grouping.MECHANISM: mark("Mechanism"),
    Grouping.MANDATE: mark("Mandate"),
    Grouping.INDICATOR: mark("Indicator"),
    Grouping.ACTION: mark("Compact action"),
    Grouping.DECADE: mark("Decade of the source"),
}
_PILLARS = {
    Pillar.PREVENTION: mark("Prevention"),
    Pillar.PROTECTION: mark("Protection"),
    Pillar.PROSECUTION: mark("Prosecution"),
    Pillar.PARTNERSHIP: mark("Partnership"),
}
_INDICATORS = {
    Indicator.STRUCTURE: mark("Structure (law and institutions)"),
    Indicator.PROCESS: mark("Process (what is done)"),
    Indicator.OUTCOME: mark("Outcome (what people enjoy)"),
}
_MECHANISMS = {
    Mechanism.SPECIAL_PROCEDURE: mark("Special procedures"),
    Mechanism.TREATY_BODY: mark("Treaty bodies"),
}


def rating_word(rating: Rating | None) -> str:
    return _(_RATINGS[rating])


def rating_meaning(rating: Rating | None) -> str:
    """What a rating means, in the method's words."""
    return _(_MEANINGS[rating])


def rating_label(rating: Rating | None) -> str:
    """Mark and word together: “◐ Partial”."""
    return f"{RATING_STYLES[rating].mark} {rating_word(rating)}"


def none_of_these() -> str:
    """What stands under a list of measures of which none is in place."""
    return _("None of these")


def voice_word(voice: Voice) -> str:
    return _(_VOICES[voice])


def rating_change_word(movement: RatingChange | None) -> str:
    return _(_CHANGES[movement])


def outcome_word(outcome: MergeOutcome) -> str:
    return _(_OUTCOMES[outcome])


def cause_word(cause: Cause | None) -> str:
    return _(_CAUSES[cause])


def left_out_word(reason: LeftOutReason) -> str:
    return _(_LEFT_OUT[reason])


def follow_up_word(status: FollowUpStatus) -> str:
    return _(_FOLLOW_UPS[status])


def status_word(status: Status) -> str:
    return _(_STATUSES[status])


def role_word(role: Role) -> str:
    return _(_ROLES[role])


def role_meaning(role: Role) -> str:
    """What a role lets a person do, in one sentence."""
    return _(_ROLE_MEANINGS[role])


def grouping_word(grouping: Grouping) -> str:
    return _(_GROUPINGS[grouping])


def mechanism_word(mechanism: Mechanism) -> str:
    return _(_MECHANISMS[mechanism])


def code_word(code: StrEnum) -> str:
    """The word of a code that stands in a file: of an answer, a follow-up, or a voice; of a rating with its mark."""
    match code:
        case Rating():
            return rating_label(code)
        case Cause():
            return cause_word(code)
        case FollowUpStatus():
            return follow_up_word(code)
        case Voice():
            return voice_word(code)
        case _:
            return code.value


def yes_or_no(is_so: bool) -> str:
    return _("Yes") if is_so else _("No")


def group_word(catalogue: Catalogue, grouping: Grouping, group: str) -> str:
    """The name of a group; the catalogue's own where it has one."""
    match grouping:
        case Grouping.PILLAR:
            return _(_PILLARS[Pillar(group)])
        case Grouping.MECHANISM:
            return mechanism_word(Mechanism(group))
        case Grouping.INDICATOR:
            return _(_INDICATORS[Indicator(group)])
        case Grouping.DECADE:
            return group
        case Grouping.THEME | Grouping.MANDATE | Grouping.POPULATION | Grouping.ACTION:
            vocabularies: dict[Grouping, Sequence[Theme | Mandate | Term]] = {
                Grouping.THEME: catalogue.themes,
                Grouping.MANDATE: catalogue.mandates,
                Grouping.POPULATION: catalogue.populations,
                Grouping.ACTION: catalogue.actions,
            }
            name = next(term.name for term in vocabularies[grouping] if term.id == group)
            return f"({group}) {name}" if grouping is Grouping.ACTION and len(group) == 1 else name
