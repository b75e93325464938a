"""The page “Workshops”: a list of them, and the open one: prepared, led or finished, with its files."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import streamlit as st

from assessment.access.workshops import delete_workshop, finish_workshop, list_remarks, list_workshops, read_pulse
from assessment.domain.countries import country_name
from assessment.errors import AssessmentError
from assessment.html.escaping import escape_markdown, plain_text
from assessment.html.tables import item_label
from assessment.i18n import counted, current_language
from assessment.i18n import gettext as _
from assessment.labels.formatting import date_text, timestamp_text
from assessment.labels.workshops import vote_word
from assessment.parsing.limits import NAME_LIMIT
from assessment.records.errors import WorkshopUnknown
from assessment.records.workshops import WorkshopListing
from assessment.services.workshop_files import WorkshopFiles
from assessment.ui.failures import showing_errors
from assessment.ui.links.new_link import show_new_link
from assessment.ui.session import state
from assessment.ui.session.looking import room_view, watch_for_news
from assessment.ui.widgets.choices import choose_view, page_of
from assessment.ui.widgets.components import page_header
from assessment.ui.workshops.leading import lead, offer_step_keys
from assessment.ui.workshops.participants import show_participants
from assessment.ui.workshops.plan import ask_new_workshop
from assessment.ui.workshops.preparation import show_preparation
from assessment.ui.workshops.room import (
    COUNTS,
    JOINED,
    STEPS,
    VIEW,
    WATCH,
    WORKSHOP,
    LedRoom,
    change_button,
    offer_room_file,
    open_workshop,
    read_room,
    show_problem,
    tell_problem,
)
from assessment.ui.workshops.votes import show_remarks

ROWS_SHOWN = 10
_FINISH = "finish"


class View(StrEnum):
    PREPARE = "prepare"
    LEAD = "lead"
    PARTICIPANTS = "participants"
    AFTER = "after"


def view_word(view: str) -> str:
    return {
        View.PREPARE: _("Prepare"),
        View.LEAD: _("Lead"),
        View.PARTICIPANTS: _("Participants"),
        View.AFTER: _("Finish and files"),
    }[View(view)]


def workshops() -> None:
    workshop_id = state.chosen_text(WORKSHOP)
    room = _find_room(workshop_id) if workshop_id else None
    if room is None:
        page_header(_("Workshops"))
        st.markdown(
            _("People vote on each recommendation without seeing each other’s votes, talk, and agree on a rating.")
        )
        show_problem()
        _list_workshops()
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
    plan = room.workshop.plan
    with page_header(escape_markdown(plan.title), whose=plan):  # Its views too, since Lead is one screen.
        choose_view(VIEW, _("View"), list(View), view, view_word)
        if view is View.LEAD and not room.is_finished:
            offer_step_keys()
        st.button(_("← All"), key="all-workshops", type="tertiary", on_click=state.choose, args=(WORKSHOP, None))
    state.fragment(_watch, key=WATCH)(room, view)
    refused = st.container(key="room-refused")
    title = plain_text(plan.title)
    show_new_link({room.id: title, room.workshop.assessment_id or "": title})
    match view:
        case View.PREPARE:
            show_preparation(room)
        case View.LEAD:
            lead(room)
        case View.PARTICIPANTS:
            show_participants(room)
        case View.AFTER:
            _show_after(room)
    with refused:
        show_problem()


def _watch(room: LedRoom, view: View) -> None:
    with st.container(key="room"):  # browser.js looks more often for a room.
        watch_for_news(room_view(room.id), _follow, (room, view))


def _follow(room: LedRoom, view: View) -> None:
    """Draw what others have changed: the whole page if the room was moved, else only how many joined and voted."""
    try:
        gate = state.gate()
        pulse = read_pulse(gate, room.id)
        turnout = room_view(room.id).count(gate, room.item.id, room.vote)
    except AssessmentError:
        st.rerun()  # The page shows the error.
    is_moved = pulse != (room.workshop.version, room.workshop.roster)
    is_shown_elsewhere = {
        # The first ballot, and the first that comes too late, change which steps are possible.
        View.LEAD: bool(turnout.voted) > bool(room.turnout.voted) or turnout.late > room.turnout.late == 0,
        View.PARTICIPANTS: turnout.present != room.turnout.present,
    }
    if is_moved or is_shown_elsewhere.get(view, False):
        st.rerun()
    st.rerun([WATCH, COUNTS, JOINED] if view is View.LEAD else [WATCH])


def _list_workshops() -> None:
    listings = list_workshops(state.gate())
    _list(_("Running"), "running", [listing for listing in listings if listing.finished is None])
    st.header(_("New workshop"), anchor=False)
    ask_new_workshop()
    _list(_("Finished"), "finished", [listing for listing in listings if listing.finished is not None])


def _list(heading: str, kind: str, listings: Sequence[WorkshopListing]) -> None:
    if not listings:
        return
    st.header(heading, anchor=False)
    for listing in page_of(listings, ROWS_SHOWN, f"{kind}-page"):
        with st.container(border=True, key=f"workshop-{listing.id}"):
            st.markdown(f"**{escape_markdown(listing.plan.title)}**")
            st.text(_facts(listing))
            st.button(_("Open"), key=f"open-{listing.id}", on_click=open_workshop, args=(listing.id,))


def _facts(listing: WorkshopListing) -> str:
    plan = listing.plan
    parts = (
        country_name(plan.country),
        plain_text(plan.round.label),
        counted("{n} recommendation", "{n} recommendations", len(plan.recommendations)),
        counted("{n} participant", "{n} participants", listing.participants),
        _("anonymous") if plan.anonymous else _("named"),
        _("the door is open") if listing.door_open else "",
        ", ".join(map(date_text, plan.days or [listing.finished or listing.created])),
    )
    return " · ".join(part for part in parts if part)


def _show_after(room: LedRoom) -> None:
    _finish(room)
    _offer_response(room)
    _offer_remarks(room)
    _offer_files(room)
    st.header(_("Delete"), anchor=False)
    _ask_deletion(room)


def _finish(room: LedRoom) -> None:
    finished = room.workshop.finished
    if finished is not None:
        st.info(_("Finished {moment}. Nothing in it can be changed.").format(moment=timestamp_text(finished)))
        return
    st.header(_("Finish"), anchor=False)
    st.markdown(
        _("Finishing locks the workshop: nobody can join or vote any more. The agreed response can still be edited.")
    )
    if room.workshop.plan.anonymous:
        st.markdown(_("It also removes for good who voted what, and when. What the room was shown stays."))
    show_problem(_FINISH)
    with st.popover(_("Finish the workshop"), key="finish"):
        st.markdown(_("This can’t be undone."))
        change_button(
            _("Finish now"), f"finish-{room.id}", _FINISH, lambda gate: finish_workshop(gate, room.id), type="primary"
        )


def _offer_response(room: LedRoom) -> None:
    st.header(_("Agreed response"), anchor=False)
    assessment_id = room.workshop.assessment_id
    if assessment_id is None:
        st.info(_("The agreed response was deleted."))
        return
    st.markdown(_("An assessment like any other. What is changed in it later is marked in the minutes."))
    with st.container(horizontal=True):
        for label, page in ((_("Answers"), "rate"), (_("Results"), "results")):
            if st.button(label, key=f"agreed-{page}"):
                state.open_assessment(assessment_id)
                st.switch_page(f"{page}/page.py")


def _offer_remarks(room: LedRoom) -> None:
    """The remarks of a finished workshop, of which *Lead* shows only where the room was last."""
    remarks = list_remarks(state.gate(), room.id) if room.is_finished else []
    if not remarks:
        return
    st.header(_("Remarks"), anchor=False)
    st.markdown(_("What the minutes, the files and the phones show of them can still be changed."))
    votes: dict[str, set[int]] = {}
    for remark in remarks:
        votes.setdefault(remark.recommendation, set()).add(remark.vote)
    by_id = room.workshop.catalogue.by_id
    chosen: str = st.selectbox(
        _("Recommendation"),
        list(votes),
        format_func=lambda item_id: item_label(by_id[item_id]),
        key=f"remarks-of-{room.id}",
    )
    for vote in sorted(votes[chosen]):
        st.subheader(vote_word(vote), anchor=False)
        show_remarks(room.id, chosen, vote)


def _offer_files(room: LedRoom) -> None:
    files = WorkshopFiles(state.gate(), room.id, current_language())
    st.header(_("Downloads"), anchor=False)
    offer_room_file(room, _("Minutes (Word)"), files.minutes_word, "minutes", ".docx")
    offer_room_file(room, _("Minutes (Excel)"), files.minutes_excel, "minutes", ".xlsx")
    st.caption(_("Every vote as the room was shown it, what was agreed, why, who dissents, and what was parked."))
    offer_room_file(room, _("Ballots (CSV)"), files.ballots_csv, "ballots", ".csv")
    offer_room_file(room, _("Ballots (JSON)"), files.ballots_json, "ballots", ".json")
    if room.workshop.plan.anonymous or room.workshop.forgotten is not None:
        st.caption(_("How many gave each answer, as far as the room was shown it."))
    else:
        st.caption(_("Who voted what, after the reveal. Share only as participants were told."))


def _ask_deletion(room: LedRoom) -> None:
    st.text(
        _("This deletes the workshop with its people and votes for good. Its agreed response stays.")
        + "\n"
        + _("To delete it, type its name:\n{name}").format(name=room.workshop.plan.title)
    )
    typed = st.text_input(_("Title"), max_chars=NAME_LIMIT, key=f"delete-title-{room.id}")
    if st.button(_("Delete for good"), key=f"delete-workshop-{room.id}"):
        with showing_errors():
            delete_workshop(state.gate(), room.id, typed)
            state.choose(WORKSHOP, None)
            st.rerun()


workshops()
