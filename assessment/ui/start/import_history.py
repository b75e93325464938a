"""Imports: reported when done, and listed with an undo button."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.formatting import response_name, timestamp_text
from assessment.parsing.message_text import abbreviated_list
from assessment.storage import AssessmentSummary, ImportRecord
from assessment.ui.failures import showing_errors
from assessment.ui.session import state
from assessment.ui.text.escaping import escape_markdown, plain_text
from assessment.ui.widgets.paging import page_of

_KEY = "imported"
OFFERED = 5
"""Responses with a button to open them after an import; the list under “Continue” has all of them."""
SHOWN = 5


def announce_import(imported: ImportRecord) -> None:
    """Let the page report an import when it is drawn next."""
    st.session_state[_KEY] = imported


def show_imported() -> None:
    """The last import, with buttons to open it and to undo it."""
    imported: ImportRecord | None = st.session_state.get(_KEY)
    if imported is None:
        return
    st.success(import_summary(imported))
    names = {summary.id: response_name(summary, escape_markdown) for summary in state.access().summaries()}
    with st.container(horizontal=True):
        for assessment_id in [each for each in imported.assessment_ids if each in names][:OFFERED]:
            if st.button(_("Open {name}").format(name=names[assessment_id]), key=f"open-{assessment_id}"):
                state.open_assessment(assessment_id)
                st.switch_page("results/page.py")
        _undo_button(imported, "undo-last")


def import_summary(imported: ImportRecord) -> str:
    """“Imported: 12 answers, 2 follow-ups from 3 files into 2 responses.”"""
    files, responses = len(imported.files), len(imported.assessment_ids)
    return _("Imported: {answers} from {files} into {responses}.").format(
        answers=_taken(imported),
        files=ngettext("{n} file", "{n} files", files).format(n=files),
        responses=ngettext("{n} response", "{n} responses", responses).format(n=responses),
    )


def _taken(imported: ImportRecord) -> str:
    """How many answers and follow-ups were imported."""
    answers = ngettext("{n} answer", "{n} answers", imported.answers).format(n=imported.answers)
    if not imported.follow_ups:
        return answers
    plan = ngettext("{n} follow-up", "{n} follow-ups", imported.follow_ups).format(n=imported.follow_ups)
    return f"{answers}, {plan}" if imported.answers else plan


def list_imports(summaries: Sequence[AssessmentSummary]) -> None:
    """The recent imports, each with an undo button."""
    imports = state.access().imports()
    if not imports:
        return
    st.header(_("Imports"), anchor=False)
    names = {summary.id: response_name(summary, plain_text) for summary in summaries}
    _first, shown = page_of(imports, SHOWN, "imports-page")
    for imported in shown:
        with st.container(border=True, key=f"import-{imported.id}"):
            _import(imported, [names[each] for each in imported.assessment_ids if each in names])


def _import(imported: ImportRecord, names: Sequence[str]) -> None:
    st.text(_("Files: {files}").format(files=abbreviated_list([*map(plain_text, imported.files)])))
    if names:
        st.text(_("Responses: {names}").format(names=abbreviated_list(names)))
    st.caption(f"{timestamp_text(imported.at)} · {_taken(imported)}")
    if imported.undone is None:
        _undo_button(imported, f"undo-{imported.id}")
    else:
        st.caption(_("Undone: {moment}").format(moment=timestamp_text(imported.undone)))


def _undo_button(imported: ImportRecord, key: str) -> None:
    if st.button(_("Undo this import"), key=key):
        with showing_errors():
            state.access().undo_import(imported.id)
            last: ImportRecord | None = st.session_state.get(_KEY)
            if last is not None and last.id == imported.id:
                del st.session_state[_KEY]
            st.rerun()
