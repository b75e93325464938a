"""One recommendation word for word, and the answers of two responses, side by side."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assessment.domain.comparison.compare import ComparedResponse
from assessment.domain.model import Answer, Rating, Recommendation
from assessment.i18n import gettext as _
from assessment.ui.session import state
from assessment.ui.text.respondent_text import show_respondent_text
from assessment.ui.widgets.choices import choose_one
from assessment.ui.widgets.components import quotation, rating_chip

ITEM = "pair-item"


@state.fragment
def compare_answers(
    first: ComparedResponse, second: ComparedResponse, items: Mapping[str, Recommendation], called: tuple[str, str]
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
    st.html(rating_chip(answer.rating))
    reason = answer.reason if answer.rating is Rating.NOT_APPLICABLE else ""
    texts = {
        _("Why it doesn’t apply"): reason,
        _("Evidence"): answer.evidence or ("" if answer.evidence_url else _("none given")),
        _("Law or policy"): answer.law_reference,
        _("Comment"): answer.comment,
    }
    show_respondent_text(texts, answer.evidence_url)
