"""The measures that a recommendation asks for, to tick those that are in place."""

from __future__ import annotations

import streamlit as st

from assessment.domain.model import Recommendation
from assessment.i18n import gettext as _
from assessment.ui.rate.changes import save_measure
from assessment.ui.session import state
from assessment.ui.session.draft import Draft
from assessment.ui.text.escaping import escape_markdown
from assessment.ui.text.html import html


def ask_measures(item: Recommendation, draft: Draft, locked: bool) -> None:
    if not item.measures:
        return
    ticked = draft.field(item.id, "measures")
    with st.container(key=f"measures-{item.id}", gap=None):
        st.html(html("group_name", name=_("Measures in place"), question=item.question))
        for measure in item.measures:
            st.checkbox(
                escape_markdown(measure.text),
                key=(key := state.seeded(draft.key(item.id, f"measure.{measure.id}"), measure.id in ticked)),
                on_change=save_measure,
                args=(draft, item, measure.id, key),
                disabled=locked,
            )
