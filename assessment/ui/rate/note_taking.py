"""The view “The room” of the page “Rate”: where a workshop is, for who takes notes in its agreed response."""

from __future__ import annotations

import streamlit as st

from assessment.domain.model import Assessment
from assessment.domain.permissions import Action
from assessment.domain.workshop.stages import unrevealed_vote
from assessment.i18n import gettext as _
from assessment.labels.workshops import stage_word
from assessment.ui.rate.card import card, open_details
from assessment.ui.session import state
from assessment.ui.session.draft import Draft
from assessment.ui.session.looking import FollowedRoom, last_vote
from assessment.ui.text.escaping import escape_markdown
from assessment.ui.workshops.votes import moderate_remarks

_FOLLOWED = "followed-room"


def find_room(assessment: Assessment, draft: Draft) -> FollowedRoom | None:
    """The running workshop whose agreed response this is, for those who may take notes in it."""
    if Action.MODERATE not in state.allowed():
        return None
    workshop = state.facilitation().room_of(assessment.id)
    if workshop is None:
        return None
    # The session keeps it, for as long as its page looks for news.
    st.session_state[_FOLLOWED] = followed = FollowedRoom(draft, workshop)
    return followed


def show_room(followed: FollowedRoom, *, locked: bool) -> None:
    """The recommendation where the room is, with its fields unfolded, and the remarks to let through."""
    workshop, draft = followed.workshop, followed.draft
    st.header(escape_markdown(workshop.plan.title), anchor=False)
    if workshop.current is None:
        draft.show_only([])
        st.info(_("The room is at no recommendation yet. This page follows it."))
        return
    item, stage = workshop.catalogue.by_id[workshop.current], workshop.places[workshop.current].stage
    with st.container(key="note-taking"):  # browser.js moves on only once what is typed is saved.
        st.markdown(f"**{stage_word(stage)}**")
        open_details(draft, item)
        card(workshop.catalogue, item, draft, locked=locked)
        draft.show_only([item.id])
        if unrevealed_vote(stage) is None:
            moderate_remarks(workshop.id, item.id, last_vote(stage))
