"""Preparing a workshop that exists: links, prints, the agenda, votes before the day, a rehearsal, and the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields, replace

import streamlit as st

from assessment.access.gate import Gate
from assessment.access.workshops import change_plan, go_to, list_workshops, set_days, take_step
from assessment.config import settings
from assessment.domain.permissions import Action, Role, Scope
from assessment.domain.workshop.plan import DAYS_LIMIT, WorkshopPlan
from assessment.domain.workshop.stages import Stage, Step
from assessment.html.escaping import escape_markdown
from assessment.i18n import counted, current_language, mark
from assessment.i18n import gettext as _
from assessment.labels.formatting import timestamp_text
from assessment.labels.workshops import consent_sentences, disclosure_title
from assessment.parsing.limits import LAST_DAY
from assessment.records.workshops import Place
from assessment.services.rehearsal import is_rehearsal, prepare_rehearsal, rehearsal_title
from assessment.services.workshop_files import WorkshopFiles
from assessment.ui.failures import showing_errors
from assessment.ui.links.new_link import ask_name_and_end, ask_origin
from assessment.ui.session import state
from assessment.ui.workshops.agenda import show_agenda
from assessment.ui.workshops.door import ask_wifi
from assessment.ui.workshops.plan import ask_plan, make_plan
from assessment.ui.workshops.room import (
    LedRoom,
    change,
    change_button,
    offer_room_file,
    open_workshop,
    show_problem,
    turn_of,
)

_EARLY, _DAYS, _REHEARSAL = "votes before the day", "days", "rehearsal"
_LINKS = {
    Role.PARTICIPANT: (
        mark("For participants"),
        mark("Lets people join and vote while the door is closed. One link is enough for all."),
    ),
    Role.PROJECTOR: (
        mark("For the projector"),
        mark("Shows the room’s question, counts and revealed votes, and nothing else."),
    ),
    Role.COEDITOR: (
        mark("For co-editors"),
        mark("Lets somebody write evidence and next steps into the agreed response."),
    ),
}
"""For whom a link is, and what it lets them do."""


def show_preparation(room: LedRoom) -> None:
    if room.is_finished:
        st.info(_("This workshop is finished."))
        return
    if Action.SHARE in state.allowed():
        st.header(_("Links"), anchor=False)
        _offer_links(room)
    st.header(_("Days"), anchor=False)
    _ask_days(room)
    st.header(_("To print"), anchor=False)
    _offer_prints(room)
    st.header(_("Agenda"), anchor=False)
    show_agenda(room)
    st.header(_("Votes before the day"), anchor=False)
    _offer_early_votes(room)
    _offer_rehearsal(room)
    st.header(_("The plan"), anchor=False)
    with st.expander(disclosure_title(room.workshop.plan), key="room-told"):
        st.markdown(_("Participants are told:"))
        sentences = consent_sentences(room.workshop.plan, settings().backup_days)
        st.markdown("\n".join(f"- {escape_markdown(told)}" for told in sentences))
    _ask_changes(room)


def _offer_links(room: LedRoom) -> None:
    """Links for participants, a projector and co-editors, each shown once when it is made."""
    scopes = dict.fromkeys((Role.PARTICIPANT, Role.PROJECTOR), Scope(workshop_id=room.id))
    if room.workshop.assessment_id is not None:
        scopes[Role.COEDITOR] = Scope(assessment_id=room.workshop.assessment_id)
    for role, scope in scopes.items():
        label, meaning = map(_, _LINKS[role])
        with st.expander(label, key=f"room-link-{role}"):
            st.markdown(meaning)
            ask_name_and_end(role, scope, f"{role}-{room.id}", page="workshops")


def _ask_days(room: LedRoom) -> None:
    """The days on which people meet, and a field for one more; each is saved when it is chosen."""
    with st.container(horizontal=True, key="days"):
        for place, day in enumerate([*room.workshop.plan.days, None][:DAYS_LIMIT]):
            # Another facilitator's day is shown by another widget, with its own key.
            key = f"day-{room.id}-{place}-{day}"
            st.date_input(
                _("Day {n} (optional)").format(n=place + 1),
                day,
                max_value=LAST_DAY,
                format="YYYY-MM-DD",
                key=key,
                width=180,
                on_change=_set_day,
                args=(room, place, key),
            )
    show_problem(_DAYS)
    st.caption(_("For the sheets, the minutes, and which day it is while you lead."))


def _set_day(room: LedRoom, place: int, key: str) -> None:
    chosen: dt.date | None = st.session_state[key]
    days = [*room.workshop.plan.days]
    days[place : place + 1] = [] if chosen is None else [chosen]
    change(_DAYS, lambda gate: set_days(gate, room.id, days))


def _offer_prints(room: LedRoom) -> None:
    """What is printed before the day."""
    files = WorkshopFiles(state.gate(), room.id, current_language())
    if state.is_shared():
        ask_wifi(room)
        origin = ask_origin("print-origin")
        offer_room_file(room, _("Sheets to join by (Word)"), lambda: files.sheets(origin), "join-sheets", ".docx")
        st.caption(_("The address, the code and its QR code. Print them again after you make a new code."))
    offer_room_file(room, _("Ballots on paper (Word)"), files.paper_ballots, "paper-ballots", ".docx")
    st.caption(_("A slip for each recommendation, for those without a phone. You type in what they say."))


def _offer_early_votes(room: LedRoom) -> None:
    st.markdown(
        _(
            "Open the first vote of every recommendation, give people the participants’ link, and on the day close and "
            "reveal one after the other."
        )
    )
    if room.workshop.plan.anonymous:
        st.caption(_("In an anonymous workshop this is possible once enough people have joined."))
    show_problem(_EARLY)
    waiting = {key: place for key, place in room.workshop.places.items() if place.stage is Stage.NOT_OPENED}
    with st.popover(_("Open every first vote"), key="open-every", disabled=not waiting):
        st.markdown(
            counted(
                "This opens the first vote of {n} recommendation at once.",
                "This opens the first votes of {n} recommendations at once.",
                len(waiting),
            )
        )
        change_button(_("Open them now"), "open-all", _EARLY, lambda gate: _open_all(gate, room.id, waiting))


def _open_all(gate: Gate, workshop_id: str, waiting: Mapping[str, Place]) -> None:
    try:
        for item_id, place in waiting.items():
            take_step(gate, workshop_id, item_id, Step.OPEN, seen=place)
    finally:
        # Each step moves the room, and the vote where the room is may be revealed by itself, with the first ballot.
        go_to(gate, workshop_id, None)


def _offer_rehearsal(room: LedRoom) -> None:
    """Make a rehearsal of this workshop, or open one that was made before."""
    plan = room.workshop.plan
    if is_rehearsal(plan):
        return
    st.header(_("Rehearsal"), anchor=False)
    st.markdown(_("Practise the day in a copy of this workshop, in which invented people vote."))
    for listing in list_workshops(state.gate()):
        if listing.plan.title == rehearsal_title(plan.title) and is_rehearsal(listing.plan) and not listing.finished:
            label = _("Open the rehearsal of {moment}").format(moment=timestamp_text(listing.created))
            st.button(label, key=f"rehearsal-{listing.id}", on_click=open_workshop, args=(listing.id,))
    show_problem(_REHEARSAL)
    change_button(
        _("Make a rehearsal"),
        "rehearse",
        _REHEARSAL,
        lambda gate: open_workshop(prepare_rehearsal(gate, room.workshop)),
    )


def _ask_changes(room: LedRoom) -> None:
    if sum(room.turnout.present.values()):
        st.caption(_("People have joined, so the plan can’t be changed any more."))
        return
    before = room.workshop.plan
    turn = _turn(before)
    asked = ask_plan(before, f"plan-{room.id}-{turn}")
    if st.button(_("Save the plan"), key=f"plan-save-{turn}"):
        with showing_errors():
            plan = replace(make_plan(asked, before.recommendations), minutes=before.minutes, days=before.days)
            change_plan(state.gate(), room.id, plan, seen=before)
            st.rerun()


_ELSEWHERE = {"recommendations", "minutes", "days"}
"""The fields of a plan that are asked in other places."""


def _turn(plan: WorkshopPlan) -> int:
    """A number that changes with the plan, but not with the agenda or a day, so that what is being typed stays."""
    return turn_of([getattr(plan, field.name) for field in fields(plan) if field.name not in _ELSEWHERE])
