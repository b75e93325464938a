"""The remarks of a revealed vote, for a facilitator and the note taker: which of them the room sees."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.domain.workshop.model import Remark, RemarkState
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.ui.session import state
from assessment.ui.widgets.choices import page_of

REMARKS_AT_ONCE = 20


def moderate_remarks(workshop_id: str, recommendation_id: str, vote: int) -> None:
    """Let remarks through, one tap each or all at once; hide and redact them."""
    of_vote = [
        each
        for each in state.facilitation().remarks(workshop_id)
        if (each.recommendation, each.vote) == (recommendation_id, vote)
    ]
    last = max((each.reveal for each in of_vote), default=0)
    found = [each for each in of_vote if each.reveal == last]
    if not found:
        return
    waiting, key = [each for each in found if each.state is RemarkState.WAITING], f"{recommendation_id}-{vote}-{last}"
    # Where both votes stand side by side, the room for these is narrow.
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"remarks-{key}"):
        st.markdown(ngettext("{n} remark", "{n} remarks", len(found)).format(n=len(found)), width="content")
        st.button(
            _("Let {n} through").format(n=len(waiting)) if waiting else _("All seen"),
            key=f"through-all-{key}",
            disabled=not waiting,
            on_click=_moderate,
            args=(workshop_id, waiting, RemarkState.SHOWN),
        )
    # Each keeps its place and its buttons: a second click must not land on what has just moved there.
    with st.expander(_("Remarks")):
        for each in page_of(found, REMARKS_AT_ONCE, f"remarks-page-{key}")[1]:
            _remark(workshop_id, each, f"{key}-{each.place}")


def _remark(workshop_id: str, remark: Remark, key: str) -> None:
    if not remark.text:
        words = _("Redacted by {name}") if remark.state is RemarkState.REDACTED else _("Hidden by {name}")
        st.text(words.format(name=remark.by))
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"remark-{key}"):
        st.text(remark.text)
        for label, to in ((_("Let through"), RemarkState.SHOWN), (_("Hide"), RemarkState.HIDDEN)):
            st.button(
                label,
                key=f"{to}-{key}",
                disabled=remark.state is to,
                on_click=_moderate,
                args=(workshop_id, [remark], to),
            )
        with st.popover(_("Redact")):
            st.markdown(_("It is erased for good, from the vote too. The minutes say that one was redacted."))
            st.button(
                _("Redact for good"),
                key=f"redact-{key}",
                on_click=_moderate,
                args=(workshop_id, [remark], RemarkState.REDACTED),
            )


def _moderate(workshop_id: str, found: Sequence[Remark], to: RemarkState) -> None:
    state.facilitation().moderate(workshop_id, found, to)
