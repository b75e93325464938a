"""For whom files are written: the choice of a sharing level, and what each leaves out."""

from __future__ import annotations

import streamlit as st

from assessment.domain.sharing import SharingLevel
from assessment.i18n import gettext as _
from assessment.ui.session import state

LEVEL = "for"
_KEY = "choice-level"
_LEVELS = (SharingLevel.FULL, SharingLevel.PARTNERS, SharingLevel.PUBLIC)


def chosen_level() -> SharingLevel:
    """The level chosen last; full, where none was."""
    return state.chosen(LEVEL, SharingLevel, SharingLevel.FULL)


def choose_level() -> None:
    """Ask for whom the files are."""
    st.session_state[_KEY] = chosen_level()
    st.radio(
        _("For whom?"),
        _LEVELS,
        format_func=level_word,
        captions=[_left_out(level) for level in _LEVELS],
        key=_KEY,
        on_change=lambda: state.choose(LEVEL, st.session_state[_KEY]),
    )


def level_word(level: SharingLevel) -> str:
    match level:
        case SharingLevel.FULL:
            return _("Those who answered")
        case SharingLevel.PARTNERS:
            return _("Partners")
        case SharingLevel.PUBLIC:
            return _("Everybody")


def _left_out(level: SharingLevel) -> str:
    match level:
        case SharingLevel.FULL:
            return _("Nothing is left out. For those who answered, and for whoever keeps the answers.")
        case SharingLevel.PARTNERS:
            return _(
                "Comments are left out, and the organisation if it is to be kept out of reports. For people who work "
                "on the gaps with you."
            )
        case SharingLevel.PUBLIC:
            return _(
                "The organisation, evidence and its links, responsible bodies, actions, reasons and comments are left "
                "out. For a web page or the press. The name of the round and references to law stay as they were "
                "typed: read them first."
            )
