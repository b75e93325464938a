"""How people come in: the code and its QR code, the door, the Wi-Fi, how many have joined; and the room's clock."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from assessment.access.gate import Gate
from assessment.access.workshops import let_more_in, renew_code, set_clock, set_door, set_heads, set_wifi
from assessment.domain.workshop.disclosure import ANONYMITY_THRESHOLD
from assessment.domain.workshop.door import MINUTES, Slowing
from assessment.domain.workshop.model import Wifi
from assessment.domain.workshop.plan import HEADS_LIMIT
from assessment.html.render import html
from assessment.i18n import counted
from assessment.i18n import gettext as _
from assessment.labels.workshops import clock_words
from assessment.parsing.limits import is_blank
from assessment.records.workshops import Workshop
from assessment.services.addresses import qr_svg
from assessment.ui.links.new_link import ask_origin, own_origin
from assessment.ui.session import state
from assessment.ui.session.looking import room_view
from assessment.ui.workshops.room import PEOPLE, LedRoom, change, change_button, show_problem, shown_turnout

_QR_WIDTH = 240
"""Pixels, which a phone reads from a screen an arm's length away."""


def show_joined(room: LedRoom) -> None:
    """How many have joined, of the heads in the room if those were counted."""
    joined = sum(shown_turnout(room).present.values())
    if room.workshop.heads is None:
        words = counted("**{n}** has joined.", "**{n}** have joined.", joined)
    else:
        words = _("**{joined} of {heads}** in the room have joined.").format(joined=joined, heads=room.workshop.heads)
    st.markdown(words)
    if room.workshop.plan.anonymous and joined < ANONYMITY_THRESHOLD:
        st.caption(_("Anonymous: a vote can be opened once {least} have joined.").format(least=ANONYMITY_THRESHOLD))
    if (slowing := room_view(room.id).slowing) is not None:
        _show_slowing(room.id, slowing)


def _show_slowing(workshop_id: str, slowing: Slowing) -> None:
    """That somebody waits to join, why, and what to do."""
    words = _("Joining is being slowed, and somebody waits: {seats} have joined within {minutes} minutes.")
    st.warning(words.format(seats=slowing.seats, minutes=MINUTES))
    label = _("Let {seats} more join").format(seats=slowing.seats)
    st.button(label, key="let-more-in", on_click=_let_more_in, args=(workshop_id,))
    st.caption(_("If they are not in the room, close the door, and remove them under “Participants”."))


def _let_more_in(workshop_id: str) -> None:
    change(PEOPLE, lambda gate: let_more_in(gate, workshop_id))
    room_view(workshop_id).slowing = None


def ask_heads(room: LedRoom) -> None:
    # Another facilitator's number is shown by another widget, with its own key; nothing else interrupts typing.
    key = f"room-heads-{room.id}-{room.workshop.heads}"
    st.number_input(
        _("Heads in the room"),
        min_value=0,
        max_value=HEADS_LIMIT,
        value=room.workshop.heads,
        step=1,
        placeholder=_("Count and type"),
        key=key,
        on_change=lambda: change(PEOPLE, lambda gate: set_heads(gate, room.id, st.session_state.get(key))),
    )


def show_door(room: LedRoom) -> None:
    """The code, large, as long as the door is open; and the button that opens or closes it."""
    workshop = room.workshop
    if workshop.door_open and workshop.code is not None:
        _show_way_in(workshop.code)
    else:
        st.markdown(_("The door is closed: nobody can join by the code."))
    with st.container(horizontal=True, key="room-door"):
        label, key = (_("Close the door"), "door-close") if workshop.door_open else (_("Open the door"), "door-open")
        change_button(label, key, PEOPLE, lambda gate: set_door(gate, room.id, is_open=not workshop.door_open))
        with st.popover(_("New code"), key="new-code"):
            st.markdown(_("The old code then lets nobody in. People who have joined stay."))
            change_button(_("Make a new code"), "make-code", PEOPLE, lambda gate: renew_code(gate, room.id))


def _show_way_in(code: str) -> None:
    is_shared = state.is_shared()
    origin = ask_origin("room-origin") if is_shared else own_origin() or ""
    st.html(html("join_code", address=origin if is_shared else f"{origin}/join", code=code))
    if is_shared:
        st.image(qr_svg(f"{origin}/join?code={code}"), alt=_("The way in as a QR code"), width=_QR_WIDTH)
    else:
        st.caption(_("Only this computer reaches this address. For people to join by phone, serve the app to others."))


_WIFI = "wifi"
_WIFI_NAME_LIMIT, _WIFI_PASSWORD_LIMIT = 32, 63
"""Characters that a Wi-Fi's name and its password have at most."""


def ask_wifi(room: LedRoom) -> None:
    """The Wi-Fi for the wall and the printed sheets; each field is saved when it is left."""
    st.markdown(_("Wi-Fi on the wall and the sheets, if participants need it:"))
    wifi = room.workshop.wifi or Wifi("")
    name, password = f"wifi-name-{room.id}", f"wifi-password-{room.id}"
    for key, label, value, limit in (
        (name, _("Name of the Wi-Fi"), wifi.name, _WIFI_NAME_LIMIT),
        (password, _("Its password"), wifi.password, _WIFI_PASSWORD_LIMIT),
    ):
        st.text_input(
            label,
            max_chars=limit,
            key=state.seeded(key, value),
            on_change=lambda: change(_WIFI, lambda gate: _save_wifi(gate, room.id, name, password)),
        )
    show_problem(_WIFI)


def _save_wifi(gate: Gate, workshop_id: str, name: str, password: str) -> None:
    written = Wifi(str(st.session_state.get(name) or "").strip(), str(st.session_state.get(password) or ""))
    set_wifi(gate, workshop_id, None if is_blank(written.name) else written)


_MOST_MINUTES, _USUAL_MINUTES = 180, 5
"""How long a clock can run, and how long it runs unless somebody says so."""


def ask_clock(room: LedRoom) -> None:
    """Ask how many minutes the room gets."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="room-clock"):
        st.number_input(_("Minutes"), 1, _MOST_MINUTES, _USUAL_MINUTES, step=1, key="clock-minutes", width=140)
        st.button(_("Start the clock"), key="clock-start", on_click=_start_clock, args=(room.id,))
        if room.workshop.seconds_left(dt.datetime.now(dt.UTC)):
            change_button(_("Stop"), "clock-stop", PEOPLE, lambda gate: set_clock(gate, room.id, None))


def _start_clock(workshop_id: str) -> None:
    minutes = int(st.session_state.get("clock-minutes") or _USUAL_MINUTES)
    ends = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)
    change(PEOPLE, lambda gate: set_clock(gate, workshop_id, ends))


def show_clock(workshop: Workshop) -> None:
    """The time that is left, which room.js counts down and hides at the end; nothing if no clock runs."""
    if (left := workshop.seconds_left(dt.datetime.now(dt.UTC))) and workshop.clock_ends is not None:
        ends = workshop.clock_ends.isoformat()
        st.html(html("clock", clock=clock_words(left), left=left, ends=ends))
