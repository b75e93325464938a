"""Looks for what others do with what a session shows, as often as its page asks; with what is shown of a workshop.

It is asked outside the session, so what a session shows is found by a key that only its page knows.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Protocol
from weakref import WeakValueDictionary

import streamlit as st

from assessment.access.gate import Gate
from assessment.access.workshops import find_room_of, find_slowing, read_pulse, read_turnout, read_workshop
from assessment.domain.workshop.door import Slowing
from assessment.i18n import gettext as _
from assessment.records.errors import DatabaseFileReplaced
from assessment.records.workshops import Turnout, Workshop
from assessment.ui.session import state
from assessment.ui.session.draft import Draft

FRESH_FOR = 0.3
"""Seconds for which this process counts as knowing whether anything was stored."""
QUIET_FOR = 10.0
"""Seconds after which a page is looked at even if nothing was."""
_KEY = "looking"
_ROOM_VIEW = "room-view"
_STILL = "still"
_IS_WATCHED = "is-watched"


class Shown(Protocol):
    """What a page shows that others can change: an assessment (`Draft`) or a workshop (`RoomView`)."""

    @property
    def problem(self) -> str | None:
        """Why nothing can be read at the moment, as the page says it."""

    def is_outdated(self, gate: Gate, session: str) -> bool:
        """Whether something that is shown isn't so any more. It is asked while the session draws, and changes nothing
        that is shown."""

    def has_company(self, _session: str) -> bool:
        """Whether somebody else has come or gone; asked while nothing is stored."""
        return False


_shown: WeakValueDictionary[str, Shown] = WeakValueDictionary()
_alive: WeakValueDictionary[str, Still] = WeakValueDictionary()
"""What each session keeps as long as it lasts, also while what it shows is replaced."""


def session_key(shown: Shown) -> str:
    """The key under which what this session shows is looked at."""
    key = str(st.session_state.setdefault(_KEY, token_hex(16)))
    _alive[key] = st.session_state.setdefault(_STILL, Still())
    _shown[key] = shown
    return key


def watch_for_news(shown: Shown, act: Callable[..., None] | None = None, args: tuple[Any, ...] = ()) -> None:
    """Draw the page, or the fragment in which this is called, anew when others have changed what it shows.

    `act` is called before, with `args`, as a button calls it.
    """
    st.session_state[_IS_WATCHED] = True
    # Streamlit redraws parts of a page only for a widget, and nobody but browser.js sees this one.
    st.button(_("Show changes"), key=f"show-news-{session_key(shown)}", on_click=act, args=args)


@dataclass(frozen=True, slots=True)
class Quiet:
    """That a page showed nothing outdated: when, for whose visit, and what marked the database then."""

    mark: str
    visit: str | None
    page: Shown
    at: float

    def holds(self, now: Quiet) -> bool:
        """Whether it still shows nothing outdated; not for long, since some things end by the clock alone."""
        is_same = (self.mark, self.visit) == (now.mark, now.visit) and self.page is now.page
        return is_same and self.page.problem is None and now.at - self.at < QUIET_FOR


@dataclass
class Still(Shown):
    """A page on which others change nothing."""

    problem: str | None = None
    quiet: Quiet | None = None
    """What was found when the session was last looked at, whatever it shows."""

    def is_outdated(self, _gate: Gate, _session: str) -> bool:
        return False


def watching_session(draw: Callable[[], None]) -> None:
    """Draw a page, and let it hear when its session is gone, also where it doesn't watch for news."""
    st.session_state[_IS_WATCHED] = False
    draw()
    if not st.session_state[_IS_WATCHED]:
        watch_for_news(st.session_state.setdefault(_STILL, Still()))


def has_news(session: str, visit: str | None) -> bool | None:
    """Whether a page shows something that isn't so any more; None if its session isn't known.

    `visit` is the secret of who asks. Raises VisitEnded, NotAllowed, and what storage raises.
    """
    still = _alive.get(session)
    if still is None:
        return None
    page = _shown.get(session) or still
    try:
        mark = state.entrance().look(FRESH_FOR)
        # One question is for all pages. Only if anything was stored since, each is looked at, and who asks.
        quiet = Quiet(mark, visit, page, time.monotonic())
        if still.quiet is not None and still.quiet.holds(quiet):
            return page.has_company(session)
        is_outdated = page.is_outdated(state.gate_of(visit), session)
        still.quiet = None if is_outdated else quiet
        return is_outdated
    except DatabaseFileReplaced:
        return page.problem is None  # It is told once, before somebody goes on typing.


@dataclass
class RoomView(Shown):
    """One session's view of one workshop: where the room is, and how many are in it and have voted there.

    A page keeps it in its session's state, calls `look` whenever it draws, `count` when only the turnout has changed,
    and `looking.watch_for_news` with it. All that it draws until then is what was read once: what comes meanwhile is
    news at the next look.
    """

    workshop_id: str
    problem: str | None = None
    """Why nothing can be read at the moment, as the page says it."""
    turnout: Turnout | None = None
    """The turnout that the page shows."""
    slowing: Slowing | None = None
    """Whether joining was being slowed when the page was drawn."""
    _counted: tuple[str, int] | None = None
    _pulse: tuple[int, int] | None = None

    def look(self, gate: Gate) -> tuple[Workshop, Turnout]:
        """The workshop as it is now, and the turnout at the recommendation where the room is, or at its first one.

        Raises as the gate does.
        """
        # What changes between these is news at the next look, and never missed.
        pulse = read_pulse(gate, self.workshop_id)
        workshop = read_workshop(gate, self.workshop_id)
        item = workshop.current or next(iter(workshop.places))
        turnout = self.count(gate, item, workshop.places[item].stage.last_vote)
        self._pulse, self.problem = pulse, None
        return workshop, turnout

    def count(self, gate: Gate, recommendation_id: str, vote: int) -> Turnout:
        """The turnout as it is now, which the page is about to show. Raises as the gate does."""
        self._counted = recommendation_id, vote
        self.slowing = find_slowing(gate, self.workshop_id)
        self.turnout = read_turnout(gate, self.workshop_id, recommendation_id, vote)
        return self.turnout

    def is_outdated(self, gate: Gate, _session: str) -> bool:
        """Whether something that is on the screen isn't so any more. Raises as the gate does."""
        if read_pulse(gate, self.workshop_id) != self._pulse:
            return True
        return self._counted is not None and (
            read_turnout(gate, self.workshop_id, *self._counted) != self.turnout
            or find_slowing(gate, self.workshop_id) != self.slowing
        )


@dataclass
class FollowedRoom:
    """One session's view of the workshop whose agreed response is open, and of that response."""

    draft: Draft
    workshop: Workshop

    @property
    def problem(self) -> str | None:
        return self.draft.problem

    def is_outdated(self, gate: Gate, session: str) -> bool:
        return self.draft.is_outdated(gate, session) or self.has_moved(gate)

    def has_company(self, session: str) -> bool:
        return self.draft.has_company(session)

    def has_moved(self, gate: Gate) -> bool:
        """Whether the room is elsewhere by now, or at another stage. Raises as the gate does."""
        now = find_room_of(gate, self.draft.assessment_id)
        return now is None or now.version != self.workshop.version


def room_view(workshop_id: str) -> RoomView:
    """This session's view of a workshop."""
    view = st.session_state.get(_ROOM_VIEW)
    if not isinstance(view, RoomView) or view.workshop_id != workshop_id:
        view = st.session_state[_ROOM_VIEW] = RoomView(workshop_id)
    return view
