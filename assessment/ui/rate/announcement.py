"""The page's live region: it tells those who can't see the screen that a change is saved, and how much is rated."""

from __future__ import annotations

import streamlit as st

from assessment.domain.model import Catalogue
from assessment.i18n import gettext as _
from assessment.ui.session import state
from assessment.ui.session.draft import Draft
from assessment.ui.text.html import html

ANNOUNCEMENT = "announcement"
"""The fragment that a change redraws, and the container that browser.js makes a live region."""


def announcement(catalogue: Catalogue, draft: Draft) -> None:
    """Draw the region; what a change puts into it is read out."""
    with st.container(key=ANNOUNCEMENT):
        state.fragment(_announce, key=ANNOUNCEMENT)(catalogue, draft)


def _announce(catalogue: Catalogue, draft: Draft) -> None:
    last = max(draft.saved.values(), default=None)
    words = _("Saved. {answered} of {total}")
    words = words.format(answered=len(draft.rated()), total=len(catalogue.recommendations)) if last else ""
    # The time makes each of two equal sentences a new one, and so both are read.
    st.html(html("announcement", words=words, time=last.isoformat() if last else ""))
