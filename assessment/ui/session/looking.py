"""Looks for what others do with what a session shows, as often as its page asks.

It is asked outside the session, so what a session shows is found by a key that only its page knows.
"""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_hex
from typing import Any, Protocol
from weakref import WeakValueDictionary

import streamlit as st

from assessment.i18n import gettext as _
from assessment.services.access import Access
from assessment.storage import DatabaseFileReplaced
from assessment.ui.session import state

_KEY = "looking"


class Shown(Protocol):
    """What a page shows that others can change: an assessment (`Draft`) or a workshop (`RoomView`)."""

    problem: str | None
    """Why nothing can be read at the moment, as the page says it."""

    def is_outdated(self, access: Access, session: str) -> bool:
        """Whether something that is shown isn't so any more. It is asked while the session draws, and changes nothing
        that is shown."""


_shown: WeakValueDictionary[str, Shown] = WeakValueDictionary()


def session_key(shown: Shown) -> str:
    """The key under which what this session shows is looked at."""
    key = str(st.session_state.setdefault(_KEY, token_hex(16)))
    _shown[key] = shown
    return key


def watch_for_news(shown: Shown, act: Callable[..., None] | None = None, args: tuple[Any, ...] = ()) -> None:
    """Draw the page, or the fragment in which this is called, anew when others have changed what it shows.

    `act` is called before, with `args`, as a button calls it.
    """
    # Streamlit redraws parts of a page only for a widget, and nobody but browser.js sees this one.
    st.button(_("Show changes"), key=f"show-news-{session_key(shown)}", on_click=act, args=args)


def has_news(session: str, visit: str | None) -> bool | None:
    """Whether a page shows something that isn't so any more; None if its session isn't known.

    `visit` is the secret of who asks. Raises VisitEnded, NotAllowed, and what storage raises.
    """
    shown = _shown.get(session)
    if shown is None:
        return None
    try:
        return shown.is_outdated(state.access_of(visit), session)
    except DatabaseFileReplaced:
        return shown.problem is None  # It is told once, before somebody goes on typing.
