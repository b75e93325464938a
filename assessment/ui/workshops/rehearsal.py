"""Rehearsing from the page: a marked copy of a workshop, in which invented participants vote when they are told to."""

from __future__ import annotations

import streamlit as st

from assessment.i18n import gettext as _
from assessment.labels.formatting import timestamp_text
from assessment.services.workshops.rehearsal import is_rehearsal, prepare_rehearsal, rehearsal_title, vote_in_rehearsal
from assessment.ui.session import state
from assessment.ui.workshops.room import STEPS, VIEW, WORKSHOP, LedRoom, change, show_problem

_REHEARSAL = "rehearsal"


def offer_rehearsal(room: LedRoom) -> None:
    """Make a rehearsal of this workshop, or open one that was made before."""
    plan = room.workshop.plan
    if is_rehearsal(plan):
        return
    st.header(_("Rehearsal"), anchor=False)
    st.markdown(_("Practise the day in a copy of this workshop, in which invented people vote."))
    for each in state.facilitation().listings():
        if is_rehearsal(each.plan) and each.plan.title == rehearsal_title(plan.title) and each.finished is None:
            label = _("Open the rehearsal of {moment}").format(moment=timestamp_text(each.created))
            st.button(label, key=f"rehearsal-{each.id}", on_click=_open, args=(each.id,))
    show_problem(_REHEARSAL)
    st.button(_("Make a rehearsal"), key="rehearse", on_click=_rehearse, args=(room,))


def _rehearse(room: LedRoom) -> None:
    change(_REHEARSAL, lambda: _open(prepare_rehearsal(state.facilitation(), room.workshop)))


def _open(rehearsal_id: str) -> None:
    state.choose(WORKSHOP, rehearsal_id)
    state.choose(VIEW, None)


def offer_invented_votes(room: LedRoom) -> None:
    """In a rehearsal, let invented people join, and vote wherever a vote is open."""
    if is_rehearsal(room.workshop.plan):
        st.button(_("Let invented people vote"), key="invented-votes", on_click=_vote, args=(room.id,))


def _vote(workshop_id: str) -> None:
    change(STEPS, lambda: vote_in_rehearsal(state.facilitation(), state.repository(), workshop_id))
