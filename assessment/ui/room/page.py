"""The page “Room view”: one recommendation of the open assessment for everybody in a room to read, rated by keys."""

from __future__ import annotations

import streamlit as st

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Recommendation
from assessment.domain.response import Assessment, Status
from assessment.domain.scoring import tally_all
from assessment.html.escaping import escape_markdown
from assessment.i18n import gettext as _
from assessment.labels.codes import rating_label
from assessment.parsing.limits import PASSAGE_LIMIT
from assessment.ui.projector.screen import counts_screen, notice_screen, question_screen, quotation_screen
from assessment.ui.rate.changes import field_key, record_change
from assessment.ui.rate.moves import chosen_theme
from assessment.ui.session import state
from assessment.ui.session.draft import Draft
from assessment.ui.session.looking import watch_for_news
from assessment.ui.session.previous_round import find_previous_round
from assessment.ui.widgets.components import ask_rating, offer_keys


def room_view() -> None:
    with st.container(key="projector"):
        assessment = state.assessment()
        if assessment is None:
            st.html(notice_screen(_("Room view"), _("No assessment is open. Open this page from the page “Rate”.")))
        else:
            _show(assessment)


def _show(assessment: Assessment) -> None:
    draft = state.draft(assessment.id)
    draft.refresh(state.gate())
    draft.previous_round = find_previous_round(state.gate(), assessment)
    items = [item for of_theme in assessment.catalogue.by_theme.values() for item in of_theme]
    item = _chosen(assessment, items)
    draft.show("room", item.id)
    place = items.index(item)
    where = _("Recommendation {place} of {total}").format(place=place + 1, total=len(items))
    st.html(question_screen(item, where, has_votes=True))
    with st.container(key="room-rating"):
        _ask_rating(item, draft, locked=assessment.status is Status.SUBMITTED)
    st.html(counts_screen(tally_all(assessment.catalogue, assessment.response)))
    st.html(quotation_screen(item))
    watch_for_news(draft)
    with st.container(key="screen-moves", horizontal=True, vertical_alignment="center"):
        for key, label, to in (("p", _("← Previous"), place - 1), ("n", _("Next →"), place + 1)):
            is_there = 0 <= to < len(items)
            st.button(
                label,
                key=f"key-{key}-item",
                disabled=not is_there,
                on_click=state.choose,
                args=("item", items[to].id if is_there else None),
            )
        offer_keys(
            {
                "1–5": _("rate"),
                "n": _("next"),
                "p": _("previous"),
                "q": _("the recommendation in its own words"),
                "f": _("full screen"),
            }
        )


def _chosen(assessment: Assessment, items: list[Recommendation]) -> Recommendation:
    """The chosen recommendation, or the first of the chosen theme."""
    chosen = assessment.catalogue.by_id.get(state.chosen_text("item") or "")
    theme = chosen_theme(assessment.catalogue)
    return chosen or next((item for item in items if item.theme == theme), items[0])


def _ask_rating(item: Recommendation, draft: Draft, *, locked: bool) -> None:
    key = field_key(draft, item, "rating")
    ask_rating(
        escape_markdown(item.question),
        key,
        on_change=_rate,
        args=(draft, item, key),
        words=lambda rating: f"{list(Rating).index(rating) + 1} {rating_label(rating)}",
        disabled=locked,
        required=True,
        is_labelled=False,
    )
    if draft.asks_for_reason(item.id):
        st.text_input(
            _("Why doesn’t it apply? (required)"),
            max_chars=max(PASSAGE_LIMIT, len(draft.field(item.id, "reason"))),
            key=(key := field_key(draft, item, "reason")),
            on_change=_give_reason,
            args=(draft, item, key),
            disabled=locked,
        )
    for words in _problems(item, draft):
        st.error(words)


def _problems(item: Recommendation, draft: Draft) -> list[str]:
    """Why something isn't saved."""
    edit = draft.edit(item.id)
    if edit.conflict:
        return [_("Not saved: this answer was changed by somebody else. Settle it on the page “Rate”.")]
    if edit.refused:
        return [_("Not saved. {reason}").format(reason=escape_markdown(edit.refused))]
    return [escape_markdown(reason) for reason in edit.impossible.values()]


def _rate(draft: Draft, item: Recommendation, key: str) -> None:
    if value := st.session_state.get(key):
        record_change(draft, item, rating=Rating(str(value)))


def _give_reason(draft: Draft, item: Recommendation, key: str) -> None:
    if draft.is_on_screen(key):
        record_change(draft, item, reason=st.session_state.get(key) or "")


room_view()
