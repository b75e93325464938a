"""After the room: finishing, the agreed response, the files, and deleting for good."""

from __future__ import annotations

import streamlit as st

from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.labels.formatting import timestamp_text
from assessment.labels.workshops import vote_word
from assessment.parsing.limits import NAME_LIMIT
from assessment.services.workshops.files import WorkshopFiles
from assessment.ui.failures import showing_errors
from assessment.ui.session import state
from assessment.ui.widgets.tables import item_label
from assessment.ui.workshops.remarks import moderate_remarks
from assessment.ui.workshops.room import EXCEL, WORD, WORKSHOP, LedRoom, change, offer_download, show_problem

_FINISH = "finish"


def show_after(room: LedRoom) -> None:
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
        st.button(_("Finish now"), key=f"finish-{room.id}", type="primary", on_click=_finish_now, args=(room.id,))


def _finish_now(workshop_id: str) -> None:
    change(_FINISH, lambda: state.facilitation().finish(workshop_id))


def _offer_response(room: LedRoom) -> None:
    st.header(_("Agreed response"), anchor=False)
    assessment_id = room.workshop.assessment_id
    if assessment_id is None:
        st.info(_("The agreed response was deleted."))
        return
    st.markdown(
        _("An assessment like any other, with all reports. What is changed in it later is marked in the minutes.")
    )
    with st.container(horizontal=True):
        for label, page in ((_("Answers"), "rate"), (_("Results"), "results")):
            if st.button(label, key=f"agreed-{page}"):
                state.open_assessment(assessment_id)
                st.switch_page(f"{page}/page.py")


def _offer_remarks(room: LedRoom) -> None:
    """The remarks of a finished workshop, of which *Lead* shows only where the room was last."""
    found = state.facilitation().remarks(room.id) if room.is_finished else []
    if not found:
        return
    st.header(_("Remarks"), anchor=False)
    st.markdown(_("What the minutes, the files and the phones show of them can still be changed."))
    votes: dict[str, set[int]] = {}
    for each in found:
        votes.setdefault(each.recommendation, set()).add(each.vote)
    by_id = room.workshop.catalogue.by_id
    chosen: str = st.selectbox(
        _("Recommendation"), list(votes), format_func=lambda each: item_label(by_id[each]), key=f"remarks-of-{room.id}"
    )
    for vote in sorted(votes[chosen]):
        st.subheader(vote_word(vote), anchor=False)
        moderate_remarks(room.id, chosen, vote)


def _offer_files(room: LedRoom) -> None:
    files = WorkshopFiles(state.access(), state.repository(), room.id, current_language())
    st.header(_("Downloads"), anchor=False)
    offer_download(room, _("Minutes (Word)"), files.minutes_word, "minutes", ".docx", WORD)
    offer_download(room, _("Minutes (Excel)"), files.minutes_excel, "minutes", ".xlsx", EXCEL)
    st.caption(_("Every vote as the room was shown it, what was agreed, why, who dissents, and what was parked."))
    offer_download(room, _("Ballots (CSV)"), files.ballots_csv, "ballots", ".csv", "text/csv")
    offer_download(room, _("Ballots (JSON)"), files.ballots_json, "ballots", ".json", "application/json")
    if room.workshop.plan.anonymous or room.workshop.forgotten is not None:
        st.caption(_("How many gave each answer, as far as the room was shown it. It isn’t kept who voted what."))
    else:
        st.caption(_("Who voted what, after the reveal. Share only as participants were told."))


def _ask_deletion(room: LedRoom) -> None:
    st.text(
        _("This deletes the workshop with its people and votes for good. Its agreed response stays.")
        + "\n"
        + _("To delete it, type its title:\n{title}").format(title=room.workshop.plan.title)
    )
    typed = st.text_input(_("Title"), max_chars=NAME_LIMIT, key=f"delete-title-{room.id}")
    if st.button(_("Delete for good"), key=f"delete-workshop-{room.id}"):
        with showing_errors():
            state.facilitation().delete(room.id, typed)
            state.choose(WORKSHOP, None)
            st.rerun()
