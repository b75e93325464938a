"""One recommendation word for word, and who implements it, and how: every rating with its evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import streamlit as st

from assessment.comparison import asked_by
from assessment.figures import asked_by_words
from assessment.language import gettext as _
from assessment.legend import LOOKS, rating_label
from assessment.model import EMPTY_ANSWER, Answer, Rating, Recommendation
from assessment.scoring import tally
from assessment.ui import state
from assessment.ui.choosing import choose_several
from assessment.ui.components import chip, distribution_bar, flag, quotation
from assessment.ui.lines import Chosen, Line, is_invented
from assessment.ui.narrowing import of_country
from assessment.ui.paging import part
from assessment.ui.typed import typed
from assessment.ui.verbatim import to_markdown

SHOWN = 20
UNANSWERED = "unanswered"


def recommendation_answers(chosen: Chosen, item: Recommendation) -> None:
    st.button(
        _("← All recommendations"), key="close-recommendation", on_click=state.choose, args=("recommendation", None)
    )
    with st.container(border=True, key=f"compared-{item.id}"):
        st.html(flag(item.id, item.red_line, asked_by_words(asked_by(chosen.versions)[item.id])))
        st.subheader(to_markdown(item.title), anchor=False)
        quotation(item)
    _answers(chosen, item)


@st.fragment
def _answers(chosen: Chosen, item: Recommendation) -> None:
    st.subheader(_("Who implements this, and how"), anchor=False)
    asked = [line for line in chosen.lines if item.id in chosen.catalogues[line.name].by_id]
    ratings = state.access().ratings([line.name for line in asked], [item.id])[item.id]
    st.html(distribution_bar(tally(ratings.values()), _("All responses asked this")))
    wanted = _ask_ratings(ratings.values())
    lines = [line for line in of_country(asked) if not wanted or _code(ratings[line.name]) in wanted]
    _first, shown = part(lines, SHOWN, "answers-page", name="answers-page")
    if not lines:
        st.info(_("No response has this rating."))
    if any(line.response.anonymous for line in shown):
        st.caption(
            _(
                "Some of these responses are anonymous, but their words may still show who wrote them. Ask the "
                "authors before you share them."
            )
        )
    answers = state.access().answers_to([line.name for line in shown], item.id)
    for line in shown:
        _answer(chosen, item, line, answers.get(line.name, EMPTY_ANSWER))


def _ask_ratings(ratings: Iterable[Rating | None]) -> list[str]:
    """The ratings to show; each button has the number of its rating."""
    counts = Counter(map(_code, ratings))
    labels = {_code(rating): f"{rating_label(rating)} ({counts[_code(rating)]})" for rating in LOOKS}
    there = [code for code in labels if counts[code]]
    return choose_several("ratings", _("Ratings (all, unless you choose)"), there, labels.__getitem__)


def _code(rating: Rating | None) -> str:
    return rating.value if rating else UNANSWERED


def _answer(chosen: Chosen, item: Recommendation, line: Line, answer: Answer) -> None:
    with st.container(border=True, key=f"answer-{line.name}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(chip(answer.rating), width="content")
            st.text(line.called)
        if is_invented(line.response):
            st.caption(_("Sample data (invented)"))
        if chosen.catalogues[line.name].by_id[item.id].text != item.text:
            st.caption(_("Asked in the words of another version of the questionnaire."))
        typed(_texts(answer), answer.evidence_url)


def _texts(answer: Answer) -> dict[str, str]:
    reason = answer.reason if answer.rating is Rating.NOT_APPLICABLE else ""
    return {_("Why it doesn’t apply"): reason, _("Evidence"): answer.evidence, _("Law or policy"): answer.law_reference}
