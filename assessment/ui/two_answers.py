"""One recommendation word for word, and the answers of two responses, side by side."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assessment.comparison import Compared
from assessment.language import gettext as _
from assessment.model import Answer, Rating, Recommendation
from assessment.ui import state
from assessment.ui.choosing import choose_one
from assessment.ui.components import chip, quotation
from assessment.ui.typed import typed

ITEM = "pair-item"


@st.fragment
def two_answers(
    first: Compared, second: Compared, items: Mapping[str, Recommendation], called: tuple[str, str]
) -> None:
    """Draw a list of recommendations, and both answers to the chosen one."""
    kept = state.chosen_text(ITEM)
    current = kept if kept in items else None
    choose_one(
        ITEM,
        _("Read a recommendation and its answers"),
        list(items),
        current,
        lambda each: f"{each} {items[each].title}",
        placeholder=_("Choose"),
    )
    if current is None:
        return
    with st.container(border=True, key="two-answers"):
        quotation(items[current])
        for column, one, name in zip(st.columns(2), (first, second), called, strict=True):
            with column:
                st.markdown(f"**{name}**")
                _answer(one.response.answer(current))


def _answer(answer: Answer) -> None:
    st.html(chip(answer.rating))
    reason = answer.reason if answer.rating is Rating.NOT_APPLICABLE else ""
    texts = {
        _("Why it doesn’t apply"): reason,
        _("Evidence"): answer.evidence or ("" if answer.evidence_url else _("none given")),
        _("Law or policy"): answer.law_reference,
        _("Comment"): answer.comment,
    }
    typed(texts, answer.evidence_url)
