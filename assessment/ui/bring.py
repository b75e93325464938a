"""Importing completed files: uploaded, previewed, and imported all together or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import streamlit as st

from assessment.intake import Wishes, prepare, take
from assessment.language import gettext as _
from assessment.language import ngettext, spoken
from assessment.loading import catalogue_for
from assessment.ui import state
from assessment.ui.brought import (
    Brought,
    clear_files,
    files_key,
    forget_files,
    keep_files,
    kept_files,
    look,
    told_apart,
)
from assessment.ui.changes import show_changes
from assessment.ui.conflicts import settle_conflicts
from assessment.ui.failures import showing_errors
from assessment.ui.file_previews import list_files, list_notes, list_refused, summary_words
from assessment.ui.imports import show_imported, tell_imported
from assessment.ui.odd_rows import ask_about_rows, wishes_about
from assessment.ui.uploads import too_much

FEW = 5
"""Files that are read too quickly to need a progress bar."""


@st.fragment
def bring_files() -> None:
    """Upload files of any kind, preview what they would change, and import them on request."""
    uploaded = st.file_uploader(
        _("Offline workbooks, responses as CSV or JSON, submissions from KoboToolbox or ODK"),
        accept_multiple_files=True,
        key=files_key(),
    )
    if not uploaded:
        forget_files()
        show_imported()
        return
    if words := too_much([file.size for file in uploaded]):
        forget_files()
        st.error(words)
        _put_away()
        return
    ids = tuple(file.file_id for file in uploaded)
    wishes = wishes_about(ids)
    brought = kept_files()
    if brought is None or (brought.files, brought.wishes) != (ids, wishes):
        names = told_apart([file.name for file in uploaded])
        contents = [(file.getvalue(), name) for file, name in zip(uploaded, names, strict=True)]
        brought = _look(ids, contents, wishes)
    _preview(brought)


def _look(ids: tuple[str, ...], contents: Sequence[tuple[bytes, str]], wishes: Wishes) -> Brought:
    files = _progressing(contents) if len(contents) > FEW else contents
    prepared = prepare(files, state.access(), catalogue_for, wishes)
    keep_files(brought := Brought(ids, prepared, wishes))
    return brought


def _progressing(contents: Sequence[tuple[bytes, str]]) -> Iterator[tuple[bytes, str]]:
    """The files one after the other, with a progress bar."""
    bar = st.progress(0.0)
    for number, file in enumerate(contents, start=1):
        bar.progress(number / len(contents), _("Reading file {n} of {total}").format(n=number, total=len(contents)))
        yield file
    bar.empty()


def _preview(brought: Brought) -> None:
    prepared = brought.prepared
    list_refused(prepared.refused)
    ask_about_rows(brought)
    if not (prepared.previews or prepared.arrangement.taken_before or prepared.problems):
        # Why nothing of them is taken: an edited submission, for instance, that now names another country.
        list_notes(prepared)
        return
    st.subheader(_("What would change"), anchor=False)
    st.markdown(summary_words(prepared.previews))
    list_files(prepared)
    list_notes(prepared)
    show_changes(prepared.previews)
    if prepared.changes_nothing:
        st.info(_("Everything in these files is already stored: there is nothing to import."))
        return
    settle_conflicts(brought)
    _import(brought)


def _import(brought: Brought) -> None:
    """The import button, and why it is not available yet."""
    prepared = brought.prepared
    st.subheader(_("Import"), anchor=False)
    without = not prepared.refused or st.checkbox(
        ngettext(
            "Leave out the file with problems and import the rest",
            "Leave out the {n} files with problems and import the rest",
            len(prepared.refused),
        ).format(n=len(prepared.refused)),
        key=f"without-{look()}",
    )
    still_open = sum(map(brought.is_open, brought.disputes()))
    if prepared.problems:
        st.error(_("Nothing can be imported yet:"))
        st.text("\n".join(f"• {problem}" for problem in prepared.problems))
    elif still_open:
        st.warning(
            ngettext("{n} conflict above is undecided.", "{n} conflicts above are undecided.", still_open).format(
                n=still_open
            )
        )
    elif not without:
        st.warning(_("Correct the files and upload them again, or tick the box to import the rest."))
    st.caption(_("Everything is imported in one step, or nothing. You can undo it afterwards."))
    with st.container(horizontal=True):
        is_ready = without and not still_open and not prepared.problems
        if st.button(_("Import"), type="primary", key="import", disabled=not is_ready):
            _take(brought)
        st.button(_("Check again"), key="look-again", on_click=forget_files)
        _put_away()


def _put_away() -> None:
    st.button(_("Remove these files"), key="put-away", on_click=clear_files)


def _take(brought: Brought) -> None:
    with showing_errors():
        imported = take(brought.prepared, brought.decisions, state.access(), language=spoken())
        clear_files()
        tell_imported(imported)
        st.rerun()
