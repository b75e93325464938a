"""The page “Start”: begin or continue an assessment, import completed files, or open sample data."""

from __future__ import annotations

import streamlit as st

from assessment.config import ROOT
from assessment.domain.model import Catalogue
from assessment.domain.permissions import Action
from assessment.i18n import gettext as _
from assessment.interchange.response_json import read_response
from assessment.services.catalogue_folder import catalogue_for, load_catalogues
from assessment.ui.session import state
from assessment.ui.start.entries import Entry, ask_new, choose_entry, forget_entry, offer_blank_forms
from assessment.ui.start.file_import import import_files, list_imports
from assessment.ui.start.saved_assessments import list_deleted, list_saved
from assessment.ui.text.escaping import escape_markdown
from assessment.ui.widgets.components import list_problems, page_header

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
    if Action.CREATE in allowed:
        match choose_entry(has_saved=bool(summaries)):
            case Entry.CONTINUE:
                list_saved(summaries, allowed)
                list_deleted(allowed)
            case Entry.NEW:
                ask_new(catalogues)
            case Entry.IMPORT:
                import_files()
                list_imports(summaries)
            case Entry.OFFLINE:
                offer_blank_forms(catalogues)
            case Entry.SAMPLES:
                _offer_samples()
    elif summaries:
        st.header(_("Continue") if Action.ANSWER in allowed else _("Results"), anchor=False)
        list_saved(summaries, allowed)
    if not summaries:
        list_deleted(allowed)


def _find_catalogues() -> list[Catalogue]:
    """The questionnaires on offer; says why others aren't."""
    catalogues, refused = load_catalogues()
    for error in refused:
        st.error(_("A catalogue can’t be read:"))
        list_problems(error)
    return catalogues


def _offer_samples() -> None:
    st.markdown(_("Three invented places, to see results before you type anything."))
    if st.button(_("Open the sample data"), key="samples"):
        paths = sorted(SAMPLES.glob("*.json"))
        samples = [read_response(path.read_bytes(), path.name, catalogue_for) for path in paths]
        ids = [state.access().create_once(catalogue, response, sample=True) for catalogue, response in samples]
        forget_entry()
        state.open_assessment(ids[0])
        st.switch_page("results/page.py")


start()
