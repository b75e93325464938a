"""The downloads of an assessment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

import streamlit as st

from assessment.access.assessments import read_sources
from assessment.domain.fields import SharingLevel
from assessment.domain.response import Assessment
from assessment.domain.sharing import omission_notice, share, shared_file_name
from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.services.exports import Export, stored_export
from assessment.ui.session import state
from assessment.ui.widgets.choices import remembered
from assessment.ui.widgets.components import offer_file

LEVEL = "for"
_LEVELS = (SharingLevel.FULL, SharingLevel.PARTNERS, SharingLevel.PUBLIC)


def downloads(assessment: Assessment, threshold: float) -> None:
    """The choice for whom, then one button per file."""
    _choose_level()
    level = _chosen_level()
    is_full = level is SharingLevel.FULL
    if not is_full and (
        left_out := omission_notice(share(read_sources(state.gate(), [assessment.id])[0], level).left_out)
    ):
        st.info(left_out)
    offer = partial(_offer, assessment, threshold, level)
    offer(_("Gap report (Excel)"), Export.excel, "gap-report.xlsx", "download-excel")
    st.caption(
        _(
            "Summary, gaps with a follow-up plan, information gaps, all answers, groups, method and data. Where the "
            "other voice has answered in the same round, or you have in an earlier one, it lays them side by side."
        )
    )
    offer(_("Gap report (Word)"), Export.word, "gap-report.docx", "download-word")
    st.caption(_("The report as a text to print, to read and to go on writing in."))
    offer(_("One web page"), Export.web, "gap-report.html", "download-web")
    st.caption(_("For an own site, a mail or an archive. The figures and answers are in it as files."))
    # It has all answers whatever the level, so its name is that of the full one.
    whole = partial(_offer, assessment, threshold, SharingLevel.FULL)
    name = "questionnaire.xlsx"
    whole(_("Offline workbook (Excel)"), Export.workbook, name, "download-workbook", disabled=not is_full)
    if is_full:
        st.caption(
            _(
                "The questionnaire with the answers so far, to continue offline. Import it on the page “Start”: you "
                "see what it changes before anything is stored."
            )
        )
    else:
        words = _("It is for going on with the answers, so it has all of them. Choose “{whom}” above to get it.")
        st.caption(words.format(whom=_level_word(SharingLevel.FULL)))
    _offer_csv(assessment, threshold, level)
    offer(_("Answers (JSON)"), Export.json, "response.json", "download-json")
    st.caption(_("For other software. It can be imported on the page “Start”."))


def report_button(assessment: Assessment, threshold: float, *, key: str) -> None:
    """The button for the gap report, outside the choice for whom."""
    level, label = _chosen_level(), _("Gap report (Excel)")
    if level is not SharingLevel.FULL:
        label = _("Gap report (Excel) for: {whom}").format(whom=_level_word(level))
    _offer(assessment, threshold, level, label, Export.excel, "gap-report.xlsx", key, is_primary=True)


@state.fragment
def _offer_csv(assessment: Assessment, threshold: float, level: SharingLevel) -> None:
    place = st.container()
    hxl = st.checkbox(
        _("With HXL hashtags"),
        key="hxl",
        help=_("A second row of tags such as #country+code, by which humanitarian data tools know the columns."),
    )
    with place:
        write = partial(Export.csv, hxl=hxl)
        _offer(assessment, threshold, level, _("Answers (CSV)"), write, "response.csv", "download-csv")
        st.caption(_("A row per recommendation, for any spreadsheet."))


def _offer(
    assessment: Assessment,
    threshold: float,
    level: SharingLevel,
    label: str,
    write: Callable[[Export], bytes | str],
    name: str,
    key: str,
    *,
    is_primary: bool = False,
    disabled: bool = False,
) -> None:
    """A button for a file, which is read and written when it is clicked, outside the session."""
    kind, ending = name.split(".")
    read = partial(stored_export, state.gate(), assessment.id, level, threshold, current_language())
    full_name = shared_file_name(kind, assessment.response, dt.datetime.now(dt.UTC), level, f".{ending}")
    offer_file(label, lambda: write(read()), full_name, key, is_primary=is_primary, disabled=disabled)


def _chosen_level() -> SharingLevel:
    """The level chosen last; full, where none was."""
    return state.chosen(LEVEL, SharingLevel, SharingLevel.FULL)


def _choose_level() -> None:
    """Ask for whom the files are."""
    captions = [_left_out(level) for level in _LEVELS]
    st.radio(_("For whom?"), _LEVELS, format_func=_level_word, captions=captions, **remembered(LEVEL, _chosen_level()))


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
