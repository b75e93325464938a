"""One recommendation word for word, and who implements it, and how: every rating with its evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import streamlit as st

from assessment.domain.comparison.compare import mandate_count
from assessment.domain.model import EMPTY_ANSWER, Answer, Rating, Recommendation
from assessment.domain.scoring import tally
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, rating_label
from assessment.labels.formatting import mandate_count_text
from assessment.ui.compare.matrices.country_filter import filter_by_country
from assessment.ui.compare.response_choices import ChosenResponses, ResponseChoice, is_invented
from assessment.ui.session import state
from assessment.ui.text.escaping import escape_markdown
from assessment.ui.text.respondent_text import show_respondent_text
from assessment.ui.widgets.choices import choose_several
from assessment.ui.widgets.components import distribution_bar, item_flags, quotation, rating_chip
from assessment.ui.widgets.paging import page_of

SHOWN = 20
UNANSWERED = "unanswered"


def recommendation_answers(chosen: ChosenResponses, item: Recommendation) -> None:
    st.button(
        _("← All recommendations"), key="close-recommendation", on_click=state.choose, args=("recommendation", None)
    )
    with st.container(border=True, key=f"compared-{item.id}"):
        st.html(item_flags(item.id, item.red_line, mandate_count_text(mandate_count(chosen.versions)[item.id])))
        st.subheader(escape_markdown(item.title), anchor=False)
        quotation(item)
    _answers(chosen, item)


@state.fragment
def _answers(chosen: ChosenResponses, item: Recommendation) -> None:
    st.subheader(_("Who implements this, and how"), anchor=False)
    asked = [line for line in chosen.lines if item.id in chosen.catalogues[line.name].by_id]
    ratings = state.access().ratings([line.name for line in asked], [item.id])[item.id]
    st.html(distribution_bar(tally(ratings.values()), _("All responses asked this")))
    wanted = _ask_ratings(ratings.values())
    lines = [line for line in filter_by_country(asked) if not wanted or _code(ratings[line.name]) in wanted]
    _first, shown = page_of(lines, SHOWN, "answers-page", name="answers-page")
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
    labels = {_code(rating): f"{rating_label(rating)} ({counts[_code(rating)]})" for rating in RATING_STYLES}
    there = [code for code in labels if counts[code]]
    return choose_several("ratings", _("Ratings (all, unless you choose)"), there, labels.__getitem__)


def _code(rating: Rating | None) -> str:
    return rating.value if rating else UNANSWERED


def _answer(chosen: ChosenResponses, item: Recommendation, line: ResponseChoice, answer: Answer) -> None:
    with st.container(border=True, key=f"answer-{line.name}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(rating_chip(answer.rating), width="content")
            st.text(line.display_name)
        if is_invented(line.response):
            st.caption(_("Sample data (invented)"))
        if chosen.catalogues[line.name].by_id[item.id].text != item.text:
            st.caption(_("Asked in the words of another version of the questionnaire."))
        show_respondent_text(_texts(answer), answer.evidence_url)


def _texts(answer: Answer) -> dict[str, str]:
    reason = answer.reason if answer.rating is Rating.NOT_APPLICABLE else ""
    return {_("Why it doesn’t apply"): reason, _("Evidence"): answer.evidence, _("Law or policy"): answer.law_reference}
