"""The agreed rating: recorded by a person, with nothing preselected, and what it says afterwards."""

from __future__ import annotations

import streamlit as st

from assessment.domain.model import Rating
from assessment.domain.workshop.model import AgreedRating
from assessment.domain.workshop.stages import MOVES, Step
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, rating_label
from assessment.parsing.limits import PASSAGE_LIMIT
from assessment.ui.session import state
from assessment.ui.text.respondent_text import show_respondent_text
from assessment.ui.widgets.components import rating_chip
from assessment.ui.workshops.room import Room, change, tell_problem
from assessment.ui.workshops.words import step_word


def show_agreement(room: Room) -> None:
    """What was agreed, and whether the agreed response says otherwise by now."""
    outcome = room.here
    if outcome.agreed is None or not outcome.is_agreed:
        return
    agreed = outcome.agreed
    with st.container(border=True, key=f"room-agreed-{room.item.id}"):
        st.subheader(_("Agreed rating"), anchor=False)
        st.html(rating_chip(agreed.rating))
        show_respondent_text(
            {
                _("Reason"): agreed.reason,
                _("Dissent"): agreed.dissent,
                _("Evidence"): agreed.evidence,
                _("Next step"): agreed.next_step,
            },
            "",
        )
        if outcome.is_changed:
            st.warning(_("The answer was changed after it was agreed. The agreed response now says:"))
            st.html(rating_chip(outcome.answer.rating))


def ask_agreement(room: Room) -> None:
    """The form for the agreed rating, where one can be recorded."""
    if Step.AGREE not in MOVES[room.place.stage]:
        return
    item, answer, earlier = room.item, room.here.answer, room.here.agreed
    # What was agreed since, or written by co-editors before the form was drawn, is in the fields.
    turn = f"{item.id}-{room.place.revision}"
    with st.container(border=True, key=f"room-agree-{turn}"):
        st.subheader(_("Agreed rating"), anchor=False)
        labels = {rating: rating_label(rating) for rating in RATING_STYLES if rating is not None}
        st.segmented_control(
            _("What does the room agree on?"),
            list(labels),
            format_func=labels.__getitem__,
            key=f"agree-rating-{turn}",
        )
        _ask_text(_("Reason (required for “not applicable”)"), answer.reason, f"agree-reason-{turn}")
        _ask_text(
            _("Dissent: who sees it otherwise, and why (optional)"),
            earlier.dissent if earlier else "",
            f"agree-dissent-{turn}",
        )
        _ask_text(_("Evidence (optional)"), answer.evidence, f"agree-evidence-{turn}")
        _ask_text(_("Next step (optional)"), answer.action, f"agree-next-{turn}")
        st.button(
            step_word(Step.AGREE),
            type="primary",
            key=f"agree-{turn}",
            on_click=_record,
            args=(room.id, item.id, turn, room.place.revision),
        )


def _ask_text(label: str, kept: str, key: str) -> None:
    st.text_area(label, max_chars=PASSAGE_LIMIT, height=80, key=state.seeded(key, kept[:PASSAGE_LIMIT]))


def _record(workshop_id: str, recommendation_id: str, turn: str, seen: int) -> None:
    rating: Rating | None = st.session_state.get(f"agree-rating-{turn}")
    if rating is None:
        tell_problem(_("Choose the rating that the room agrees on."))
        return
    reason, dissent, evidence, next_step = (
        str(st.session_state.get(f"agree-{name}-{turn}") or "").strip()
        for name in ("reason", "dissent", "evidence", "next")
    )
    change(
        lambda: state.facilitation().agree(
            workshop_id,
            recommendation_id,
            AgreedRating(rating, reason, dissent, evidence, next_step),
            expected_revision=seen,
        )
    )
