"""What uploaded files would do: whether each can be read and which response it belongs to, and answer by answer what is
stored now and after the import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from assessment.domain.answer import Answer, MergeOutcome
from assessment.domain.catalogue import Recommendation
from assessment.domain.follow_up import FIELDS, FollowUp
from assessment.domain.merging.answer_merge import AnyMerge
from assessment.domain.merging.merge import FilePreview, MergePreview
from assessment.errors import FileRefused
from assessment.html.escaping import escape_markdown, plain_text
from assessment.html.pictures import rating_chip
from assessment.html.render import html
from assessment.i18n import counted
from assessment.i18n import gettext as _
from assessment.labels.codes import outcome_word
from assessment.labels.formatting import response_name, value_text
from assessment.parsing.message_text import abbreviated_list
from assessment.services.importing import PreparedImport
from assessment.ui.start.upload_session import preview_number
from assessment.ui.widgets.choices import ask_one, page_of
from assessment.ui.widgets.components import list_lines
from assessment.ui.widgets.respondent_text import show_respondent_text

FILES_SHOWN, REFUSED_SHOWN, NOTES_SHOWN = 20, 5, 20
CHANGES_SHOWN = 10


def summary_words(previews: Sequence[MergePreview]) -> str:
    """What all files would do together, in one sentence."""
    counts, of_plan = Counter[MergeOutcome](), Counter[MergeOutcome]()
    for previewed in previews:
        counts += previewed.counts
        of_plan += previewed.follow_up_counts
    words = counted(
        "Answers of {n} response: {counts}.",
        "Answers of {n} responses: {counts}.",
        len(previews),
        counts=_counts_words(counts),
    )
    if not of_plan:
        return words
    plan_words = _("Follow-up plan: {counts}.").format(counts=_counts_words(of_plan))
    return f"{words} {plan_words}" if counts else plan_words


def _counts_words(counts: Counter[MergeOutcome]) -> str:
    return ", ".join(f"**{counts[outcome]}** {outcome_word(outcome).lower()}" for outcome in MergeOutcome)


def list_refused(refused: Sequence[FileRefused]) -> None:
    """Every problem of the files that can't be imported."""
    if not refused:
        return
    st.error(
        counted(
            "{n} file has problems and can’t be imported:",
            "{n} files have problems and can’t be imported:",
            len(refused),
        )
    )
    for error in page_of(refused, REFUSED_SHOWN, f"refused-{preview_number()}"):
        list_lines(error.problems)


def list_files(prepared: PreparedImport) -> None:
    """A line per file: which response it belongs to, and the number of answers by outcome."""
    files = [(previewed, file) for previewed in prepared.previews for file in previewed.files]
    for number, (previewed, file) in page_of([*enumerate(files, 1)], FILES_SHOWN, f"files-shown-{preview_number()}"):
        with st.container(border=True, key=f"file-{number}"):
            _file(previewed, file)
    if before := prepared.matched.already_imported:
        st.info(
            counted(
                "{n} submission was imported before and is skipped.",
                "{n} submissions were imported before and are skipped.",
                len(before),
            )
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
    """What isn't imported, or not where somebody might expect it, and what else to check."""
    notes = [note for previewed in prepared.previews for file in previewed.files for note in file.notes]
    notes = [*prepared.matched.notes, *notes]
    if notes:
        st.warning(_("Please check:"))
        on_page = page_of(notes, NOTES_SHOWN, f"notes-{preview_number()}")
        list_lines(on_page)


def show_changes(previews: Sequence[MergePreview]) -> None:
    """Shown on request, one response at a time; conflicts are listed elsewhere."""
    changed = {place: items for place, previewed in enumerate(previews) if (items := _changed(previewed))}
    if not changed:
        return
    details = st.expander(_("Show changes"), key=f"changes-{preview_number()}", on_change="rerun")
    if not details.open:
        return
    with details:
        place: int | None = next(iter(changed))
        if len(changed) > 1:
            names = {place: f"{place + 1}. {response_name(previews[place].response, plain_text)}" for place in changed}
            place = ask_one(_("Response"), names, f"changes-of-{preview_number()}")
        if place is not None:
            for item in page_of(changed[place], CHANGES_SHOWN, f"changes-page-{preview_number()}-{place}"):
                _change(item)


def _changed(previewed: MergePreview) -> list[AnyMerge]:
    items: list[AnyMerge] = [*previewed.items, *previewed.follow_ups]
    return [item for item in items if item.outcome not in (MergeOutcome.UNCHANGED, MergeOutcome.CONFLICT)]


def _change(item: AnyMerge) -> None:
    with st.container(border=True, key=f"change-{item.key}"):
        st.markdown(f"**{item.recommendation.id} {escape_markdown(item.recommendation.title)}**")
        files = abbreviated_list(
            [plain_text(name) for name in dict.fromkeys(file_answer.source for file_answer in item.file_answers)]
        )
        st.text(_("{outcome}, by {files}").format(outcome=outcome_word(item.outcome), files=files))
        before, after = st.columns(2)
        with before:
            st.caption(_("Stored now"))
            show_fields(item.recommendation, item.stored, item.fields)
        with after:
            st.caption(_("After import"))
            show_fields(item.recommendation, item.merged, item.fields)


def show_fields(item: Recommendation, record: Answer | FollowUp, fields: Sequence[str]) -> None:
    """Draw these fields of an answer or follow-up: a rating as a chip, the others with their names, even if empty."""
    if isinstance(record, Answer) and "rating" in fields:
        st.html(rating_chip(record.rating))
    texts = {FIELDS[name].label: _text(item, getattr(record, name)) for name in fields if name != "rating"}
    show_respondent_text(texts, "")


def _text(item: Recommendation, value: object) -> str:
    if isinstance(value, tuple) and value:
        value = "; ".join(measure.text for measure in item.measures if measure.id in value)
    return value_text(value) or _("(empty)")
