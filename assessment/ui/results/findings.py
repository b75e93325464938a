"""The gravest gaps, all gaps and what is unknown, a row each, which opens its card on the page “Rate”."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from assessment.domain.catalogue import Recommendation
from assessment.domain.follow_up import FIELDS, FIRST_FIELDS
from assessment.domain.gaps import Gap
from assessment.domain.workshop.outcome import Outcome
from assessment.html.escaping import escape_markdown
from assessment.html.pictures import gap_line, item_line
from assessment.i18n import gettext as _
from assessment.labels.findings import gravest_gaps
from assessment.labels.formatting import mandate_count_text, value_text
from assessment.labels.workshops import agreed_spread_text, comment_beside, room_lines
from assessment.reports.method_text import about_gap_order, about_measures
from assessment.ui.rate.moves import go_to_card
from assessment.ui.results.follow_up import GRAVEST
from assessment.ui.session import state
from assessment.ui.session.plan_draft import PlanDraft
from assessment.ui.widgets.choices import page_of
from assessment.ui.widgets.components import fold, fold_key, quotation
from assessment.ui.widgets.respondent_text import show_respondent_text, support_texts
from assessment.views.results import Results

LIST, ALL_GAPS = "list", "gaps"
"""The name of the views below the first screen in the address, and the view with all gaps."""
GAP_PAGE, UNKNOWN_PAGE = "gap-page", "unknown-page"
"""The names of the pages of the lists in the address."""
ROWS_SHOWN = 10


def gravest_gap_list(draft: PlanDraft, results: Results, *, may_answer: bool) -> None:
    """The gaps that lead, with their follow-up as it is now."""
    st.header(_("Gravest gaps"), anchor=False)
    if results.gaps:
        state.fragment(_gravest_gaps, key=GRAVEST)(draft, results, may_answer)
    else:
        st.markdown(no_gaps())


def no_gaps() -> str:
    return _("No recommendation is rated absent or partial.")


def _gravest_gaps(draft: PlanDraft, results: Results, may_answer: bool) -> None:
    for entry, gap in zip(results.gravest_gaps, gravest_gaps(results.gaps), strict=True):
        row = gap_line(results, replace(entry, follow_up=draft.follow_up(gap)))
        with _row("gravest", gap.recommendation, row):
            _open_button("gravest", gap.recommendation, may_answer=may_answer)


def _row(place: str, item: Recommendation, picture: Markup) -> DeltaGenerator:
    row = st.container(key=f"row-{place}-{item.id}", horizontal=True, vertical_alignment="center", gap="small")
    row.html(picture)
    return row


def _open_button(place: str, item: Recommendation, *, may_answer: bool) -> None:
    """Open a card on “Rate”, or for those who may not answer, the gap among all gaps."""
    if st.button(_("Open {id}").format(id=escape_markdown(item.id)), key=f"open-{place}-{item.id}"):
        if may_answer:
            go_to_card(item)
            st.switch_page("rate/page.py")
        state.choose(LIST, ALL_GAPS)
        state.choose(GAP_PAGE, None)  # The gravest are on the first.
        st.session_state[fold_key(_card_name(item))] = True
        st.rerun()


def _card_name(item: Recommendation) -> str:
    return f"card-{item.id}"


def all_gaps(results: Results, outcomes: Mapping[str, Outcome], *, may_answer: bool) -> None:
    """Every gap in the method's order, as it was answered; `outcomes` are those of a workshop, if there was one."""
    st.caption(about_gap_order() if results.gaps else no_gaps())
    _gap_rows(results, outcomes, may_answer)


@state.fragment
def _gap_rows(results: Results, outcomes: Mapping[str, Outcome], may_answer: bool) -> None:
    for gap in page_of(results.gaps, ROWS_SHOWN, "gaps", name=GAP_PAGE):
        item, outcome = gap.recommendation, outcomes.get(gap.recommendation.id)
        votes = agreed_spread_text(outcome) if outcome else None
        spread = [_("Spread {spread}").format(spread=votes)] if votes else []
        label = _("{id}: its text, measures and evidence").format(id=escape_markdown(item.id))
        with st.container(key=f"gap-row-{item.id}", gap="xsmall"):
            with _row("gap", item, item_line(item, gap.answer.rating, [*_facts(results, item), *spread])):
                if may_answer:
                    _open_button("gap", item, may_answer=True)
            fold(_card_name(item), label, _gap_card, gap, outcome)


def _facts(results: Results, item: Recommendation) -> Sequence[str]:
    catalogue = results.catalogue
    return [item.id, catalogue.theme_by_id[item.theme].name, mandate_count_text(catalogue.asked_by[item.id])]


def _gap_card(gap: Gap, outcome: Outcome | None) -> None:
    """The recommendation word for word, and what was answered."""
    answer = gap.answer
    quotation(gap.recommendation)
    if not_ticked := measures_not_ticked(gap):
        st.markdown(not_ticked)
    texts = {
        **(dict(room_lines(outcome, answer.reason)) if outcome else {}),
        **support_texts(answer, nothing=_("none given")),
        **{field.question: value_text(getattr(answer, field.name)) for field in FIRST_FIELDS},
        FIELDS["comment"].label: comment_beside(outcome, answer.comment) if outcome else answer.comment,
    }
    show_respondent_text(texts, answer.evidence_url)


def measures_not_ticked(gap: Gap) -> str:
    """The measures that aren't ticked, as a list; empty where the recommendation has none."""
    if not gap.recommendation.measures:
        return ""
    if not gap.not_ticked:
        return _("Every measure is ticked.")
    return f"**{about_measures(gap.answer)}:**\n\n" + "\n".join(f"- {escape_markdown(text)}" for text in gap.not_ticked)


def unknown_list(results: Results, *, may_answer: bool) -> None:
    """What is unanswered or answered “don't know”, which is never counted as a gap."""
    words = _("Never counted as absent; they widen the band.")
    st.caption(words if results.information_gaps else _("Every applicable recommendation is rated."))
    _unknown_rows(results, may_answer)


@state.fragment
def _unknown_rows(results: Results, may_answer: bool) -> None:
    for item in page_of(results.information_gaps, ROWS_SHOWN, "unknown", name=UNKNOWN_PAGE):
        with _row("unknown", item, item_line(item, results.response.rating(item.id), _facts(results, item))):
            if may_answer:
                _open_button("unknown", item, may_answer=True)
