"""A clock for what is left of the time given to a vote or a talk. It only tells: nothing happens when it is over."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from assessment.i18n import gettext as _
from assessment.ui.session import state
from assessment.ui.text.html import html
from assessment.ui.workshops.room import Room, change

_MOST = 180
_USUAL = 5


def ask_clock(room: Room) -> None:
    """What is left, and the minutes to give."""
    ends = room.workshop.clock_ends
    if ends is not None:
        show_clock(ends)
    with st.container(horizontal=True, vertical_alignment="bottom", key="room-clock"):
        st.number_input(_("Minutes"), 1, _MOST, _USUAL, step=1, key="clock-minutes", width=140)
        st.button(_("Start the clock"), key="clock-start", on_click=_start, args=(room.id,))
        if ends is not None:
            st.button(_("Stop"), key="clock-stop", on_click=_set, args=(room.id, None))


def show_clock(ends: dt.datetime) -> None:
    """What is left, which room.js counts down."""
    left = max(0, round((ends - dt.datetime.now(dt.UTC)).total_seconds()))
    clock = f"{left // 60}:{left % 60:02}"
    st.html(html("clock", words=_("Left:"), clock=clock, left=left, ends=ends.isoformat()))


def _start(workshop_id: str) -> None:
    minutes = int(st.session_state.get("clock-minutes") or _USUAL)
    _set(workshop_id, dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes))


def _set(workshop_id: str, ends: dt.datetime | None) -> None:
    change(lambda: state.facilitation().set_clock(workshop_id, ends))
