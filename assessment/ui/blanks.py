"""The empty questionnaire to work without this app: a workbook, and a form for phones."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.config import settings
from assessment.language import gettext as _
from assessment.language import spoken
from assessment.model import Catalogue
from assessment.ui.components import ask_catalogue
from assessment.ui.downloads import EXCEL
from assessment.ui.handouts import blank_workbook, form


@st.fragment
def offer_blanks(catalogues: Sequence[Catalogue]) -> None:
    """Offer the blank files of the only catalogue, or of the chosen one."""
    catalogue = ask_catalogue(catalogues, "blank-catalogue")
    if catalogue is None:
        return
    threshold = settings().coverage_threshold
    language, name = spoken(), f"{catalogue.id}-{catalogue.version}.xlsx"
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
        data=lambda: form(catalogue, language),
        file_name=f"form-{name}",
        mime=EXCEL,
        on_click="ignore",
        key="blank-form",
    )
    st.caption(_("Upload it to KoboToolbox or ODK, and export the submissions as CSV or XLSX."))
