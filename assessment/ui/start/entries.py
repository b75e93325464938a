"""What a person can come to Start for: one thing is shown at a time, so that all are on the first screen. Here are two:
beginning a new assessment, and the empty questionnaire to work without this app."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

import streamlit as st

from assessment.config import settings
from assessment.domain.model import Catalogue, Response, Round, Voice
from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.labels.codes import voice_word
from assessment.parsing.limits import NAME_LIMIT
from assessment.records.errors import AssessmentAlreadyBegun
from assessment.services.exports import blank_form, blank_workbook
from assessment.ui.failures import showing_errors
from assessment.ui.results.downloads import EXCEL
from assessment.ui.session import state
from assessment.ui.text.escaping import escape_markdown
from assessment.ui.widgets.choices import ask_country, choose_view
from assessment.ui.widgets.components import ask_catalogue

_NAME = "start"
_TWIN = "already-begun"


class Entry(StrEnum):
    CONTINUE = "continue"
    NEW = "new"
    IMPORT = "import"
    OFFLINE = "offline"
    SAMPLES = "samples"


def choose_entry(*, has_saved: bool) -> Entry:
    """Ask what a person comes for; at first for what is saved, if anything is."""
    offered = [entry for entry in Entry if has_saved or entry is not Entry.CONTINUE]
    chosen = state.chosen(_NAME, Entry, offered[0])
    entry = chosen if chosen in offered else offered[0]
    choose_view(_NAME, _("What do you want to do?"), offered, entry, lambda code: _entry_word(Entry(code)))
    return entry


def forget_entry() -> None:
    """Let Start begin with what is saved again."""
    state.choose(_NAME, None)


def _entry_word(entry: Entry) -> str:
    return {
        Entry.CONTINUE: _("Continue"),
        Entry.NEW: _("New assessment"),
        Entry.IMPORT: _("Import completed files"),
        Entry.OFFLINE: _("Work offline"),
        Entry.SAMPLES: _("Sample data"),
    }[entry]


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


@state.fragment
def offer_blank_forms(catalogues: Sequence[Catalogue]) -> None:
    """Offer the blank files of the only catalogue, or of the chosen one."""
    catalogue = ask_catalogue(catalogues, "blank-catalogue")
    if catalogue is None:
        return
    threshold = settings().coverage_threshold
    language, name = current_language(), f"{catalogue.id}-{catalogue.version}.xlsx"
    st.download_button(
        _("Offline workbook (Excel)"),
        data=lambda: blank_workbook(catalogue, language, threshold),
        file_name=f"questionnaire-{name}",
        mime=EXCEL,
        on_click="ignore",
        key="blank-workbook",
    )
    st.caption(_("Fill it in with Excel or LibreOffice, without internet, or print it."))
    st.download_button(
        _("Form for phones (XLSForm)"),
        data=lambda: blank_form(catalogue, language),
        file_name=f"form-{name}",
        mime=EXCEL,
        on_click="ignore",
        key="blank-form",
    )
    st.caption(_("Upload it to KoboToolbox or ODK, and export the submissions as CSV or XLSX."))
