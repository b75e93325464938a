"""The page “Start”: begin or continue an assessment, import completed files, or open sample data."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from assessment.config import ROOT
from assessment.domain.countries import country_codes, country_name
from assessment.domain.model import Catalogue, Response, Round, Voice
from assessment.domain.permissions import Action
from assessment.i18n import gettext as _
from assessment.interchange.response_json import read_response
from assessment.labels.codes import voice_word
from assessment.parsing.limits import NAME_LIMIT
from assessment.services.catalogue_folder import catalogue_for, load_catalogues
from assessment.ui.failures import showing_errors
from assessment.ui.session import state
from assessment.ui.start.blank_forms import offer_blank_forms
from assessment.ui.start.file_import import import_files
from assessment.ui.start.import_history import list_imports
from assessment.ui.start.saved_assessments import list_deleted, list_saved
from assessment.ui.text.escaping import escape_markdown
from assessment.ui.widgets.components import ask_catalogue, list_problems, page_header

SAMPLES = ROOT / "data" / "samples"


def start() -> None:
    page_header(
        _("Policy gap assessment"),
        _(
            "Assess how far a country or area implements UN human rights recommendations on trafficking in persons. "
            "See the gaps and share the gap report."
        ),
    )
    allowed = state.allowed()
    summaries = state.access().summaries()
    catalogues = _find_catalogues() if Action.CREATE in allowed else []
    for damaged in state.access().damaged_assessments():
        st.error(escape_markdown(str(damaged)))
    if summaries:
        st.header(_("Continue") if Action.ANSWER in allowed else _("Results"), anchor=False)
        list_saved(summaries, allowed)
    if Action.CREATE in allowed:
        _offer_beginnings(catalogues)
        list_imports(summaries)
    if Action.DELETE in allowed:
        list_deleted()


def _find_catalogues() -> list[Catalogue]:
    """The questionnaires on offer; says why others aren't."""
    catalogues, refused = load_catalogues()
    for error in refused:
        st.error(_("A catalogue can’t be read:"))
        list_problems(error)
    return catalogues


def _offer_beginnings(catalogues: list[Catalogue]) -> None:
    """Everything by which a response can begin."""
    st.header(_("New assessment"), anchor=False)
    _ask_new(catalogues)
    st.header(_("Work offline"), anchor=False)
    offer_blank_forms(catalogues)
    st.header(_("Import completed files"), anchor=False)
    import_files()
    st.header(_("Try it with sample data"), anchor=False)
    _offer_samples()


def _ask_new(catalogues: list[Catalogue]) -> None:
    catalogue = ask_catalogue(catalogues, "new-catalogue")
    left, right = st.columns(2)
    country = left.selectbox(
        _("Country or area"),
        country_codes(),
        index=None,
        format_func=country_name,
        placeholder=_("Type to search"),
        key="new-country",
    )
    voice = right.selectbox(
        _("Who answers?"),
        list(Voice),
        index=None,
        format_func=voice_word,
        placeholder=_("Choose"),
        key="new-voice",
    )
    organisation = left.text_input(_("Organisation (optional)"), max_chars=NAME_LIMIT, key="new-organisation")
    anonymous = right.checkbox(
        _("Keep the organisation out of every report"),
        key="new-anonymous",
        help=_("For answers that could put people at risk."),
    )
    label = left.text_input(
        _("Round (optional)"), placeholder=_("For example: 2026 baseline"), max_chars=NAME_LIMIT, key="new-round"
    )
    date = right.date_input(_("Date"), value="today", format="YYYY-MM-DD", key="new-date")
    if st.button(_("Begin"), type="primary", key="begin"):
        if catalogue is None:
            st.error(_("Choose a questionnaire."))
            return
        if country is None or voice is None:
            st.error(_("Choose a country or area, and who answers."))
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
        with showing_errors():
            state.open_assessment(state.access().create_once(catalogue, response))
            st.switch_page("rate/page.py")


def _offer_samples() -> None:
    st.markdown(_("Three invented places, to see results before you type anything."))
    if st.button(_("Open the sample data"), key="samples"):
        paths = sorted(SAMPLES.glob("*.json"))
        samples = [read_response(path.read_bytes(), path.name, catalogue_for) for path in paths]
        ids = [state.access().create_once(catalogue, response, sample=True) for catalogue, response in samples]
        state.open_assessment(ids[0])
        st.switch_page("results/page.py")


start()
