"""Before submission: what is unanswered, lacks a reason, or disagrees with its ticks. Submitting locks; reopening is
explicit and recorded."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.access.assessments import read_events, reopen_assessment, submit_assessment
from assessment.config import settings
from assessment.domain.catalogue import Recommendation
from assessment.domain.gaps import needs_explanation
from assessment.domain.permissions import Action
from assessment.domain.response import Assessment, Status
from assessment.domain.scoring import assessed, tally_all
from assessment.html.escaping import escape_markdown
from assessment.html.pictures import distribution_bar
from assessment.i18n import gettext as _
from assessment.labels.findings import agenda_text
from assessment.labels.formatting import rated_count_text, timestamp_text
from assessment.parsing.limits import PASSAGE_LIMIT, is_blank
from assessment.records.assessments import EventKind
from assessment.ui.rate.moves import clear_filter
from assessment.ui.results.downloads import report_button
from assessment.ui.session import state
from assessment.ui.session.draft import Draft

FEW = 10
"""Items that a list shows at first."""


def review(assessment: Assessment, draft: Draft, changed: Sequence[str]) -> None:
    """Everything left to do. If another window has just changed answers, nothing is submitted yet."""
    if changed:
        st.info(_("Changed elsewhere, shown as it is now: {ids}").format(ids=", ".join(changed)))
    catalogue = assessment.catalogue
    st.header(_("Review and submit"), anchor=False)
    whole = tally_all(catalogue, assessment.response)
    st.html(distribution_bar(whole, _("All recommendations")))
    st.caption(" · ".join(filter(None, (rated_count_text(whole), agenda_text(catalogue, assessment.response)))))
    items, waiting = assessed(assessment.response, catalogue.recommendations), draft.unsaved
    _list(
        _("Not answered"),
        [item for item in items if draft.answer(item.id).rating is None and item.id not in waiting],
    )
    _list(_("Not saved: lacks a reason, or was refused"), [item for item in items if item.id in waiting])
    _list(
        _("Rating doesn’t match the ticked measures"),
        [item for item in items if needs_explanation(item, draft.answer(item.id))],
    )
    if changed:
        st.session_state["submit-sure"] = False  # What was confirmed isn't what is stored now.
    allowed = state.allowed()
    if assessment.status is Status.SUBMITTED:
        # Where the button was, and so in sight of the person who has just pressed it.
        _confirm_submission(assessment)
        if Action.REOPEN in allowed:
            _ask_reopening(assessment)
    elif Action.SUBMIT in allowed:
        _ask_submission(
            assessment,
            blocked=any(item.id in waiting for item in items),
            is_news=bool(changed),
            may_reopen=Action.REOPEN in allowed,
        )


def _list(title: str, items: Sequence[Recommendation]) -> None:
    st.subheader(f"{title} ({len(items)})" if items else f"✓ {title} (0)", anchor=False)
    if not items:
        return
    with st.expander(_("Show them"), expanded=len(items) <= FEW):
        for item in items:
            st.button(
                f"{item.id} · {escape_markdown(item.title)}",
                key=f"go-{title}-{item.id}",
                type="tertiary",
                on_click=_go_to,
                args=(item.id,),
            )


def _go_to(recommendation_id: str) -> None:
    state.choose("item", recommendation_id)
    state.choose("view", "focus")
    clear_filter()


def _ask_submission(assessment: Assessment, *, blocked: bool, is_news: bool, may_reopen: bool) -> None:
    st.subheader(_("Submit"), anchor=False)
    st.markdown(
        _(
            "Submitting locks the answers, so that reports stay as they are. What is unanswered is reported as an "
            "information gap."
        )
        + " "
        + (_("You can reopen it; that is recorded.") if may_reopen else _("Only a facilitator can reopen it."))
    )
    sure = st.checkbox(_("We confirm these answers."), key="submit-sure", disabled=blocked)
    if st.button(_("Submit"), type="primary", disabled=blocked or not sure, key="submit") and not is_news:
        submit_assessment(state.gate(), assessment.id)
        st.rerun()
    if blocked:
        st.caption(_("First save or clear what is not saved."))


def _confirm_submission(assessment: Assessment) -> None:
    """Say when it was submitted, and offer what comes of it."""
    st.subheader(_("Submitted"), anchor=False)
    events = read_events(state.gate(), assessment.id)
    at = max((event.at for event in events if event.kind is EventKind.SUBMITTED), default=assessment.updated)
    st.success(_("Submitted at {time}.").format(time=timestamp_text(at)))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link("results/page.py", label=_("See the results"))
        if Action.EXPORT in state.allowed():
            report_button(assessment, settings().coverage_threshold, key="submitted-report")


def _ask_reopening(assessment: Assessment) -> None:
    st.subheader(_("Reopen"), anchor=False)
    st.markdown(_("Reopening lets the answers be changed again, and is recorded with your reason."))
    why = st.text_input(_("Why is it reopened?"), max_chars=PASSAGE_LIMIT, key="reopen-why")
    if st.button(_("Reopen"), disabled=is_blank(why), key="reopen"):
        reopen_assessment(state.gate(), assessment.id, note=why)
        st.rerun()
