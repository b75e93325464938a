"""The page “Links”: let others in, each by a link, and see and end what was given out."""

from __future__ import annotations

import streamlit as st

from assessment.domain.permissions import Action
from assessment.i18n import gettext as _
from assessment.ui.links.link_form import ask_link
from assessment.ui.links.link_list import list_links
from assessment.ui.links.new_link import show_new_link
from assessment.ui.session import state
from assessment.ui.text.scope_name import names_of_responses
from assessment.ui.widgets.components import page_header


def links() -> None:
    page_header(_("Links"), _("Let others in: each by a link of their own, for what they need and no longer."))
    access = state.access()
    grant = access.require(Action.SHARE)
    names = names_of_responses(access)
    show_new_link(names)
    st.header(_("New link"), anchor=False)
    ask_link(grant, names)
    if made := access.links():
        st.header(_("Links so far"), anchor=False)
        list_links(made, grant.link_id, names)


links()
