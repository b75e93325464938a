"""The files of a workshop, each written when its button is clicked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import streamlit as st

from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.services.workshops.files import WorkshopFiles, workshop_file_name
from assessment.ui.links.new_link import ask_origin
from assessment.ui.session import state
from assessment.ui.workshops.room import Room

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def offer_files(room: Room) -> None:
    files = WorkshopFiles(state.access(), state.repository(), room.id, current_language())
    st.subheader(_("Downloads"), anchor=False)
    _button(room, _("Minutes (Word)"), files.minutes_word, "minutes", ".docx", WORD)
    _button(room, _("Minutes (Excel)"), files.minutes_excel, "minutes", ".xlsx", EXCEL)
    st.caption(_("Every vote as the room was shown it, what was agreed, why, who dissents, and what was parked."))
    _button(room, _("Ballots (CSV)"), files.ballots_csv, "ballots", ".csv", "text/csv")
    _button(room, _("Ballots (JSON)"), files.ballots_json, "ballots", ".json", "application/json")
    if room.workshop.plan.anonymous or room.workshop.forgotten is not None:
        st.caption(_("How many gave each answer, as far as the room was shown it. It isn’t kept who voted what."))
    else:
        st.caption(_("Who voted what, after the reveal. Share it with nobody who wasn’t told so."))


def offer_prints(room: Room) -> None:
    """What is printed before the day."""
    files = WorkshopFiles(state.access(), state.repository(), room.id, current_language())
    if state.is_shared():
        origin = ask_origin("print-origin")
        _button(room, _("Sheets to join by (Word)"), lambda: files.sheets(origin), "join-sheets", ".docx", WORD)
        st.caption(_("The address, the code and its QR code. Print them again after you make a new code."))
    _button(room, _("Ballots on paper (Word)"), files.paper_ballots, "paper-ballots", ".docx", WORD)
    st.caption(_("A slip for each recommendation, for those without a phone. You type in what they say."))


def _button(
    room: Room, label: str, write: Callable[[], bytes] | Callable[[], str], kind: str, suffix: str, mime: str
) -> None:
    st.download_button(
        label,
        data=write,
        file_name=workshop_file_name(kind, room.outcome, dt.datetime.now(dt.UTC), suffix),
        mime=mime,
        on_click="ignore",
        key=f"download-{kind}{suffix}",
    )
