"""The agreed rating: the form in which a person records it, with nothing preselected, and what was recorded."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from assessment.access.gate import Gate
from assessment.access.workshops import read_outcome, record_agreement
from assessment.domain.answer import Rating
from assessment.domain.workshop.model import AGREED_FIELDS, AgreedRating
from assessment.domain.workshop.stages import MOVES, Step
from assessment.html.pictures import rating_chip
from assessment.i18n import gettext as _
from assessment.parsing.limits import PASSAGE_LIMIT
from assessment.parsing.message_text import truncated
from assessment.records.workshops import Place
from assessment.ui.session import state
from assessment.ui.widgets.components import ask_rating
from assessment.ui.widgets.respondent_text import show_respondent_text
from assessment.ui.workshops.room import AGREED, LedRoom, change_once, show_problem, step_word, tell_problem


def show_agreement(room: LedRoom) -> None:
    """What was agreed, and the rating of the agreed response if that was changed since."""
    outcome, agreed = room.here, room.here.agreed
    if agreed is None or not outcome.is_agreed:
        return
    with st.container(border=True, key=f"room-agreed-{room.item.id}"):
        st.subheader(_("Agreed rating"), anchor=False)
        st.html(rating_chip(agreed.rating))
        show_respondent_text({field.label: getattr(agreed, field.name) for field in AGREED_FIELDS}, "")
        if outcome.is_changed:
            st.warning(_("The answer was changed after it was agreed. The agreed response now says:"))
            st.html(rating_chip(outcome.answer.rating))


def ask_agreement(room: LedRoom) -> None:
    """The form for the agreed rating, where one can be recorded."""
    form = form_of(room)
    if form is None:
        return
    answer, earlier = room.here.answer, room.here.agreed
    with st.container(key=f"room-agree-{form.turn}"):
        st.subheader(_("Agreed rating"), anchor=False)
        show_problem(AGREED)
        ask_rating(_("What does the room agree on?"), form.key("rating"), persist_state="session")
        form.ask("reason", _("Reason (required for “not applicable”)"), answer.reason)
        form.ask("dissent", _("Dissent: who sees it otherwise, and why (optional)"), earlier.dissent if earlier else "")
        # These begin with what co-editors have written.
        left, right = st.columns(2, gap="small")
        with left:
            form.ask("evidence", _("Evidence (optional)"), answer.evidence)
        with right:
            form.ask("action", _("Next step (optional)"), answer.action)


def offer_recording(room: LedRoom) -> None:
    """The button that records what the form says, beside the other steps."""
    form = form_of(room)
    if form is not None:
        st.button(step_word(Step.AGREE), type="primary", key=f"agree-{form.turn}", on_click=_record, args=(form,))


def form_of(room: LedRoom) -> AgreementForm | None:
    if Step.AGREE not in MOVES[room.place.stage]:
        return None
    return AgreementForm(room.id, room.item.id, room.place)


@dataclass(frozen=True, slots=True)
class AgreementForm:
    """The fields of one form. Their contents are kept while the facilitator looks elsewhere."""

    workshop_id: str
    recommendation_id: str
    seen: Place
    """Where the recommendation was when the form was drawn."""

    @property
    def turn(self) -> str:
        return f"{self.recommendation_id}-{self.seen.revision}"

    def key(self, name: str) -> str:
        return f"agree-{name}-{self.workshop_id}-{self.turn}"

    def ask(self, name: str, label: str, at_first: str) -> None:
        key, at_first = self.key(name), truncated(at_first, PASSAGE_LIMIT)
        st.session_state.setdefault(f"{key}-at-first", at_first)
        state.seeded(key, at_first)
        st.text_area(label, max_chars=PASSAGE_LIMIT, height=68, key=key, persist_state="session")

    def text(self, name: str, stored: str = "") -> str:
        """What is typed; after what is `stored`, where co-editors have changed that since the form was drawn."""
        typed = str(st.session_state.get(self.key(name)) or "").strip()
        at_first = str(st.session_state.get(f"{self.key(name)}-at-first") or "").strip()
        if not stored or stored == at_first:
            return typed
        return stored if typed in ("", at_first, stored) else f"{stored}\n\n{typed}"


def _record(form: AgreementForm) -> None:
    rating: Rating | None = st.session_state.get(form.key("rating"))
    if rating is None:
        tell_problem(AGREED, _("Choose the rating that the room agrees on."))
        return
    change_once(AGREED, form, lambda gate: _agree(gate, form, rating))


def _agree(gate: Gate, form: AgreementForm, rating: Rating) -> None:
    outcomes = read_outcome(gate, form.workshop_id).outcomes
    answer = next(outcome.answer for outcome in outcomes if outcome.recommendation.id == form.recommendation_id)
    agreed = AgreedRating(
        rating,
        reason=form.text("reason", answer.reason),
        dissent=form.text("dissent"),
        evidence=form.text("evidence", answer.evidence),
        next_step=form.text("action", answer.action),
    )
    record_agreement(gate, form.workshop_id, form.recommendation_id, agreed, seen=form.seen)
