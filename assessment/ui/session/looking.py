"""Looks for what others do with the assessment that a session has open, as often as its page asks.

It is asked outside the session, so what a session shows is found by a key that only its page knows.
"""

from __future__ import annotations

from secrets import token_hex
from weakref import WeakValueDictionary

import streamlit as st

from assessment.storage import DatabaseFileReplaced
from assessment.ui.session import state
from assessment.ui.session.draft import Draft

_KEY = "looking"
_drafts: WeakValueDictionary[str, Draft] = WeakValueDictionary()


def session_key(draft: Draft) -> str:
    """The key under which this session's open assessment is looked at."""
    key = str(st.session_state.setdefault(_KEY, token_hex(16)))
    _drafts[key] = draft
    return key


def has_news(session: str, visit: str | None) -> bool | None:
    """Whether a page shows something that isn't so any more; None if its session isn't known.

    `visit` is the secret of who asks. Raises VisitEnded, NotAllowed, and what storage raises.
    """
    draft = _drafts.get(session)
    if draft is None:
        return None
    try:
        return draft.is_outdated(state.access_of(visit), session)
    except DatabaseFileReplaced:
        return draft.problem is None  # It is told once, before somebody goes on typing.
