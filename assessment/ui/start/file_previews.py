"""What each uploaded file would do: whether it can be read, which response it belongs to, what it changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from assessment.domain.merging.merge import FilePreview, MergePreview
from assessment.domain.model import MergeOutcome
from assessment.errors import FileRefused
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import outcome_word
from assessment.labels.formatting import response_name
from assessment.services.importing import PreparedImport
from assessment.ui.start.upload_session import preview_number
from assessment.ui.text.escaping import plain_text
from assessment.ui.text.html import html
from assessment.ui.widgets.components import list_problems
from assessment.ui.widgets.paging import page_of

FILES_SHOWN, REFUSED_SHOWN, NOTES_SHOWN = 20, 5, 20


def summary_words(previews: Sequence[MergePreview]) -> str:
    """What all files would do together, in one sentence."""
    counts, of_plan = Counter[MergeOutcome](), Counter[MergeOutcome]()
    for previewed in previews:
        counts += previewed.counts
        of_plan += previewed.follow_up_counts
    words = ngettext("Answers of {n} response: {counts}.", "Answers of {n} responses: {counts}.", len(previews))
    sentences = [words.format(n=len(previews), counts=_counts_words(counts))] if counts or not of_plan else []
    if of_plan:
        sentences.append(_("Follow-up plan: {counts}.").format(counts=_counts_words(of_plan)))
    return " ".join(sentences)


def _counts_words(counts: Counter[MergeOutcome]) -> str:
    return ", ".join(f"**{counts[outcome]}** {outcome_word(outcome).lower()}" for outcome in MergeOutcome)


def list_refused(refused: Sequence[FileRefused]) -> None:
    """Every problem of the files that can't be imported."""
    if not refused:
        return
    st.error(
        ngettext(
            "{n} file has problems and can’t be imported:",
            "{n} files have problems and can’t be imported:",
            len(refused),
        ).format(n=len(refused))
    )
    _first, shown = page_of(refused, REFUSED_SHOWN, f"refused-{preview_number()}")
    for error in shown:
        list_problems(error)


def list_files(prepared: PreparedImport) -> None:
    """A line per file: which response it belongs to, and the number of answers by outcome."""
    files = [(previewed, file) for previewed in prepared.previews for file in previewed.files]
    if files:
        first, shown = page_of(files, FILES_SHOWN, f"files-shown-{preview_number()}")
        for number, (previewed, file) in enumerate(shown, start=first):
            with st.container(border=True, key=f"file-{number}"):
                _file(previewed, file)
    if before := prepared.matched.already_imported:
        st.info(
            ngettext(
                "{n} submission was imported before and is skipped.",
                "{n} submissions were imported before and are skipped.",
                len(before),
            ).format(n=len(before))
        )


def _file(previewed: MergePreview, file: FilePreview) -> None:
    name = response_name(previewed.response, plain_text)
    goes_to = _("Will update: {name}") if previewed.stored else _("Will create a new response: {name}")
    whose, what = st.columns([2, 3], vertical_alignment="center")
    with whose:
        st.text(f"{file.incoming.source}\n{goes_to.format(name=name)}")
    with what:
        # How many answers become what, in columns that stand below each other from file to file.
        if file.outcomes or not file.follow_ups:
            _counts(_("Answers in this file"), file.outcomes)
        if file.follow_ups:
            st.caption(_("Follow-up plan"))
            _counts(_("Follow-ups in this file"), file.follow_ups)


def _counts(label: str, of_file: Mapping[str, MergeOutcome]) -> None:
    outcomes = Counter(of_file.values())
    counts = [(outcomes[outcome], outcome_word(outcome)) for outcome in MergeOutcome]
    st.html(html("counts", label=label, counts=counts))


def list_notes(prepared: PreparedImport) -> None:
    """What of the files isn't taken or goes elsewhere than somebody might expect, and what is worth a look."""
    notes = [note for previewed in prepared.previews for file in previewed.files for note in file.notes]
    notes = [*prepared.matched.notes, *notes]
    if notes:
        st.warning(_("Please check:"))
        _first, shown = page_of(notes, NOTES_SHOWN, f"notes-{preview_number()}")
        st.text("\n".join(f"• {note}" for note in shown))
