"""What each uploaded file would do: whether it can be read, which response it belongs to, what it changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from assessment.errors import FileRefused
from assessment.figures import response_name
from assessment.intake import Prepared
from assessment.language import gettext as _
from assessment.language import ngettext
from assessment.legend import outcome_word
from assessment.merging import FilePreview, Preview
from assessment.model import Outcome
from assessment.ui.brought import look
from assessment.ui.components import list_problems
from assessment.ui.html import html
from assessment.ui.paging import part
from assessment.ui.verbatim import to_plain

FILES_SHOWN, REFUSED_SHOWN, NOTES_SHOWN = 20, 5, 20


def summary_words(previews: Sequence[Preview]) -> str:
    """What all files would do together, in one sentence."""
    counts = Counter[Outcome]()
    for previewed in previews:
        counts += previewed.counts
    said = ", ".join(f"**{counts[outcome]}** {outcome_word(outcome).lower()}" for outcome in Outcome)
    words = ngettext("Answers of {n} response: {counts}.", "Answers of {n} responses: {counts}.", len(previews))
    return words.format(n=len(previews), counts=said)


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
    _first, shown = part(refused, REFUSED_SHOWN, f"refused-{look()}")
    for error in shown:
        list_problems(error)


def list_files(prepared: Prepared) -> None:
    """A line per file: which response it belongs to, and the number of answers by outcome."""
    files = [(previewed, file) for previewed in prepared.previews for file in previewed.files]
    if files:
        first, shown = part(files, FILES_SHOWN, f"files-shown-{look()}")
        for number, (previewed, file) in enumerate(shown, start=first):
            with st.container(border=True, key=f"file-{number}"):
                _file(previewed, file)
    if before := prepared.arrangement.taken_before:
        st.info(
            ngettext(
                "{n} submission was imported before and is skipped.",
                "{n} submissions were imported before and are skipped.",
                len(before),
            ).format(n=len(before))
        )


def _file(previewed: Preview, file: FilePreview) -> None:
    name = response_name(previewed.response, to_plain)
    goes_to = _("Will update: {name}") if previewed.kept else _("Will create a new response: {name}")
    whose, what = st.columns([2, 3], vertical_alignment="center")
    with whose:
        st.text(f"{file.incoming.source}\n{goes_to.format(name=name)}")
    with what:
        # How many answers become what, in columns that stand below each other from file to file.
        outcomes = Counter(file.outcomes.values())
        counts = [(outcomes[outcome], outcome_word(outcome)) for outcome in Outcome]
        st.html(html("counts", label=_("Answers in this file"), counts=counts))


def list_notes(prepared: Prepared) -> None:
    """What of the files isn't taken or goes elsewhere than somebody might expect, and what is worth a look."""
    notes = [note for previewed in prepared.previews for file in previewed.files for note in file.notes]
    notes = [*prepared.arrangement.notes, *notes]
    if notes:
        st.warning(_("Please check:"))
        _first, shown = part(notes, NOTES_SHOWN, f"notes-{look()}")
        st.text("\n".join(f"• {note}" for note in shown))
