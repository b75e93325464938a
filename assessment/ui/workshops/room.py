"""What a page shows of one workshop, read once each time it is drawn, and how it changes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from assessment.domain.model import Recommendation
from assessment.domain.workshop.outcome import Outcome, WorkshopOutcome
from assessment.domain.workshop.stages import Step, unrevealed_vote
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.records.workshop_errors import MovedMeanwhile
from assessment.records.workshops import Place, Turnout, Workshop
from assessment.services.workshops.files import workshop_file_name
from assessment.ui.session import state
from assessment.ui.session.looking import last_vote, room_view
from assessment.ui.text.escaping import escape_markdown

WORKSHOP, VIEW = "workshop", "workshop-view"
"""The names under which the open workshop and what is shown of it are remembered."""
COUNTS, JOINED, WATCH = "room-counts", "room-joined", "room-watch"
"""The fragments that follow votes and people."""
STEPS, AGREED, PEOPLE, AGENDA = "steps", "agreed", "people", "agenda"
"""What a refusal can be about."""
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PROBLEM, _DONE, _ASKED = "room-problem", "room-done", "room-asked"


@dataclass(frozen=True, slots=True)
class LedRoom:
    """A workshop as its facilitator saw it when the page was drawn."""

    workshop: Workshop
    outcome: WorkshopOutcome
    turnout: Turnout

    @property
    def id(self) -> str:
        return self.workshop.id

    @property
    def agenda(self) -> tuple[Outcome, ...]:
        return self.outcome.agenda

    @property
    def item(self) -> Recommendation:
        """The recommendation at which the room is; before it is anywhere, the first of the agenda."""
        return self.here.recommendation

    @property
    def here(self) -> Outcome:
        """What became of it until now."""
        agenda = self.agenda
        return next((each for each in agenda if each.recommendation.id == self.workshop.current), agenda[0])

    @property
    def place(self) -> Place:
        return self.workshop.places[self.item.id]

    @property
    def vote(self) -> int:
        """The vote whose turnout is shown."""
        return last_vote(self.place.stage)

    @property
    def is_finished(self) -> bool:
        return self.workshop.finished is not None


def read_room(workshop_id: str) -> LedRoom:
    """Raises WorkshopUnknown."""
    facilitation = state.facilitation()
    workshop, turnout = room_view(workshop_id).look(facilitation)
    return LedRoom(workshop, facilitation.outcome(workshop_id), turnout)


def shown_turnout(room: LedRoom) -> Turnout:
    """The turnout as it was counted last, for the parts of a page that follow it: each shows the same."""
    return room_view(room.id).turnout or room.turnout


def change(about: str, act: Callable[[], object]) -> None:
    """Do what a button is for, from its callback; what is refused is told when the page is drawn, beside what it is
    `about`."""
    try:
        act()
    except AssessmentError as error:
        tell_problem(about, str(error))


def change_once(about: str, button: object, act: Callable[[], object]) -> None:
    """Do what a button is for. The second of two clicks on it counts for nothing, and nobody else is blamed."""

    def once() -> None:
        try:
            act()
        except MovedMeanwhile:
            if st.session_state.get(_DONE) != button:
                raise
        st.session_state[_DONE] = button

    change(about, once)


def take_step(workshop_id: str, recommendation_id: str, step: Step, seen: Place, is_sure: bool) -> None:
    """Do a step with a recommendation that was where `seen` says when its button was drawn.

    Unless the facilitator `is_sure`, revealing asks first if votes of those present are missing.
    """

    def act() -> None:
        facilitation, vote = state.facilitation(), unrevealed_vote(seen.stage) or 0
        asks = step is Step.REVEAL and not is_sure
        if asks and facilitation.count_missing(workshop_id, recommendation_id, vote):
            st.session_state[_ASKED] = workshop_id, recommendation_id, seen
        else:
            facilitation.step(workshop_id, recommendation_id, step, seen=seen)

    change_once(STEPS, (workshop_id, recommendation_id, step, seen, is_sure), act)


def is_asked(room: LedRoom) -> bool:
    """Whether revealing was pressed here while votes were missing."""
    return st.session_state.get(_ASKED) == (room.id, room.item.id, room.place)


def tell_problem(about: str, words: str) -> None:
    """Let the page say this when it is drawn next, beside what it is `about`."""
    st.session_state[_PROBLEM] = about, words


def show_problem(about: str | None = None) -> None:
    """Say what was refused last, once; at the end of a page whatever has no place on it any more."""
    told = st.session_state.get(_PROBLEM)
    if told is not None and about in (None, told[0]):
        del st.session_state[_PROBLEM]
        st.error(escape_markdown(told[1]))


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
            return _("Reopen")
        case Step.UNDO:
            return _("Undo")


def offer_download(
    room: LedRoom, label: str, write: Callable[[], bytes] | Callable[[], str], kind: str, suffix: str, mime: str
) -> None:
    """A file that is written when its button is clicked."""
    st.download_button(
        label,
        data=write,
        file_name=workshop_file_name(kind, room.outcome, dt.datetime.now(dt.UTC), suffix),
        mime=mime,
        on_click="ignore",
        key=f"download-{kind}{suffix}",
    )
