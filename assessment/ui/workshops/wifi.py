"""The Wi-Fi of the room, for the wall and the printed sheets."""

from __future__ import annotations

import streamlit as st

from assessment.domain.workshop.model import Wifi
from assessment.i18n import gettext as _
from assessment.parsing.limits import is_blank
from assessment.ui.session import state
from assessment.ui.workshops.room import LedRoom, change, show_problem

_WIFI = "wifi"
_NAME_LIMIT, _PASSWORD_LIMIT = 32, 63
"""Characters that a Wi-Fi's name and its password have at most."""


def ask_wifi(room: LedRoom) -> None:
    """Each field is saved when it is left."""
    st.markdown(_("Wi-Fi on the wall and the sheets, if participants need it:"))
    wifi = room.workshop.wifi or Wifi("")
    name, password = f"wifi-name-{room.id}", f"wifi-password-{room.id}"
    for key, label, value, limit in (
        (name, _("Name of the Wi-Fi"), wifi.name, _NAME_LIMIT),
        (password, _("Its password"), wifi.password, _PASSWORD_LIMIT),
    ):
        st.text_input(
            label,
            max_chars=limit,
            key=state.seeded(key, value),
            on_change=lambda: change(_WIFI, lambda: _save(room.id, name, password)),
        )
    show_problem(_WIFI)


def _save(workshop_id: str, name: str, password: str) -> None:
    written = Wifi(str(st.session_state.get(name) or "").strip(), str(st.session_state.get(password) or ""))
    state.facilitation().set_wifi(workshop_id, None if is_blank(written.name) else written)
