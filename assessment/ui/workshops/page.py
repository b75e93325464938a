"""The page “Workshops”: those that there are, a new one, and one that is prepared, led or finished."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import streamlit as st

from assessment.domain.countries import country_name
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.formatting import date_text
from assessment.records.workshop_errors import WorkshopUnknown
from assessment.records.workshops import WorkshopListing
from assessment.ui.links.new_link import show_new_link
from assessment.ui.session import state
from assessment.ui.session.looking import room_view, watch_for_news
from assessment.ui.text.escaping import escape_markdown, plain_text
from assessment.ui.widgets.choices import choose_view, page_of
from assessment.ui.widgets.components import page_header
from assessment.ui.workshops.after import show_after
from assessment.ui.workshops.leading import lead, offer_step_keys
from assessment.ui.workshops.new_workshop import ask_new_workshop
from assessment.ui.workshops.participants import show_participants
from assessment.ui.workshops.preparation import show_preparation
from assessment.ui.workshops.room import (
    COUNTS,
    JOINED,
    STEPS,
    VIEW,
    WATCH,
    WORKSHOP,
    LedRoom,
    read_room,
    show_problem,
    tell_problem,
)


class View(StrEnum):
    PREPARE = "prepare"
    LEAD = "lead"
    PARTICIPANTS = "participants"
    AFTER = "after"


def view_word(view: str) -> str:
    match View(view):
        case View.PREPARE:
            return _("Prepare")
        case View.LEAD:
            return _("Lead")
        case View.PARTICIPANTS:
            return _("Participants")
        case View.AFTER:
            return _("Finish and files")


def workshops() -> None:
    chosen = state.chosen_text(WORKSHOP)
    room = _find_room(chosen) if chosen else None
    if room is None:
        page_header(_("Workshops"))
        st.markdown(
            _("People vote on each recommendation without seeing each other’s votes, talk, and agree on a rating.")
        )
        show_problem()
        show_workshops()
    else:
        _show_room(room)


def _find_room(workshop_id: str) -> LedRoom | None:
    try:
        return read_room(workshop_id)
    except WorkshopUnknown as error:
        state.choose(WORKSHOP, None)
        tell_problem(STEPS, str(error))
        return None


def _show_room(room: LedRoom) -> None:
    view = state.chosen(VIEW, View, View.AFTER if room.is_finished else View.LEAD)
    with st.container(key="room-line", horizontal=True, vertical_alignment="center", gap="small"):
        st.button(_("← All"), key="all-workshops", type="tertiary", on_click=state.choose, args=(WORKSHOP, None))
        st.title(escape_markdown(room.workshop.plan.title), anchor=False)
        choose_view(VIEW, _("View"), list(View), view, view_word)
        if view is View.LEAD and not room.is_finished:
            offer_step_keys()
    state.fragment(_watch, key=WATCH)(room, view)
    refused = st.container(key="room-refused")
    title = plain_text(room.workshop.plan.title)
    show_new_link({room.id: title, room.workshop.assessment_id or "": title})
    match view:
        case View.PREPARE:
            show_preparation(room)
        case View.LEAD:
            lead(room)
        case View.PARTICIPANTS:
            show_participants(room)
        case View.AFTER:
            show_after(room)
    with refused:
        show_problem()


def _watch(room: LedRoom, view: View) -> None:
    with st.container(key="room"):  # browser.js looks more often for a room.
        watch_for_news(room_view(room.id), _follow, (room, view))


def _follow(room: LedRoom, view: View) -> None:
    """Draw what others have changed: all of it if the room was moved, only what counts if people joined or voted."""
    try:
        facilitation = state.facilitation()
        pulse = facilitation.pulse(room.id)
        turnout = room_view(room.id).count(facilitation, room.item.id, room.vote)
    except AssessmentError:
        st.rerun()  # The page says what is the matter.
    is_moved = pulse != (room.workshop.version, room.workshop.roster)
    is_shown_elsewhere = {
        # With the first vote, and the first that comes too late, other steps are possible.
        View.LEAD: bool(turnout.voted) > bool(room.turnout.voted) or turnout.late > room.turnout.late == 0,
        View.PARTICIPANTS: turnout.present != room.turnout.present,
    }
    if is_moved or is_shown_elsewhere.get(view, False):
        st.rerun()
    st.rerun([WATCH, COUNTS, JOINED] if view is View.LEAD else [WATCH])


SHOWN = 10


def show_workshops() -> None:
    found = state.facilitation().listings()
    running = [each for each in found if each.finished is None]
    finished = [each for each in found if each.finished is not None]
    if running:
        st.header(_("Running"), anchor=False)
        _list(running, "running")
    st.header(_("New workshop"), anchor=False)
    ask_new_workshop()
    if finished:
        st.header(_("Finished"), anchor=False)
        _list(finished, "finished")


def _list(listings: Sequence[WorkshopListing], kind: str) -> None:
    _first, shown = page_of(listings, SHOWN, f"{kind}-page")
    for each in shown:
        with st.container(border=True, key=f"workshop-{each.id}"):
            st.markdown(f"**{escape_markdown(each.plan.title)}**")
            st.text(_facts(each))
            st.button(_("Open"), key=f"open-{each.id}", on_click=_open, args=(each.id,))


def _open(workshop_id: str) -> None:
    """Open a workshop where its work goes on, whatever was shown of another."""
    state.choose(WORKSHOP, workshop_id)
    state.choose(VIEW, None)


def _facts(listing: WorkshopListing) -> str:
    plan = listing.plan
    people = ngettext("{n} participant", "{n} participants", listing.participants).format(n=listing.participants)
    asked = ngettext("{n} recommendation", "{n} recommendations", len(plan.recommendations))
    parts = (
        country_name(plan.country),
        plain_text(plan.round.label),
        asked.format(n=len(plan.recommendations)),
        people,
        _("anonymous") if plan.anonymous else _("named"),
        _("the door is open") if listing.door_open else "",
        ", ".join(map(date_text, plan.days or [listing.finished or listing.created])),
    )
    return " · ".join(part for part in parts if part)


workshops()
