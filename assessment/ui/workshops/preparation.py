"""Preparing a workshop that exists: who is let in by a link, what is printed, votes before the day, and the plan until
somebody joins."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Mapping
from dataclasses import fields, replace

import streamlit as st

from assessment.domain.permissions import Action, Role, Scope
from assessment.domain.workshop.plan import DAYS_LIMIT, WorkshopPlan
from assessment.domain.workshop.stages import Stage, Step
from assessment.i18n import current_language, ngettext
from assessment.i18n import gettext as _
from assessment.labels.workshops import consent_sentences, disclosure_title
from assessment.parsing.limits import LAST_DAY, NAME_LIMIT, is_blank
from assessment.records.workshops import Place
from assessment.services.workshops.files import WorkshopFiles
from assessment.ui.failures import showing_errors
from assessment.ui.links.link_form import ask_end
from assessment.ui.links.new_link import ask_origin, keep_new_link
from assessment.ui.session import state
from assessment.ui.text.escaping import escape_markdown
from assessment.ui.workshops.agenda import show_agenda
from assessment.ui.workshops.door import ask_wifi
from assessment.ui.workshops.plan_form import ask_plan
from assessment.ui.workshops.rehearsal import offer_rehearsal
from assessment.ui.workshops.room import WORD, LedRoom, change, offer_download, show_problem

PAGE = "workshops"
_EARLY = "votes before the day"
_DAYS = "days"
_TURN = "room-link-turn"
"""How many links this session has made here: part of the keys of the fields, which are empty for the next."""


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
    offer_rehearsal(room)
    st.header(_("The plan"), anchor=False)
    with st.expander(disclosure_title(room.workshop.plan), key="room-told"):
        st.markdown(_("Participants are told:"))
        st.markdown("\n".join(f"- {escape_markdown(each)}" for each in consent_sentences(room.workshop.plan)))
    _ask_changes(room)


def _offer_links(room: LedRoom) -> None:
    """Links for participants, a projector and co-editors, each shown once when it is made."""
    _ask_link(
        room,
        Role.PARTICIPANT,
        Scope(workshop_id=room.id),
        _("For participants"),
        _("Invites people to join and vote before the day, while the door is closed. One link is enough for all."),
    )
    _ask_link(
        room,
        Role.PROJECTOR,
        Scope(workshop_id=room.id),
        _("For the projector"),
        _("Shows the room’s question, counts and revealed votes, and nothing else."),
    )
    if room.workshop.assessment_id is not None:
        _ask_link(
            room,
            Role.COEDITOR,
            Scope(assessment_id=room.workshop.assessment_id),
            _("For co-editors"),
            _("Lets somebody write evidence and next steps into the agreed response, before the day or during it."),
        )


def _ask_link(room: LedRoom, role: Role, scope: Scope, label: str, meaning: str) -> None:
    with st.expander(label, key=f"room-link-{role}"):
        st.markdown(meaning)
        turn = int(st.session_state.get(_TURN, 0))
        key = f"{role}-{room.id}-{turn}"
        name = st.text_input(_("Who is it for?"), max_chars=NAME_LIMIT, key=f"room-link-name-{key}")
        ends = ask_end(_("Last day"), role, f"room-link-ends-{key}")
        if st.button(_("Make the link"), key=f"room-link-make-{key}"):
            if is_blank(name):
                st.error(_("Write who it is for, so that you know later whose link to revoke."))
            elif ends is None:
                st.error(_("Choose its last day."))
            else:
                with showing_errors():
                    keep_new_link(state.access().create_link(role, scope, name, ends), PAGE)
                    st.session_state[_TURN] = turn + 1
                    st.rerun()


def _ask_days(room: LedRoom) -> None:
    """The days on which people meet, and a field for one more; each is saved when it is chosen."""
    with st.container(horizontal=True, key="days"):
        for place, day in enumerate([*room.workshop.plan.days, None][:DAYS_LIMIT]):
            # Another's day is shown by another widget.
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
    st.caption(_("For the sheets, the minutes, and which day it is while you lead. They can be changed at any time."))


def _set_day(room: LedRoom, place: int, key: str) -> None:
    chosen: dt.date | None = st.session_state[key]
    days = [*room.workshop.plan.days]
    days[place : place + 1] = [] if chosen is None else [chosen]
    change(_DAYS, lambda: state.facilitation().set_days(room.id, days))


def _offer_prints(room: LedRoom) -> None:
    """What is printed before the day."""
    files = WorkshopFiles(state.access(), state.repository(), room.id, current_language())
    if state.is_shared():
        ask_wifi(room)
        origin = ask_origin("print-origin")
        offer_download(room, _("Sheets to join by (Word)"), lambda: files.sheets(origin), "join-sheets", ".docx", WORD)
        st.caption(_("The address, the code and its QR code. Print them again after you make a new code."))
    offer_download(room, _("Ballots on paper (Word)"), files.paper_ballots, "paper-ballots", ".docx", WORD)
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
        words = ngettext(
            "This opens the first vote of {n} recommendation at once.",
            "This opens the first votes of {n} recommendations at once.",
            len(waiting),
        )
        st.markdown(words.format(n=len(waiting)))
        st.button(_("Open them now"), key="open-all", on_click=_open_all, args=(room.id, waiting))


def _open_all(workshop_id: str, waiting: Mapping[str, Place]) -> None:
    def open_all() -> None:
        facilitation = state.facilitation()
        try:
            for each, place in waiting.items():
                facilitation.step(workshop_id, each, Step.OPEN, seen=place)
        finally:
            # Each step takes the room along, and where the room is a vote may be revealed by itself: by the first who
            # votes at home.
            facilitation.go_to(workshop_id, None)

    change(_EARLY, open_all)


def _ask_changes(room: LedRoom) -> None:
    if sum(room.turnout.present.values()):
        st.caption(_("People have joined, so the plan can’t be changed any more."))
        return
    before = room.workshop.plan
    turn = _turn(before)
    asked = ask_plan(before, f"plan-{room.id}-{turn}")
    if st.button(_("Save the plan"), key=f"plan-save-{turn}"):
        with showing_errors():
            plan = replace(asked.plan(before.recommendations), minutes=before.minutes, days=before.days)
            state.facilitation().change_plan(room.id, plan, seen=before)
            st.rerun()


_ELSEWHERE = {"recommendations", "minutes", "days"}
"""What of a plan is asked beside it."""


def _turn(plan: WorkshopPlan) -> int:
    """A number that is another for another plan, and stays while the agenda or a day changes and somebody types."""
    asked = [getattr(plan, each.name) for each in fields(plan) if each.name not in _ELSEWHERE]
    return zlib.crc32(repr(asked).encode())
