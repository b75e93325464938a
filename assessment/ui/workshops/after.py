"""After the room: finishing, the agreed response, the files, and deleting for good."""

from __future__ import annotations

import streamlit as st

from assessment.i18n import gettext as _
from assessment.labels.formatting import timestamp_text
from assessment.parsing.limits import NAME_LIMIT
from assessment.ui.failures import showing_errors
from assessment.ui.session import state
from assessment.ui.workshops.files import offer_files
from assessment.ui.workshops.room import WORKSHOP, Room, change


def show_after(room: Room) -> None:
    _finish(room)
    _offer_response(room)
    offer_files(room)
    st.subheader(_("Delete"), anchor=False)
    _ask_deletion(room)


def _finish(room: Room) -> None:
    finished = room.workshop.finished
    if finished is not None:
        st.info(_("Finished {moment}. Nothing in it can be changed.").format(moment=timestamp_text(finished)))
        return
    st.subheader(_("Finish"), anchor=False)
    st.markdown(
        _("Finishing locks the workshop: nobody can join or vote any more. The agreed response can still be edited.")
    )
    if room.workshop.plan.anonymous:
        st.markdown(_("It also removes for good who voted what, and when. What the room was shown stays."))
    with st.popover(_("Finish the workshop"), key="finish"):
        st.markdown(_("This can’t be undone."))
        st.button(_("Finish now"), key=f"finish-{room.id}", type="primary", on_click=_finish_now, args=(room.id,))


def _finish_now(workshop_id: str) -> None:
    change(lambda: state.facilitation().finish(workshop_id))


def _offer_response(room: Room) -> None:
    st.subheader(_("Agreed response"), anchor=False)
    assessment_id = room.workshop.assessment_id
    if assessment_id is None:
        st.info(_("The agreed response was deleted."))
        return
    st.markdown(
        _("An assessment like any other, with all reports. What is changed in it later is marked in the minutes.")
    )
    with st.container(horizontal=True):
        for label, page in ((_("Its answers"), "rate"), (_("Its results"), "results")):
            if st.button(label, key=f"agreed-{page}"):
                state.open_assessment(assessment_id)
                st.switch_page(f"{page}/page.py")


def _ask_deletion(room: Room) -> None:
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
