"""Importing completed files: upload, preview, then one import of all or none. What was imported is listed with an undo
button."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import streamlit as st

from assessment.access.assessments import list_imports, list_summaries, undo_import
from assessment.errors import RowsRefused
from assessment.html.escaping import escape_markdown, plain_text
from assessment.i18n import counted, current_language
from assessment.i18n import gettext as _
from assessment.labels.formatting import response_name, timestamp_text
from assessment.parsing.message_text import abbreviated_list
from assessment.records.assessments import AssessmentSummary, ImportRecord
from assessment.services.catalogue_folder import catalogue_for
from assessment.services.importing import RowOptions, prepare_import, save_import
from assessment.ui.failures import showing_errors
from assessment.ui.session import state
from assessment.ui.start.conflicts import resolve_conflicts
from assessment.ui.start.previews import list_files, list_notes, list_refused, show_changes, summary_words
from assessment.ui.start.upload_session import (
    UploadSession,
    clear_upload,
    current_upload,
    discard_preview,
    distinct_names,
    preview_number,
    store_upload,
    uploader_key,
)
from assessment.ui.upload_limits import upload_limit_message
from assessment.ui.widgets.choices import page_of
from assessment.ui.widgets.components import list_lines

FEW = 5
"""Files that are read too quickly to need a progress bar."""
_IMPORTED = "imported"
OPENED_FROM_HERE = 5
"""Responses with a button to open them after an import; the list under “Continue” has all of them."""
IMPORTS_SHOWN = 5


@state.fragment
def import_files() -> None:
    """Upload files of any kind, preview what they would change, and import them on request."""
    uploaded = st.file_uploader(
        _("Offline workbooks, gap reports, responses as JSON, submissions from KoboToolbox or ODK"),
        accept_multiple_files=True,
        key=uploader_key(),
    )
    if not uploaded:
        discard_preview()
        _show_imported()
        return
    if words := upload_limit_message([file.size for file in uploaded]):
        discard_preview()
        st.error(words)
        _remove_files()
        return
    ids = tuple(file.file_id for file in uploaded)
    wishes = _row_options(ids)
    upload = current_upload()
    if upload is None or (upload.files, upload.wishes) != (ids, wishes):
        names = distinct_names([file.name for file in uploaded])
        contents = [(file.getvalue(), name) for file, name in zip(uploaded, names, strict=True)]
        upload = _look(ids, contents, wishes)
    _preview(upload)


def _look(ids: tuple[str, ...], contents: Sequence[tuple[bytes, str]], wishes: RowOptions) -> UploadSession:
    files = _progressing(contents) if len(contents) > FEW else contents
    prepared = prepare_import(files, state.gate(), catalogue_for, wishes)
    store_upload(upload := UploadSession(ids, prepared, wishes))
    return upload


def _progressing(contents: Sequence[tuple[bytes, str]]) -> Iterator[tuple[bytes, str]]:
    """The files one after the other, with a progress bar."""
    bar = st.progress(0.0)
    for number, file in enumerate(contents, start=1):
        bar.progress(number / len(contents), _("Reading file {n} of {total}").format(n=number, total=len(contents)))
        yield file
    bar.empty()


def _preview(upload: UploadSession) -> None:
    prepared = upload.prepared
    list_refused(prepared.refused)
    _ask_row_options(upload)
    if not (prepared.previews or prepared.matched.already_imported or prepared.problems):
        # The notes say why nothing is imported: an edited submission, for instance, that now names another country.
        list_notes(prepared)
        return
    st.header(_("What would change"), anchor=False)
    st.markdown(summary_words(prepared.previews))
    list_files(prepared)
    list_notes(prepared)
    show_changes(prepared.previews)
    if prepared.changes_nothing:
        st.info(_("Everything in these files is already stored: there is nothing to import."))
        return
    resolve_conflicts(upload)
    _import(upload)


def _import(upload: UploadSession) -> None:
    """The import button, and why it is not available yet."""
    prepared = upload.prepared
    st.header(_("Import"), anchor=False)
    without = not prepared.refused or st.checkbox(
        counted(
            "Leave out the file with problems and import the rest",
            "Leave out the {n} files with problems and import the rest",
            len(prepared.refused),
        ),
        key=f"without-{preview_number()}",
    )
    still_open = sum(map(upload.decisions.leave_open, prepared.disputes))
    if prepared.problems:
        st.error(_("Nothing can be imported yet:"))
        list_lines(prepared.problems)
    elif still_open:
        st.warning(counted("{n} conflict above is undecided.", "{n} conflicts above are undecided.", still_open))
    elif not without:
        st.warning(_("Correct the files and upload them again, or tick the box to import the rest."))
    st.caption(_("Everything is imported, or nothing. You can undo it afterwards."))
    with st.container(horizontal=True):
        is_ready = without and not still_open and not prepared.problems
        if st.button(_("Import"), type="primary", key="import", disabled=not is_ready):
            _save(upload)
        st.button(_("Check again"), key="look-again", on_click=discard_preview)
        _remove_files()


def _remove_files() -> None:
    st.button(_("Remove these files"), key="put-away", on_click=clear_upload)


def _save(upload: UploadSession) -> None:
    with showing_errors():
        imported = save_import(upload.prepared, upload.decisions, state.gate(), language=current_language())
        clear_upload()
        st.session_state[_IMPORTED] = imported
        st.rerun()


def _row_options(files: tuple[str, ...]) -> RowOptions:
    """What the person chose to do with rows that aren't imported otherwise."""
    return RowOptions(
        take_rejected=bool(st.session_state.get(_row_option_key("rejected", files))),
        leave_out_rows=bool(st.session_state.get(_row_option_key("rows", files))),
    )


def _ask_row_options(upload: UploadSession) -> None:
    """Say which rows aren't imported, and ask what to do with them; the files are then read again."""
    prepared, wishes = upload.prepared, upload.wishes
    if wishes.leave_out_rows or any(isinstance(error, RowsRefused) for error in prepared.refused):
        st.checkbox(_("Leave out the rows for a catalogue that isn’t here"), key=_row_option_key("rows", upload.files))
    if prepared.rejected:
        st.warning(_("Not imported:"))
        list_lines(prepared.rejected)
    if prepared.rejected or wishes.take_rejected:
        st.checkbox(_("Import rejected submissions too"), key=_row_option_key("rejected", upload.files))


def _row_option_key(name: str, files: tuple[str, ...]) -> str:
    return f"{name}-{'-'.join(files)}"


def _show_imported() -> None:
    """The last import, with buttons to open it and to undo it."""
    imported: ImportRecord | None = st.session_state.get(_IMPORTED)
    if imported is None:
        return
    st.success(_summary(imported))
    names = {summary.id: response_name(summary, escape_markdown) for summary in list_summaries(state.gate())}
    with st.container(horizontal=True):
        for assessment_id in [stored for stored in imported.assessment_ids if stored in names][:OPENED_FROM_HERE]:
            if st.button(_("Open {name}").format(name=names[assessment_id]), key=f"open-{assessment_id}"):
                state.open_assessment(assessment_id)
                st.switch_page("results/page.py")
        _undo_button(imported, "undo-last")


def _summary(imported: ImportRecord) -> str:
    """“Imported: 12 answers, 2 follow-ups from 3 files into 2 responses.”"""
    files, responses = len(imported.files), len(imported.assessment_ids)
    return _("Imported: {answers} from {files} into {responses}.").format(
        answers=_taken(imported),
        files=counted("{n} file", "{n} files", files),
        responses=counted("{n} response", "{n} responses", responses),
    )


def _taken(imported: ImportRecord) -> str:
    """How many answers and follow-ups were imported."""
    answers = counted("{n} answer", "{n} answers", imported.answers)
    if not imported.follow_ups:
        return answers
    plan = counted("{n} follow-up", "{n} follow-ups", imported.follow_ups)
    return f"{answers}, {plan}" if imported.answers else plan


def show_imports(summaries: Sequence[AssessmentSummary]) -> None:
    """The recent imports, each with an undo button."""
    imports = list_imports(state.gate())
    if not imports:
        return
    st.header(_("Imports"), anchor=False)
    names = {summary.id: response_name(summary, plain_text) for summary in summaries}
    for imported in page_of(imports, IMPORTS_SHOWN, "imports-page"):
        with st.container(border=True, key=f"import-{imported.id}"):
            _imported(imported, [names[stored] for stored in imported.assessment_ids if stored in names])


def _imported(imported: ImportRecord, names: Sequence[str]) -> None:
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
            undo_import(state.gate(), imported.id)
            last: ImportRecord | None = st.session_state.get(_IMPORTED)
            if last is not None and last.id == imported.id:
                del st.session_state[_IMPORTED]
            st.rerun()
