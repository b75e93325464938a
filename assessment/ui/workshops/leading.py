"""Leading a workshop on one screen: the steps, the recommendation with its votes, the people, and the agenda."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

import streamlit as st

from assessment.access.workshops import count_missing, go_to
from assessment.domain.workshop.model import SECOND_VOTE
from assessment.domain.workshop.stages import MOVES, Step, can_undo, unrevealed_vote
from assessment.html.escaping import escape_markdown, html_link
from assessment.html.pictures import item_flags
from assessment.html.tables import item_label
from assessment.i18n import counted
from assessment.i18n import gettext as _
from assessment.labels.formatting import mandate_count_text
from assessment.labels.workshops import stage_word
from assessment.services.rehearsal import is_rehearsal, vote_in_rehearsal
from assessment.ui.session import state
from assessment.ui.widgets.components import offer_keys, quotation
from assessment.ui.workshops.agenda import agenda_title, show_agenda
from assessment.ui.workshops.agreement import ask_agreement, offer_recording, show_agreement
from assessment.ui.workshops.door import ask_clock, ask_heads, show_clock, show_door, show_joined
from assessment.ui.workshops.room import (
    COUNTS,
    JOINED,
    PEOPLE,
    STEP_LABELS,
    STEPS,
    LedRoom,
    change,
    change_button,
    do_step,
    is_asked,
    show_problem,
    step_word,
)
from assessment.ui.workshops.votes import show_counts, show_reveals

_USUAL = (Step.OPEN, Step.CLOSE, Step.REVEAL)


def lead(room: LedRoom) -> None:
    """Draw the steps above, the recommendation and its votes on the left, and the agreed rating and the people on the
    right; with them the first vote, while the turnout of the second has its place."""
    votes_again = unrevealed_vote(room.place.stage) == SECOND_VOTE
    with st.container(key="lead"):
        if not room.is_finished:
            _show_steps(room)
        room_side, other_side = st.columns([5, 4], gap="medium")
        with room_side:
            _show_question(room)
            state.fragment(show_counts, key=COUNTS)(room)
            if not room.is_finished:
                _offer_invented_votes(room)
            if not votes_again:
                show_reveals(room)
        with other_side:
            show_agreement(room)
            if not room.is_finished:
                ask_agreement(room)
            _show_people(room, is_folded=votes_again or Step.AGREE in MOVES[room.place.stage])
            if votes_again:
                show_reveals(room)
        with st.expander(agenda_title(room), key=f"room-agenda-{room.id}"):
            if not room.is_finished:
                _ask_where(room)
            show_agenda(room)


def _show_people(room: LedRoom, *, is_folded: bool) -> None:
    """Who has joined, the clock, and the way in, which is folded away where other things need its place."""
    with st.container(key="room-people", horizontal=True, vertical_alignment="center", gap="small"):
        state.fragment(show_joined, key=JOINED)(room)
        if not room.is_finished:
            show_clock(room.workshop)
            with st.popover(_("Clock"), key="room-clock-popover"):
                ask_clock(room)
            if is_folded:
                with st.popover(_("Door and heads"), key="room-door-popover"):
                    _ask_people(room)
        # In a tab of its own, which is moved to the other screen.
        st.html(html_link(_("Open the projector"), f"/projector?{urlencode({'workshop': room.id})}"), width="content")
    if not room.is_finished and not is_folded:
        _ask_people(room)


def _ask_people(room: LedRoom) -> None:
    show_problem(PEOPLE)
    show_door(room)
    ask_heads(room)


def offer_step_keys() -> None:
    keys = {key: step_word(step) for step, (key, _label) in STEP_LABELS.items()}
    offer_keys({**keys, "n": _("next"), "b": _("back")})


def _show_question(room: LedRoom) -> None:
    item, catalogue = room.item, room.workshop.catalogue
    with st.container(key=f"room-item-{item.id}"):
        st.html(item_flags(item.id, item.red_line, mandate_count_text(catalogue.asked_by[item.id])))
        st.header(escape_markdown(item.title), anchor=False)
        st.markdown(f"**{escape_markdown(item.question)}**")
        with st.expander(_("The recommendation in full"), key=f"room-text-{item.id}"):
            quotation(item)
    st.markdown(f"**{stage_word(room.place.stage)}**")


def _show_steps(room: LedRoom) -> None:
    """The buttons of the steps that are possible, and those that move the room along the agenda."""
    # Once revealing was pressed while votes are missing, the facilitator says whether to reveal without them.
    missing = count_missing(state.gate(), room.id, room.item.id, room.vote) if is_asked(room) else 0
    # room.js disables each button for its first second: a double click is one click.
    with st.container(key="room-steps", horizontal=True, vertical_alignment="center", gap="small"):
        offer_recording(room)
        for step in _possible_steps(room):
            is_sure = step is Step.REVEAL and missing > 0
            st.button(
                _("Reveal without them") if is_sure else step_word(step),
                key=_step_key(room, step, is_sure=is_sure),
                type="primary" if step in _USUAL else "secondary",
                on_click=do_step,
                args=(room.id, room.item.id, step, room.place, is_sure),
            )
        move_buttons(room)
    show_problem(STEPS)
    if missing:
        st.warning(
            counted(
                "{n} of those present hasn’t voted. Their vote would be missing for good.",
                "{n} of those present haven’t voted. Their votes would be missing for good.",
                missing,
            )
        )


def _step_key(room: LedRoom, step: Step, *, is_sure: bool) -> str:
    """The key of a step's button, which changes with the recommendation's place. Its end tells room.js how long the
    button is there."""
    end = "-brief" if step is Step.UNDO and room.here.is_parked else "-sure" if is_sure else ""
    return f"key-{STEP_LABELS[step][0]}-{room.item.id}-{room.place.revision}{end}"


def _possible_steps(room: LedRoom) -> list[Step]:
    """The steps with a button now. Closing can be undone until a ballot comes too late; then the vote can be opened
    again."""
    stage, turnout = room.place.stage, room.turnout
    is_undone = can_undo(
        stage,
        is_voted_on=bool(turnout.voted) or room.vote in room.here.votes,
        is_missed=turnout.late > 0,
        age=dt.datetime.now(dt.UTC) - room.place.changed,
    )
    hidden = {Step.AGREE, Step.REOPEN if is_undone else Step.UNDO}
    return [step for step in MOVES[stage] if step not in hidden]


def move_buttons(room: LedRoom) -> None:
    """Back on the agenda, and on to the next recommendation that isn't settled."""
    if room.is_finished:
        return
    ids = [outcome.recommendation.id for outcome in room.agenda]
    place, onward = ids.index(room.item.id), room.outcome.next_after(room.item.id)
    with st.container(horizontal=True, key="room-moves", width="content"):
        if place > 0:
            _go_button(room, _("← Back"), "b", ids[place - 1])
        if onward is not None:
            _go_button(room, _("Next →"), "n", onward.recommendation.id, is_usual=room.here.is_settled)


def _go_button(room: LedRoom, label: str, key: str, to: str, *, is_usual: bool = False) -> None:
    st.button(
        label,
        key=f"key-{key}-{to}-{room.place.revision}",
        type="primary" if is_usual else "secondary",
        on_click=_go_to,
        args=(room.id, to),
    )


def _ask_where(room: LedRoom) -> None:
    """Ask to which recommendation the room goes."""
    names = {
        outcome.recommendation.id: f"{item_label(outcome.recommendation)} · {stage_word(outcome.stage)}"
        for outcome in room.agenda
    }
    key = f"room-go-{room.item.id}"
    st.selectbox(
        _("Go to"),
        list(names),
        index=list(names).index(room.item.id),
        format_func=names.__getitem__,
        key=key,
        on_change=lambda: _go_to(room.id, st.session_state.get(key)),
    )


def _go_to(workshop_id: str, recommendation_id: str | None) -> None:
    if recommendation_id is not None:
        change(STEPS, lambda gate: go_to(gate, workshop_id, recommendation_id))


def _offer_invented_votes(room: LedRoom) -> None:
    """In a rehearsal, let invented people join, and vote wherever a vote is open."""
    if is_rehearsal(room.workshop.plan):
        change_button(
            _("Let invented people vote"),
            "invented-votes",
            STEPS,
            lambda gate: vote_in_rehearsal(gate, state.entrance().ballot_box(), room.id),
        )
