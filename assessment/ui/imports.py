"""Imports: reported when done, and listed with an undo button."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.figures import moment_words, response_name
from assessment.language import gettext as _
from assessment.language import ngettext
from assessment.storage import Imported, Summary
from assessment.strict import listed
from assessment.ui import state
from assessment.ui.failures import showing_errors
from assessment.ui.paging import part
from assessment.ui.verbatim import to_markdown, to_plain

_KEY = "imported"
OFFERED = 5
"""Responses with a button to open them after an import; the list under “Continue” has all of them."""
SHOWN = 5


def tell_imported(imported: Imported) -> None:
    """Let the page report an import when it is drawn next."""
    st.session_state[_KEY] = imported


def show_imported() -> None:
    """The last import, with buttons to open it and to undo it."""
    imported: Imported | None = st.session_state.get(_KEY)
    if imported is None:
        return
    st.success(imported_words(imported))
    names = {summary.id: response_name(summary, to_markdown) for summary in state.access().summaries()}
    with st.container(horizontal=True):
        for assessment_id in [each for each in imported.assessment_ids if each in names][:OFFERED]:
            if st.button(_("Open {name}").format(name=names[assessment_id]), key=f"open-{assessment_id}"):
                state.open_assessment(assessment_id)
                st.switch_page("results.py")
        _undo_button(imported, "undo-last")


def imported_words(imported: Imported) -> str:
    """“Imported: 12 answers from 3 files into 2 responses.”"""
    answers, files, responses = imported.answers, len(imported.files), len(imported.assessment_ids)
    return _("Imported: {answers} from {files} into {responses}.").format(
        answers=ngettext("{n} answer", "{n} answers", answers).format(n=answers),
        files=ngettext("{n} file", "{n} files", files).format(n=files),
        responses=ngettext("{n} response", "{n} responses", responses).format(n=responses),
    )


def list_imports(summaries: Sequence[Summary]) -> None:
    """The recent imports, each with an undo button."""
    imports = state.access().imports()
    if not imports:
        return
    st.header(_("Imports"), anchor=False)
    names = {summary.id: response_name(summary, to_plain) for summary in summaries}
    _first, shown = part(imports, SHOWN, "imports-page")
    for imported in shown:
        with st.container(border=True, key=f"import-{imported.id}"):
            _import(imported, [names[each] for each in imported.assessment_ids if each in names])


def _import(imported: Imported, names: Sequence[str]) -> None:
    st.text(_("Files: {files}").format(files=listed([*map(to_plain, imported.files)])))
    if names:
        st.text(_("Responses: {names}").format(names=listed(names)))
    st.caption(
        f"{moment_words(imported.at)} · "
        + ngettext("{n} answer", "{n} answers", imported.answers).format(n=imported.answers)
    )
    if imported.undone is None:
        _undo_button(imported, f"undo-{imported.id}")
    else:
        st.caption(_("Undone: {moment}").format(moment=moment_words(imported.undone)))


def _undo_button(imported: Imported, key: str) -> None:
    if st.button(_("Undo this import"), key=key):
        with showing_errors():
            state.access().undo_import(imported.id)
            last: Imported | None = st.session_state.get(_KEY)
            if last is not None and last.id == imported.id:
                del st.session_state[_KEY]
            st.rerun()
