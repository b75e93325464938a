"""Beginning a new assessment: whose answers, for which country or area, in which round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from assessment.domain.model import Catalogue, Response, Round, Voice
from assessment.i18n import gettext as _
from assessment.labels.codes import voice_word
from assessment.parsing.limits import NAME_LIMIT
from assessment.storage import AssessmentAlreadyBegun
from assessment.ui.failures import showing_errors
from assessment.ui.session import state
from assessment.ui.start.entries import forget_entry
from assessment.ui.text.escaping import escape_markdown
from assessment.ui.widgets.components import ask_catalogue
from assessment.ui.widgets.country_choice import ask_country

_TWIN = "already-begun"


@state.fragment
def ask_new(catalogues: Sequence[Catalogue]) -> None:
    """Ask who answers what, and begin; if that was begun before, offer to continue it."""
    catalogue = ask_catalogue(catalogues, "new-catalogue")
    left, right = st.columns(2)
    with left:
        country = ask_country("new-country")
    voice: Voice | None = right.selectbox(
        _("Who answers?"),
        list(Voice),
        index=None,
        format_func=voice_word,
        placeholder=_("Choose"),
        key="new-voice",
    )
    left, right = st.columns(2)
    organisation = left.text_input(_("Organisation (optional)"), max_chars=NAME_LIMIT, key="new-organisation")
    anonymous = right.checkbox(
        _("Keep the organisation out of every report"),
        key="new-anonymous",
        help=_("For answers that could put people at risk."),
    )
    left, right = st.columns(2)
    label = left.text_input(
        _("Round (optional)"), placeholder=_("For example: 2026 baseline"), max_chars=NAME_LIMIT, key="new-round"
    )
    date = right.date_input(_("Date"), value="today", format="YYYY-MM-DD", key="new-date")
    is_asked = st.button(_("Begin"), type="primary", key="begin")
    if catalogue is None or country is None or voice is None:
        if is_asked:
            st.error(
                _("Choose a questionnaire.") if catalogue is None else _("Choose a country or area, and who answers.")
            )
        return
    response = Response(
        catalogue_id=catalogue.id,
        catalogue_version=catalogue.version,
        country=country,
        voice=voice,
        organisation=organisation.strip(),
        round=Round(label.strip(), date if isinstance(date, dt.date) else None),
        anonymous=anonymous,
    )
    if is_asked:
        _begin(catalogue, response)
    _offer_twin(response)


def _begin(catalogue: Catalogue, response: Response) -> None:
    with showing_errors():
        try:
            made = state.access().create_once(catalogue, response)
        except AssessmentAlreadyBegun as error:
            st.session_state[_TWIN] = response, error
            return
        _open(made)


def _offer_twin(response: Response) -> None:
    """Say that what is asked for was begun before, until something else is asked for."""
    asked, error = st.session_state.get(_TWIN, (None, None))
    if asked != response:
        return
    st.warning(escape_markdown(str(error)))
    if st.button(_("Continue that one"), key="continue-twin"):
        _open(error.assessment_id)


def _open(assessment_id: str) -> None:
    st.session_state.pop(_TWIN, None)
    forget_entry()
    state.open_assessment(assessment_id)
    st.switch_page("rate/page.py")
