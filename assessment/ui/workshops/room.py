"""What a page shows of one workshop, read once each time it is drawn, and how it changes it."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from assessment.access.gate import Gate
from assessment.access.workshops import count_missing, read_outcome, take_step
from assessment.domain.catalogue import Recommendation
from assessment.domain.workshop.outcome import Outcome, WorkshopOutcome
from assessment.domain.workshop.stages import Step, unrevealed_vote
from assessment.errors import AssessmentError
from assessment.html.escaping import escape_markdown
from assessment.i18n import gettext, mark
from assessment.records.errors import MovedMeanwhile
from assessment.records.workshops import Place, Turnout, Workshop
from assessment.services.workshop_files import workshop_file_name
from assessment.ui.session import state
from assessment.ui.session.looking import room_view
from assessment.ui.widgets.components import offer_file

WORKSHOP, VIEW = "workshop", "workshop-view"
"""The names under which the open workshop and what is shown of it are remembered."""
COUNTS, JOINED, WATCH = "room-counts", "room-joined", "room-watch"
"""The fragments that follow votes and people."""
STEPS, AGREED, PEOPLE, AGENDA = "steps", "agreed", "people", "agenda"
"""What a refusal can be about."""
_PROBLEM, _DONE, _ASKED = "room-problem", "room-done", "room-asked"
STEP_LABELS = {
    Step.OPEN: ("o", mark("Open the first vote")),
    Step.CLOSE: ("c", mark("Close the vote")),
    Step.REVEAL: ("r", mark("Reveal the votes")),
    Step.SECOND: ("s", mark("Open the second vote")),
    Step.REOPEN: ("g", mark("Open this vote again")),
    Step.PARK: ("p", mark("Park")),
    Step.TAKE_UP: ("t", mark("Reopen")),
    Step.UNDO: ("u", mark("Undo")),
    Step.AGREE: ("a", mark("Record the agreed rating")),
}
"""The key of each step, by which room.js finds its button, and the button's label."""
Act = Callable[[Gate], object]
"""What changes a workshop."""


@dataclass(frozen=True, slots=True)
class LedRoom:
    """A workshop as it was when the page was drawn."""

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
        """Where the room is; at first, the first recommendation of the agenda."""
        return self.here.recommendation

    @property
    def here(self) -> Outcome:
        """What became of that recommendation until now."""
        current = self.workshop.current
        return next((outcome for outcome in self.agenda if outcome.recommendation.id == current), self.agenda[0])

    @property
    def place(self) -> Place:
        return self.workshop.places[self.item.id]

    @property
    def vote(self) -> int:
        """The vote whose turnout is shown."""
        return self.place.stage.last_vote

    @property
    def is_finished(self) -> bool:
        return self.workshop.finished is not None


def read_room(workshop_id: str) -> LedRoom:
    """Raises WorkshopUnknown."""
    gate = state.gate()
    workshop, turnout = room_view(workshop_id).look(gate)
    return LedRoom(workshop, read_outcome(gate, workshop_id), turnout)


def open_workshop(workshop_id: str) -> None:
    """Open a workshop in the view where its work goes on."""
    state.choose(WORKSHOP, workshop_id)
    state.choose(VIEW, None)


def turn_of(*values: object) -> int:
    """A number that changes with these values, for the keys of the widgets that change them: after somebody else's
    change other widgets show the new values."""
    return zlib.crc32(repr(values).encode())


def shown_turnout(room: LedRoom) -> Turnout:
    """The turnout as it was counted last, which all parts of a page show."""
    return room_view(room.id).turnout or room.turnout


def change_button(label: str, key: str, about: str, act: Act, **look: Any) -> None:
    """A button that changes something, and how it looks."""
    st.button(label, key=key, on_click=change, args=(about, act), **look)


def change(about: str, act: Act) -> None:
    """Do what a widget is for, from its callback. A refusal is shown when the page is drawn, where `about` belongs."""
    try:
        act(state.gate())
    except AssessmentError as error:
        tell_problem(about, str(error))


def change_once(about: str, button: object, act: Act) -> None:
    """Do what a button is for, once: the second click of a double click is ignored."""

    def once(gate: Gate) -> None:
        try:
            act(gate)
        except MovedMeanwhile:
            if st.session_state.get(_DONE) != button:
                raise
        st.session_state[_DONE] = button

    change(about, once)


def do_step(workshop_id: str, recommendation_id: str, step: Step, seen: Place, is_sure: bool) -> None:
    """Do a step with a recommendation that was at `seen` when its button was drawn.

    Revealing asks first if people who are present haven't voted, unless the facilitator `is_sure`.
    """

    def act(gate: Gate) -> None:
        vote = unrevealed_vote(seen.stage) or 0
        asks = step is Step.REVEAL and not is_sure
        if asks and count_missing(gate, workshop_id, recommendation_id, vote):
            st.session_state[_ASKED] = workshop_id, recommendation_id, seen
        else:
            take_step(gate, workshop_id, recommendation_id, step, seen=seen)

    change_once(STEPS, (workshop_id, recommendation_id, step, seen, is_sure), act)


def is_asked(room: LedRoom) -> bool:
    """Whether revealing was pressed here while votes were missing."""
    return st.session_state.get(_ASKED) == (room.id, room.item.id, room.place)


def tell_problem(about: str, words: str) -> None:
    """Show a problem when the page is drawn next, where `about` belongs."""
    st.session_state[_PROBLEM] = about, words


def show_problem(about: str | None = None) -> None:
    """Show the last problem once, if it belongs here; None shows it wherever it belongs."""
    subject, words = st.session_state.get(_PROBLEM, (None, ""))
    if subject is not None and about in (None, subject):
        del st.session_state[_PROBLEM]
        st.error(escape_markdown(words))


def step_word(step: Step) -> str:
    return gettext(STEP_LABELS[step][1])


def offer_room_file(
    room: LedRoom, label: str, write: Callable[[], bytes] | Callable[[], str], kind: str, suffix: str
) -> None:
    name = workshop_file_name(kind, room.outcome, dt.datetime.now(dt.UTC), suffix)
    offer_file(label, write, name, f"download-{kind}{suffix}")
