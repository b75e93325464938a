"""The page “Start”: begin or continue an assessment, import completed files, work offline, or open sample data.

One of these is shown at a time, so that all are on the first screen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

import streamlit as st

from assessment.access.assessments import create_assessment, list_damaged, list_summaries
from assessment.config import ROOT, settings
from assessment.domain.catalogue import Catalogue
from assessment.domain.permissions import Action
from assessment.domain.response import Response, Round, Voice
from assessment.html.escaping import escape_markdown
from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.interchange.response_json import read_response
from assessment.labels.codes import voice_word
from assessment.parsing.limits import NAME_LIMIT
from assessment.records.errors import AssessmentAlreadyBegun
from assessment.services.catalogue_folder import catalogue_for
from assessment.services.exports import blank_form, blank_paper, blank_workbook
from assessment.ui.failures import showing_errors
from assessment.ui.session import state
from assessment.ui.start.file_import import import_files, show_imports
from assessment.ui.start.saved_assessments import list_saved, show_deleted
from assessment.ui.widgets.choices import ask_country, ask_one, choose_view
from assessment.ui.widgets.components import ask_catalogue, find_catalogues, offer_file, page_header

SAMPLES = ROOT / "data" / "samples"
_ENTRY = "start"
_TWIN = "already-begun"
"""Under this name a session keeps the response that was begun before, and the error that says so."""


class Entry(StrEnum):
    CONTINUE = "continue"
    NEW = "new"
    IMPORT = "import"
    OFFLINE = "offline"
    SAMPLES = "samples"


def start() -> None:
    page_header(
        _("Policy gap assessment"),
        _(
            "Assess how far a country or area implements UN human rights recommendations on trafficking in persons. "
            "See the gaps and share the gap report."
        ),
    )
    allowed = state.allowed()
    summaries = list_summaries(state.gate())
    catalogues = find_catalogues() if Action.CREATE in allowed else []
    for damaged in list_damaged(state.gate()):
        st.error(escape_markdown(str(damaged)))
    if Action.CREATE in allowed:
        match _choose_entry(has_saved=bool(summaries)):
            case Entry.CONTINUE:
                list_saved(summaries, allowed)
                show_deleted(allowed)
            case Entry.NEW:
                _ask_new(catalogues)
            case Entry.IMPORT:
                import_files()
                show_imports(summaries)
            case Entry.OFFLINE:
                _offer_blank_forms(catalogues)
            case Entry.SAMPLES:
                _offer_samples()
    elif summaries:
        st.header(_("Continue") if Action.ANSWER in allowed else _("Results"), anchor=False)
        list_saved(summaries, allowed)
    if not summaries:
        show_deleted(allowed)


def _choose_entry(*, has_saved: bool) -> Entry:
    """Ask what to do; at first, continue what is saved, if anything is."""
    words = {
        Entry.CONTINUE: _("Continue"),
        Entry.NEW: _("New assessment"),
        Entry.IMPORT: _("Import completed files"),
        Entry.OFFLINE: _("Work offline"),
        Entry.SAMPLES: _("Sample data"),
    }
    offered = [entry for entry in Entry if has_saved or entry is not Entry.CONTINUE]
    chosen = state.chosen(_ENTRY, Entry, offered[0])
    entry = chosen if chosen in offered else offered[0]
    choose_view(_ENTRY, _("What do you want to do?"), offered, entry, lambda code: words[Entry(code)])
    return entry


@state.fragment
def _ask_new(catalogues: Sequence[Catalogue]) -> None:
    """Ask who answers which questionnaire, and begin; if that was begun before, offer to continue it."""
    catalogue = ask_catalogue(catalogues, "new-catalogue")
    left, right = st.columns(2)
    with left:
        country = ask_country("new-country")
    with right:
        voice = ask_one(_("Who answers?"), {voice: voice_word(voice) for voice in Voice}, "new-voice")
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
            assessment_id = create_assessment(state.gate(), catalogue, response)
        except AssessmentAlreadyBegun as error:
            st.session_state[_TWIN] = response, error
            return
        _open(assessment_id, "rate")


def _offer_twin(response: Response) -> None:
    """Offer to continue the same response, if it was begun before, until something else is asked for."""
    twin, error = st.session_state.get(_TWIN, (None, None))
    if twin != response:
        return
    st.warning(escape_markdown(str(error)))
    if st.button(_("Continue that one"), key="continue-twin"):
        _open(error.assessment_id, "rate")


def _open(assessment_id: str, page: str) -> None:
    st.session_state.pop(_TWIN, None)
    state.choose(_ENTRY, None)  # Start begins with what is saved again.
    state.open_assessment(assessment_id)
    st.switch_page(f"{page}/page.py")


@state.fragment
def _offer_blank_forms(catalogues: Sequence[Catalogue]) -> None:
    """Offer the blank files of the only catalogue, or of the chosen one."""
    catalogue = ask_catalogue(catalogues, "blank-catalogue")
    if catalogue is None:
        return
    threshold = settings().coverage_threshold
    language, name = current_language(), f"{catalogue.id}-{catalogue.version}.xlsx"
    offer_file(
        _("Offline workbook (Excel)"),
        lambda: blank_workbook(catalogue, language, threshold),
        f"questionnaire-{name}",
        "blank-workbook",
    )
    st.caption(_("Fill it in with Excel or LibreOffice, without internet."))
    paper = f"questionnaire-{catalogue.id}-{catalogue.version}.docx"
    offer_file(_("Questionnaire on paper (Word)"), lambda: blank_paper(catalogue, language), paper, "blank-paper")
    offer_file(_("Form for phones (XLSForm)"), lambda: blank_form(catalogue, language), f"form-{name}", "blank-form")
    st.caption(_("Upload it to KoboToolbox or ODK, and export the submissions as CSV or XLSX."))


def _offer_samples() -> None:
    st.markdown(_("Three invented places, to see results before you type anything."))
    if st.button(_("Open the sample data"), key="samples"):
        paths = sorted(SAMPLES.glob("*.json"))
        samples = [read_response(path.read_bytes(), path.name, catalogue_for) for path in paths]
        ids = [create_assessment(state.gate(), catalogue, response, sample=True) for catalogue, response in samples]
        _open(ids[0], "results")


start()
