"""The files of an assessment that people take away."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from assessment.access import Access
from assessment.comparison import Compared
from assessment.interchange.response_json import write_response
from assessment.language import gettext as _
from assessment.language import speaking, spoken
from assessment.model import Assessment
from assessment.reports.gap_report import gap_report, gap_report_name
from assessment.ui import state

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def downloads(assessment: Assessment, threshold: float) -> None:
    """One button a file; a file is written when its button is clicked."""
    st.header(_("Downloads"), anchor="downloads")
    report_button(assessment, threshold, key="download-excel")
    st.caption(
        _(
            "Summary, gaps with a follow-up plan, information gaps, all answers, groups, method and data. Where the "
            "other voice has answered in the same round, or you have in an earlier one, it lays them side by side."
        )
    )
    access = state.access()
    st.download_button(
        _("Answers (JSON)"),
        data=lambda: write_response(access.assessment(assessment.id).response),
        file_name=_report_name(assessment).replace("gap-report", "response").replace(".xlsx", ".json"),
        mime="application/json",
        on_click="ignore",
        key="download-json",
    )
    st.caption(_("Every answer as it is stored; the page “Start” opens it again."))


def report_button(assessment: Assessment, threshold: float, *, key: str) -> None:
    """The button that hands over the gap report."""
    language, access = spoken(), state.access()
    st.download_button(
        _("Gap report (Excel)"),
        data=lambda: excel(access, assessment.id, threshold, language),
        file_name=_report_name(assessment),
        mime=EXCEL,
        type="primary",
        on_click="ignore",
        key=key,
    )


def _report_name(assessment: Assessment) -> str:
    return gap_report_name(assessment.response, dt.datetime.now(dt.UTC))


def excel(access: Access, assessment_id: str, threshold: float, language: str) -> bytes:
    """The gap report as it is at this moment, beside the other responses of the country or area.

    It is written outside the session, so its language is handed over.
    """
    assessment = access.assessment(assessment_id)
    with speaking(language):
        return gap_report(
            assessment.catalogue,
            assessment.response,
            threshold=threshold,
            written=dt.datetime.now(dt.UTC),
            status=assessment.status,
            others=[Compared.kept(each) for each in access.companions(assessment_id)],
        )
