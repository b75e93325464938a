"""The agenda: every recommendation in the order in which the room talks, where it is, and the way to it."""

from __future__ import annotations

import streamlit as st

from assessment.domain.workshop.consensus import spread
from assessment.domain.workshop.outcome import Outcome
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import rating_label
from assessment.labels.workshops import stage_word
from assessment.ui.session import state
from assessment.ui.widgets.tables import TableColumn, item_label, table
from assessment.ui.workshops.room import Room, change


def move_buttons(room: Room) -> None:
    """To the next recommendation of the agenda, and back."""
    if room.is_finished:
        return
    ids = [each.recommendation.id for each in room.agenda]
    place = ids.index(room.item.id)
    with st.container(horizontal=True, key="room-moves"):
        if place > 0:
            _go_button(room, _("← Back"), "b", ids[place - 1])
        if place + 1 < len(ids):
            _go_button(room, _("Next →"), "n", ids[place + 1])


def _go_button(room: Room, label: str, key: str, to: str) -> None:
    st.button(label, key=f"key-{key}-{to}", on_click=_go_to, args=(room.id, to))


def show_agenda(room: Room) -> None:
    st.subheader(_("Agenda"), anchor=False)
    agenda = room.agenda
    left = sum(not each.is_agreed and not each.is_parked for each in agenda)
    st.markdown(ngettext("{n} of {total} is left.", "{n} of {total} are left.", left).format(n=left, total=len(agenda)))
    if not room.is_finished:
        by_id = {each.recommendation.id: each for each in agenda}
        key = f"room-go-{room.item.id}"
        st.selectbox(
            _("Go to"),
            list(by_id),
            index=list(by_id).index(room.item.id),
            format_func=lambda each: f"{item_label(by_id[each].recommendation)} · {stage_word(by_id[each].stage)}",
            key=key,
            on_change=lambda: _go_to(room.id, st.session_state.get(key)),
        )
    columns = [
        TableColumn(_("Recommendation")),
        TableColumn(_("Where it is"), is_short=True),
        TableColumn(_("Spread of the first vote"), is_number=True),
    ]
    rows = [[item_label(each.recommendation), _where(each), _first_spread(each)] for each in agenda]
    st.html(table(_("Red lines rated absent or partial first, then the widest spread"), columns, rows))


def _where(outcome: Outcome) -> str:
    if outcome.is_agreed and outcome.agreed is not None:
        changed = f" · {_('changed after')}" if outcome.is_changed else ""
        return f"{stage_word(outcome.stage)}: {rating_label(outcome.agreed.rating)}{changed}"
    return stage_word(outcome.stage)


def _first_spread(outcome: Outcome) -> str:
    value = spread(outcome.first.together).value if outcome.first else None
    return "–" if value is None else f"{float(value):.2f}"


def _go_to(workshop_id: str, recommendation_id: str | None) -> None:
    if recommendation_id is not None:
        change(lambda: state.facilitation().go_to(workshop_id, recommendation_id))
