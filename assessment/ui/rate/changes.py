"""What the widgets of a card do with a change: save it in the draft, and redraw what it changes on the page.

A callback gets the key its widget was drawn with: by the time it runs, the draft may have another one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from assessment.domain.catalogue import Recommendation
from assessment.domain.fields import Kind
from assessment.domain.follow_up import FIELDS
from assessment.domain.response import Assessment, Status
from assessment.parsing.limits import complete_address
from assessment.ui.session import state
from assessment.ui.session.draft import Draft
from assessment.ui.session.editing import MEASURE, NONE
from assessment.ui.widgets.components import ANNOUNCEMENT
from assessment.ui.widgets.fields import field_value

PROGRESS = "progress"
"""The fragment that shows how much is answered in all, when it was saved last, and the ways on and back."""


def progress_keys(themes: Iterable[str]) -> list[str]:
    """The keys of the fragments that show how much is answered, in all and in these themes."""
    return [PROGRESS, *(f"{PROGRESS}-{theme}" for theme in sorted(set(themes)))]


def answer_key(recommendation_id: str) -> str:
    """The key of the fragment that shows the answer to a recommendation."""
    return f"answer-{recommendation_id}"


def field_key(draft: Draft, item: Recommendation, name: str) -> str:
    """The key of the widget for a field, which shows what the draft has."""
    return state.seeded(draft.key(item.id, name), draft.field(item.id, name))


def save_field(draft: Draft, item: Recommendation, name: str, key: str) -> None:
    """Save what was chosen or typed in a field."""
    value, field = st.session_state.get(key), FIELDS[name]
    if not value and (name == "rating" or not draft.is_on_screen(key)):
        return  # The browser left it out; only its button clears a rating.
    if field.kind is Kind.ADDRESS:
        # The field shows the address as it is saved.
        value = st.session_state[key] = complete_address(value or "")
    change(draft, item, **{name: field_value(field, value)})


def change(draft: Draft, item: Recommendation, **fields: Any) -> None:
    """Save some fields of an answer, announce it, and redraw what it changes on the page."""
    answered, saved = draft.answer(item.id).rating is not None, draft.saved.get(item.id)
    record_change(draft, item, **fields)
    counts = answered != (draft.answer(item.id).rating is not None)
    announced = [ANNOUNCEMENT] if draft.saved.get(item.id) != saved else []
    st.rerun([answer_key(item.id), *announced, *progress_keys([item.theme] if counts else [])])


def record_change(draft: Draft, item: Recommendation, **fields: Any) -> None:
    """Save some fields of an answer, and redraw nothing."""
    draft.change(state.gate(), item.id, **fields)
    remember_waiting(draft)


def tick_key(draft: Draft, item: Recommendation, measure_id: str) -> str:
    """The key of the tick of a measure."""
    return draft.key(item.id, f"{MEASURE}{measure_id}")


def save_measure(draft: Draft, item: Recommendation, measure_id: str, key: str) -> None:
    """Save or remove a tick. Without any tick left the measures are unanswered."""
    if not draft.is_on_screen(key):
        return
    # The other ticks are taken as they are stored: somebody else may have changed them since they were drawn.
    ticked = {*(draft.field(item.id, "measures") or ())} - {measure_id}
    if st.session_state[key]:
        ticked |= {measure_id}
        st.session_state[tick_key(draft, item, NONE)] = False
    change(draft, item, measures=tuple(measure.id for measure in item.measures if measure.id in ticked) or None)


def save_none(draft: Draft, item: Recommendation, key: str) -> None:
    """Save that none of the measures is in place; without this tick the measures are unanswered."""
    if not draft.is_on_screen(key):
        return
    if st.session_state[key]:
        for measure in item.measures:
            st.session_state[tick_key(draft, item, measure.id)] = False
        change(draft, item, measures=())
    elif draft.field(item.id, "measures") == ():
        change(draft, item, measures=None)


def clear_rating(draft: Draft, item: Recommendation) -> None:
    """Clear a rating; of one that can't be saved, show again what is saved."""
    if not draft.waits_for_reason(item.id):
        st.session_state[draft.key(item.id, "rating")] = None
        change(draft, item, rating=None)
        return
    draft.discard_change(item.id, "rating")
    st.session_state[draft.key(item.id, "rating")] = draft.answer(item.id).rating
    remember_waiting(draft)


def remember_waiting(draft: Draft) -> None:
    """Put into the address which answers wait for a reason."""
    state.choose("waiting", " ".join(draft.waiting))


def restore_waiting(draft: Draft, assessment: Assessment) -> None:
    """Restore the answers that were waiting for a reason when the page was left, as the address says."""
    for recommendation_id in (state.chosen_text("waiting") or "").split():
        if recommendation_id in assessment.catalogue.by_id and assessment.status is Status.DRAFT:
            draft.wait(recommendation_id)
