"""Preparing a new workshop: on which recommendations, and how the room votes."""

from __future__ import annotations

import streamlit as st

from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.services.catalogue_folder import load_catalogues
from assessment.ui.failures import showing_errors
from assessment.ui.session import state
from assessment.ui.widgets.components import ask_catalogue, list_problems
from assessment.ui.workshops.preparing.plan_form import ask_plan
from assessment.ui.workshops.preparing.recommendation_choice import ask_recommendations
from assessment.ui.workshops.room import VIEW, WORKSHOP


def ask_new_workshop() -> None:
    """Ask everything, and open the workshop that is made of it."""
    catalogues, refused = load_catalogues()
    for error in refused:
        st.error(_("A catalogue can’t be read:"))
        list_problems(error)
    catalogue = ask_catalogue(catalogues, "new-workshop-catalogue")
    fields = ask_plan(None, "new-workshop")
    chosen = ask_recommendations(catalogue) if catalogue is not None else ()
    if st.button(_("Prepare the workshop"), type="primary", key="new-workshop-create"):
        if catalogue is None:
            st.error(_("Choose a questionnaire."))
            return
        with showing_errors():
            made = state.facilitation().create(catalogue, fields.plan(chosen), language=current_language())
            state.choose(WORKSHOP, made)
            state.choose(VIEW, "prepare")
            st.rerun()
