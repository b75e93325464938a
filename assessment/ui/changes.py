"""What files would change, answer by answer: stored now, and after the import."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.claims import Item
from assessment.figures import response_name
from assessment.language import gettext as _
from assessment.legend import outcome_word
from assessment.merging import Preview
from assessment.model import Outcome
from assessment.strict import listed
from assessment.ui.answer_texts import show_fields
from assessment.ui.brought import look
from assessment.ui.paging import part
from assessment.ui.verbatim import to_markdown, to_plain

ITEMS_SHOWN = 10


def show_changes(previews: Sequence[Preview]) -> None:
    """Shown on request, one response at a time; conflicts are listed elsewhere."""
    changed = {place: items for place, previewed in enumerate(previews) if (items := _changed(previewed))}
    if not changed:
        return
    details = st.expander(_("Show changes"), key=f"changes-{look()}", on_change="rerun")
    if not details.open:
        return
    with details:
        place: int | None = next(iter(changed))
        if len(changed) > 1:
            place = st.selectbox(
                _("Response"),
                list(changed),
                index=None,
                format_func=lambda each: f"{each + 1}. {response_name(previews[each].response, to_plain)}",
                placeholder=_("Choose"),
                key=f"changes-of-{look()}",
            )
        if place is not None:
            _first, shown = part(changed[place], ITEMS_SHOWN, f"changes-page-{look()}-{place}")
            for item in shown:
                _change(item)


def _changed(previewed: Preview) -> list[Item]:
    return [item for item in previewed.items if item.outcome not in (Outcome.UNCHANGED, Outcome.CONFLICT)]


def _change(item: Item) -> None:
    with st.container(border=True, key=f"change-{item.recommendation.id}"):
        st.markdown(f"**{item.recommendation.id} {to_markdown(item.recommendation.title)}**")
        files = listed([to_plain(name) for name in dict.fromkeys(said.source for said in item.said)])
        st.text(_("{outcome}, by {files}").format(outcome=outcome_word(item.outcome), files=files))
        before, after = st.columns(2)
        with before:
            st.caption(_("Stored now"))
            show_fields(item.recommendation, item.stored, item.fields)
        with after:
            st.caption(_("After import"))
            show_fields(item.recommendation, item.merged, item.fields)
