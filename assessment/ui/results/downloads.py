"""The downloads of an assessment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

import streamlit as st

from assessment.access.assessments import read_sources
from assessment.domain.fields import SharingLevel
from assessment.domain.model import Assessment
from assessment.domain.sharing import omission_notice, share, shared_file_name
from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.services.exports import Export, stored_export
from assessment.ui.session import state
from assessment.ui.widgets.components import offer_file

LEVEL = "for"
_LEVEL_KEY = "choice-level"
_LEVELS = (SharingLevel.FULL, SharingLevel.PARTNERS, SharingLevel.PUBLIC)


def downloads(assessment: Assessment, threshold: float) -> None:
    """The choice for whom, then one button per file; a file is written when its button is clicked."""
    st.header(_("Downloads"), anchor="downloads")
    _choose_level()
    level = _chosen_level()
    if left_out := omission_notice(share(read_sources(state.gate(), [assessment.id])[0], level).left_out):
        st.info(left_out)
    read = _reading(assessment, threshold, level)
    _excel_button(assessment, read, level, _("Gap report (Excel)"), key="download-excel")
    st.caption(
        _(
            "Summary, gaps with a follow-up plan, information gaps, all answers, groups, method and data. Where the "
            "other voice has answered in the same round, or you have in an earlier one, it lays them side by side."
        )
    )
    word_name = file_name(assessment, level, "gap-report", "docx")
    offer_file(_("Gap report (Word)"), lambda: read().word(), word_name, "download-word")
    st.caption(_("The report as a text to print, to read and to go on writing in."))
    _workbook_button(assessment, read, level)
    _csv_button(assessment, read, level)
    json_name = file_name(assessment, level, "response", "json")
    offer_file(_("Answers (JSON)"), lambda: read().json(), json_name, "download-json")
    st.caption(_("For other software. It can be imported on the page “Start”."))


def report_button(assessment: Assessment, threshold: float, *, key: str) -> None:
    """The button for the gap report, outside the choice for whom."""
    level = _chosen_level()
    label = _("Gap report (Excel)")
    if level is not SharingLevel.FULL:
        label = _("Gap report (Excel) for: {whom}").format(whom=_level_word(level))
    _excel_button(assessment, _reading(assessment, threshold, level), level, label, key=key)


def _reading(assessment: Assessment, threshold: float, level: SharingLevel) -> Callable[[], Export]:
    """What reads everything for a file when its button is clicked, outside the session."""
    return partial(stored_export, state.gate(), assessment.id, level, threshold, current_language())


def _excel_button(
    assessment: Assessment, read: Callable[[], Export], level: SharingLevel, label: str, *, key: str
) -> None:
    name = file_name(assessment, level, "gap-report", "xlsx")
    offer_file(label, lambda: read().excel(), name, key, is_primary=True)


def _workbook_button(assessment: Assessment, read: Callable[[], Export], level: SharingLevel) -> None:
    is_full = level is SharingLevel.FULL
    name = file_name(assessment, SharingLevel.FULL, "questionnaire", "xlsx")
    offer_file(
        _("Offline workbook (Excel)"), lambda: read().workbook(), name, "download-workbook", disabled=not is_full
    )
    if is_full:
        st.caption(
            _(
                "The questionnaire with the answers so far, to continue offline. Import it on the page “Start”: you "
                "see what it changes before anything is stored."
            )
        )
    else:
        st.caption(
            _("It is for going on with the answers, so it has all of them. Choose “{whom}” above to get it.").format(
                whom=_level_word(SharingLevel.FULL)
            )
        )


@state.fragment
def _csv_button(assessment: Assessment, read: Callable[[], Export], level: SharingLevel) -> None:
    place = st.container()
    hxl = st.checkbox(
        _("With HXL hashtags"),
        key="hxl",
        help=_("A second row of tags such as #country+code, by which humanitarian data tools know the columns."),
    )
    with place:
        name = file_name(assessment, level, "response", "csv")
        offer_file(_("Answers (CSV)"), lambda: read().csv(hxl=hxl), name, "download-csv")
        st.caption(_("A row per recommendation, for any spreadsheet."))


def file_name(assessment: Assessment, level: SharingLevel, kind: str, ending: str) -> str:
    """The name of a file written today."""
    return shared_file_name(kind, assessment.response, dt.datetime.now(dt.UTC), level, f".{ending}")


def _chosen_level() -> SharingLevel:
    """The level chosen last; full, where none was."""
    return state.chosen(LEVEL, SharingLevel, SharingLevel.FULL)


def _choose_level() -> None:
    """Ask for whom the files are."""
    st.session_state[_LEVEL_KEY] = _chosen_level()
    st.radio(
        _("For whom?"),
        _LEVELS,
        format_func=_level_word,
        captions=[_left_out(level) for level in _LEVELS],
        key=_LEVEL_KEY,
        on_change=lambda: state.choose(LEVEL, st.session_state[_LEVEL_KEY]),
    )


def _level_word(level: SharingLevel) -> str:
    return {
        SharingLevel.FULL: _("Those who answered"),
        SharingLevel.PARTNERS: _("Partners"),
        SharingLevel.PUBLIC: _("Everybody"),
    }[level]


def _left_out(level: SharingLevel) -> str:
    return {
        SharingLevel.FULL: _("Nothing is left out. For those who answered, and for anyone who keeps the answers."),
        SharingLevel.PARTNERS: _(
            "Comments and notes on the status are left out, and the organisation if it is to be kept out of reports. "
            "For people who work on the gaps with you."
        ),
        SharingLevel.PUBLIC: _(
            "The organisation, evidence and its links, responsible bodies, actions, reasons, comments and notes on the "
            "status are left out. For a web page or the press. The name of the round and references to law stay as "
            "they were typed: read them first."
        ),
    }[level]
