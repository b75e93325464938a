"""What files would change, answer by answer: stored now, and after the import."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.domain.merging.answer_merge import AnyMerge
from assessment.domain.merging.merge import MergePreview
from assessment.domain.model import MergeOutcome
from assessment.i18n import gettext as _
from assessment.labels.codes import outcome_word
from assessment.labels.formatting import response_name
from assessment.parsing.message_text import abbreviated_list
from assessment.ui.start.answer_fields import show_fields
from assessment.ui.start.upload_session import preview_number
from assessment.ui.text.escaping import escape_markdown, plain_text
from assessment.ui.widgets.paging import page_of

ITEMS_SHOWN = 10


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
            place = st.selectbox(
                _("Response"),
                list(changed),
                index=None,
                format_func=lambda each: f"{each + 1}. {response_name(previews[each].response, plain_text)}",
                placeholder=_("Choose"),
                key=f"changes-of-{preview_number()}",
            )
        if place is not None:
            _first, shown = page_of(changed[place], ITEMS_SHOWN, f"changes-page-{preview_number()}-{place}")
            for item in shown:
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
