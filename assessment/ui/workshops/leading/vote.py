"""The recommendation at which the room is: what it asks, how many have voted, and the steps that are possible."""

from __future__ import annotations

import streamlit as st

from assessment.domain.workshop.model import Breakdown
from assessment.domain.workshop.stages import MOVES, Stage, Step, open_vote, unrevealed_vote
from assessment.i18n import gettext as _
from assessment.labels.formatting import mandate_count_text
from assessment.labels.workshops import part_word, sort_parts, stage_word
from assessment.ui.text.escaping import escape_markdown, plain_text
from assessment.ui.widgets.components import item_flags, quotation
from assessment.ui.widgets.tables import TableColumn, table
from assessment.ui.workshops.room import Room, current_turnout, take_step
from assessment.ui.workshops.words import late_words, step_word

KEYS = {
    Step.OPEN: "o",
    Step.CLOSE: "c",
    Step.REVEAL: "r",
    Step.SECOND: "s",
    Step.REOPEN: "g",
    Step.PARK: "p",
    Step.TAKE_UP: "t",
}
"""The key of each step, by which room.js finds its button."""
_USUAL = (Step.OPEN, Step.CLOSE, Step.REVEAL)


def show_question(room: Room) -> None:
    item, catalogue = room.item, room.workshop.catalogue
    with st.container(key=f"room-item-{item.id}"):
        st.html(item_flags(item.id, item.red_line, mandate_count_text(catalogue.asked_by[item.id])))
        st.subheader(escape_markdown(item.title), anchor=False)
        st.markdown(f"**{escape_markdown(item.question)}**")
        with st.expander(_("The recommendation in full"), key=f"room-text-{item.id}"):
            quotation(item)
    st.markdown(f"**{stage_word(room.place.stage)}**")


def step_buttons(room: Room) -> None:
    """A button for each step that is possible now; an agreed rating has its own form."""
    with st.container(horizontal=True, key="room-steps"):
        for step in MOVES[room.place.stage]:
            if step is not Step.AGREE:
                st.button(
                    step_word(step),
                    key=f"key-{KEYS[step]}-{room.item.id}-{room.place.revision}",
                    type="primary" if step in _USUAL else "secondary",
                    on_click=take_step,
                    args=(room.id, room.item.id, step, room.place.revision),
                )


def show_counts(room: Room) -> None:
    """How many have voted, by voice or table: never what."""
    stage = room.place.stage
    if stage is Stage.NOT_OPENED:
        return
    turnout = current_turnout(room)
    present, voted = sum(turnout.present.values()), sum(turnout.voted.values())
    if unrevealed_vote(stage) is not None:
        _show_turnout_by_part(room, dict(turnout.present), dict(turnout.voted))
        st.markdown(_("**{voted} of {present}** have voted.").format(voted=voted, present=present))
        if open_vote(stage) is not None and 0 < present <= voted:
            st.caption(_("Everybody who joined has voted."))
    if Step.REOPEN in MOVES[stage] and (words := late_words(turnout.late)):
        st.warning(words)


def _show_turnout_by_part(room: Room, present: dict[str, int], voted: dict[str, int]) -> None:
    breakdown = room.workshop.plan.breakdown
    if breakdown is Breakdown.NONE or not present:
        return
    head = _("Voice") if breakdown is Breakdown.VOICE else _("Table")
    columns = [
        TableColumn(head),
        TableColumn(_("Have voted"), is_number=True),
        TableColumn(_("Present"), is_number=True),
    ]
    rows = [
        [plain_text(part_word(breakdown, part)), str(voted.get(part, 0)), str(present[part])]
        for part in sort_parts(room.workshop.plan, present)
    ]
    st.html(table(_("Votes so far"), columns, rows))
