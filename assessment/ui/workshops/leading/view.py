"""Leading a workshop: where the room is, what can be done there, who is in, the clock and the agenda."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from assessment.domain.workshop.stages import Step
from assessment.i18n import gettext as _
from assessment.ui.session import state
from assessment.ui.text.escaping import html_link
from assessment.ui.widgets.components import offer_keys
from assessment.ui.workshops.leading.agenda import move_buttons, show_agenda
from assessment.ui.workshops.leading.agreement import ask_agreement, show_agreement
from assessment.ui.workshops.leading.clock import ask_clock
from assessment.ui.workshops.leading.door import ask_heads, show_door, show_joined
from assessment.ui.workshops.leading.reveals import show_reveals
from assessment.ui.workshops.leading.vote import KEYS, show_counts, show_question, step_buttons
from assessment.ui.workshops.room import COUNTS, JOINED, Room
from assessment.ui.workshops.words import step_word


def lead(room: Room) -> None:
    room_side, people_side = st.columns([2, 1], gap="large")
    with room_side:
        show_question(room)
        if not room.is_finished:
            step_buttons(room)
        state.fragment(show_counts, key=COUNTS)(room)
        show_reveals(room)
        show_agreement(room)
        if not room.is_finished:
            ask_agreement(room)
        move_buttons(room)
    with people_side:
        # In a tab of its own, which is moved to the other screen.
        st.html(html_link(_("Open the projector"), f"/projector?{urlencode({'workshop': room.id})}"))
        state.fragment(show_joined, key=JOINED)(room)
        if not room.is_finished:
            ask_heads(room)
            show_door(room)
            ask_clock(room)
            _offer_keys()
    show_agenda(room)


def _offer_keys() -> None:
    offer_keys(
        {
            **{key: step_word(step) for step, key in KEYS.items()},
            "a": step_word(Step.AGREE),
            "n": _("next"),
            "b": _("back"),
        }
    )
