"""The organisation whose facilitators work with a response."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.i18n import gettext as _
from assessment.storage import AssessmentSummary
from assessment.ui.failures import showing_errors
from assessment.ui.session import state
from assessment.ui.text.escaping import escape_markdown, plain_text


def show_owner(summary: AssessmentSummary, organisations: Sequence[str]) -> None:
    """Say to which organisation a response belongs, and let an administrator change it."""
    owner = summary.owner
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            _("Belongs to {organisation}").format(organisation=escape_markdown(owner))
            if owner
            else _("Belongs to no organisation"),
            width="content",
        )
        with st.popover(_("Hand over"), key=f"owner-popover-{summary.id}"):
            _ask_owner(summary, organisations)


def _ask_owner(summary: AssessmentSummary, organisations: Sequence[str]) -> None:
    # The owner is part of the keys, so that a list drawn before another window's change says nothing.
    seen = f"{summary.id}-{summary.owner}"
    st.markdown(_("The facilitators of the organisation can then work with it, and those of another no longer."))
    options = ["", *sorted({summary.owner, *organisations} - {""}, key=str.casefold)]
    chosen = st.selectbox(
        _("Organisation"),
        options,
        index=options.index(summary.owner),
        format_func=lambda name: plain_text(name) or _("No organisation"),
        accept_new_options=True,
        help=_("Choose one, or type another."),
        key=f"owner-{seen}",
    )
    if st.button(_("Hand over"), key=f"hand-over-{seen}"):
        with showing_errors():
            state.access().hand_over(summary.id, chosen.strip())
            st.rerun()
