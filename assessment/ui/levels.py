"""For whom files are written: the choice of a sharing level, and what each leaves out."""

from __future__ import annotations

import streamlit as st

from assessment.language import gettext as _
from assessment.sharing import Level
from assessment.ui import state

LEVEL = "for"
_KEY = "choice-level"
_LEVELS = (Level.FULL, Level.PARTNERS, Level.PUBLIC)


def chosen_level() -> Level:
    """The level chosen last; full, where none was."""
    return state.chosen(LEVEL, Level, Level.FULL)


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


def level_word(level: Level) -> str:
    match level:
        case Level.FULL:
            return _("Those who answered")
        case Level.PARTNERS:
            return _("Partners")
        case Level.PUBLIC:
            return _("Everybody")


def _left_out(level: Level) -> str:
    match level:
        case Level.FULL:
            return _("Nothing is left out. For those who answered, and for whoever keeps the answers.")
        case Level.PARTNERS:
            return _(
                "Comments are left out, and the organisation if it is to be kept out of reports. For people who work "
                "on the gaps with you."
            )
        case Level.PUBLIC:
            return _(
                "The organisation, evidence and its links, responsible bodies, actions, reasons and comments are left "
                "out. For a web page or the press. The name of the round and references to law stay as they were "
                "typed: read them first."
            )
