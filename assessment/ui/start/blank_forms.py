"""The empty questionnaire to work without this app: a workbook, and a form for phones."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.config import settings
from assessment.domain.model import Catalogue
from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.services.exports import blank_form, blank_workbook
from assessment.ui.results.downloads import EXCEL
from assessment.ui.session import state
from assessment.ui.widgets.components import ask_catalogue


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
