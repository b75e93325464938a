"""The agenda: where each recommendation is, which comes next, and how a facilitator changes the order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import streamlit as st

from assessment.access.workshops import change_agenda
from assessment.domain.workshop.consensus import spread
from assessment.domain.workshop.outcome import Outcome
from assessment.domain.workshop.plan import MINUTES_LIMIT, WorkshopPlan
from assessment.html.tables import TableColumn, item_label, table
from assessment.i18n import gettext as _
from assessment.labels.codes import rating_label
from assessment.labels.workshops import stage_word
from assessment.ui.widgets.choices import ask_one
from assessment.ui.workshops.room import AGENDA, Act, LedRoom, change, change_button, show_problem, turn_of

_CHOSEN = "agenda-chosen"
"""The recommendation whose place, minutes and membership are asked."""


def agenda_title(room: LedRoom) -> str:
    """How much is on the agenda, and how much of it is still to do; which day it is, where there are several."""
    left = sum(not outcome.is_settled for outcome in room.agenda)
    title = _("Agenda: {n} of {total} still to do").format(n=left, total=len(room.agenda))
    day = room.workshop.plan.place_of_day(dt.datetime.now().astimezone().date())
    if day is None:
        return title
    which = _("Day {n} of {total}").format(n=day[0], total=day[1])
    return f"{title} · {which}"


def show_agenda(room: LedRoom) -> None:
    """How the agenda is changed, and the agenda as a table."""
    if not room.is_finished:
        with st.container(key="agenda"):
            show_problem(AGENDA)
            _ask_place(room)
            _ask_more(room)
    st.html(_agenda_table(room))


def _agenda_table(room: LedRoom) -> str:
    minutes = room.workshop.plan.minutes
    columns = [
        TableColumn(_("Recommendation")),
        TableColumn(_("Where it is"), is_short=True),
        TableColumn(_("Minutes"), is_number=True),
        TableColumn(_("Spread of the first vote"), is_number=True),
    ]
    rows = [
        [
            f"{place} · {item_label(outcome.recommendation)}",
            _where(outcome),
            str(minutes.get(outcome.recommendation.id, "–")),
            _first_spread(outcome),
        ]
        for place, outcome in enumerate(room.agenda, start=1)
    ]
    total = [_("In all"), "", str(sum(minutes.values())), ""] if minutes else None
    return table(agenda_title(room), columns, rows, total)


def _where(outcome: Outcome) -> str:
    if outcome.is_agreed and outcome.agreed is not None:
        agreed = f"{stage_word(outcome.stage)}: {rating_label(outcome.agreed.rating)}"
        return " · ".join([agreed, _("changed after")]) if outcome.is_changed else agreed
    return stage_word(outcome.stage)


def _first_spread(outcome: Outcome) -> str:
    value = spread(outcome.first.together).value if outcome.first else None
    return "–" if value is None else f"{float(value):.2f}"


def _ask_place(room: LedRoom) -> None:
    """Ask for one recommendation when the room talks about it, and for how long; and whether at all."""
    plan, by_id = room.workshop.plan, room.workshop.catalogue.by_id
    ids, turn = plan.recommendations, _turn(plan)
    remembered = st.session_state.get(_CHOSEN)
    chosen_key = f"agenda-item-{turn}"
    chosen: str = st.selectbox(
        _("Recommendation"),
        ids,
        index=ids.index(remembered if remembered in ids else room.item.id),
        format_func=lambda item_id: item_label(by_id[item_id]),
        key=chosen_key,
        on_change=lambda: st.session_state.update({_CHOSEN: st.session_state[chosen_key]}),
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place_key, minutes_key = f"agenda-place-{chosen}-{turn}", f"agenda-minutes-{chosen}-{turn}"
        st.number_input(
            _("Its place"),
            1,
            len(ids),
            ids.index(chosen) + 1,
            key=place_key,
            width=140,
            on_change=lambda: _move(room, chosen, int(st.session_state[place_key])),
        )
        st.number_input(
            _("Minutes (optional)"),
            0,
            MINUTES_LIMIT,
            plan.minutes.get(chosen),
            step=1,
            key=minutes_key,
            width=140,
            on_change=lambda: _plan_minutes(room, chosen, st.session_state[minutes_key]),
        )
        rest = tuple(item_id for item_id in ids if item_id != chosen)
        drop = _changed(room, rest)
        change_button(_("Drop from the agenda"), f"agenda-drop-{chosen}-{turn}", AGENDA, drop, disabled=not rest)


def _ask_more(room: LedRoom) -> None:
    """Ask what to add, and offer to sort by how much the first vote divided the room."""
    plan, by_id = room.workshop.plan, room.workshop.catalogue.by_id
    others = {item_id: item_label(item) for item_id, item in by_id.items() if item_id not in plan.recommendations}
    if others:
        key = f"agenda-add-{_turn(plan)}"
        ask_one(_("Add to the agenda"), others, key, on_change=lambda: _add(room, st.session_state[key]))
    change_button(
        _("Sort by what divides"),
        "agenda-sort",
        AGENDA,
        _changed(room, room.outcome.by_division),
        help=_(
            "Red lines that anybody rates absent or partial first, then the widest spread of the first vote, then what "
            "most don’t know."
        ),
    )


def _turn(plan: WorkshopPlan) -> int:
    return turn_of(plan.recommendations, sorted(plan.minutes.items()))


def _move(room: LedRoom, chosen: str, place: int) -> None:
    rest = [item_id for item_id in room.workshop.plan.recommendations if item_id != chosen]
    st.session_state[_CHOSEN] = chosen
    change(AGENDA, _changed(room, (*rest[: place - 1], chosen, *rest[place - 1 :])))


def _plan_minutes(room: LedRoom, chosen: str, minutes: int | None) -> None:
    plan = room.workshop.plan
    others = {item_id: planned for item_id, planned in plan.minutes.items() if item_id != chosen}
    st.session_state[_CHOSEN] = chosen
    change(AGENDA, _changed(room, plan.recommendations, others | ({chosen: minutes} if minutes else {})))


def _add(room: LedRoom, added: str | None) -> None:
    if added is not None:
        st.session_state[_CHOSEN] = added
        change(AGENDA, _changed(room, (*room.workshop.plan.recommendations, added)))


def _changed(room: LedRoom, ids: Sequence[str], minutes: Mapping[str, int] | None = None) -> Act:
    """Gives the agenda these recommendations, with other minutes or those planned before."""
    seen = room.workshop.plan
    planned = seen.minutes if minutes is None else minutes
    return lambda gate: change_agenda(gate, room.id, ids, planned, seen=seen)
