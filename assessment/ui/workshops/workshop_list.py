"""The workshops that there are, and the beginning of a new one."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.domain.countries import country_name
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.formatting import date_text
from assessment.storage import WorkshopListing
from assessment.ui.session import state
from assessment.ui.text.escaping import escape_markdown, plain_text
from assessment.ui.widgets.choices import page_of
from assessment.ui.workshops.preparing.new_workshop import ask_new_workshop
from assessment.ui.workshops.room import VIEW, WORKSHOP

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
        date_text(listing.finished or listing.created),
    )
    return " · ".join(part for part in parts if part)
