"""The measures that a recommendation asks for, to tick those that are in place, or to say that none of them is."""

from __future__ import annotations

import streamlit as st

from assessment.domain.model import Recommendation
from assessment.i18n import gettext as _
from assessment.labels.codes import none_of_these
from assessment.ui.rate.changes import save_measure, save_none, tick_key
from assessment.ui.session import state
from assessment.ui.session.draft import NONE, Draft
from assessment.ui.text.escaping import escape_markdown
from assessment.ui.text.html import html


def ask_measures(item: Recommendation, draft: Draft, locked: bool) -> None:
    if not item.measures:
        return
    measures = draft.field(item.id, "measures")
    with st.container(key=f"measures-{item.id}", gap=None):
        st.html(html("group_name", name=_("Measures in place"), question=item.question))
        for measure in item.measures:
            st.checkbox(
                escape_markdown(measure.text),
                key=(key := state.seeded(tick_key(draft, item, measure.id), measure.id in (measures or ()))),
                on_change=save_measure,
                args=(draft, item, measure.id, key),
                disabled=locked,
            )
        # No tick says nothing; that nothing is in place is said by a tick of its own.
        st.checkbox(
            none_of_these(),
            key=(key := state.seeded(tick_key(draft, item, NONE), measures == ())),
            on_change=save_none,
            args=(draft, item, key),
            disabled=locked,
        )
