"""The saved assessments, a row each: how far it is, and what can be done with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

import streamlit as st

from assessment.domain.countries import INVENTED_PLACES
from assessment.domain.permissions import Action
from assessment.i18n import gettext as _
from assessment.labels.codes import status_word
from assessment.labels.formatting import date_text, response_name, timestamp_text
from assessment.storage import AssessmentSummary
from assessment.ui.session import state
from assessment.ui.start.changes import Change, ask_change, open_change
from assessment.ui.text.escaping import plain_text
from assessment.ui.text.html import html
from assessment.ui.widgets.paging import page_of

SHOWN = 10
"""Rows per page."""


def list_saved(summaries: Sequence[AssessmentSummary], allowed: Collection[Action]) -> None:
    """A row per assessment, the latest changed first, with what this person may do."""
    _first, shown = page_of(summaries, SHOWN, "kept-page")
    notes = _distinguishing_notes(summaries, allowed)
    for summary in shown:
        with st.container(
            horizontal=True, vertical_alignment="center", horizontal_alignment="right", key=f"kept-{summary.id}"
        ):
            st.html(_row(summary, notes[summary.id]))
            _offer_actions(summary, allowed)
    ask_change(shown)


def _row(summary: AssessmentSummary, notes: Sequence[str]) -> str:
    facts = (
        _("{answered} of {total} answered").format(answered=summary.answered, total=summary.of),
        status_word(summary.status),
        _("last saved {moment}").format(moment=timestamp_text(summary.updated)),
        *notes,
    )
    return html("saved", name=response_name(summary), answered=summary.answered, total=summary.of, facts=facts)


def _distinguishing_notes(summaries: Sequence[AssessmentSummary], allowed: Collection[Action]) -> dict[str, list[str]]:
    """By id, what a row says besides its name and progress, so that no two rows look the same."""
    has_several = len({(one.catalogue_id, one.catalogue_version) for one in summaries}) > 1
    found: dict[str, list[str]] = {}
    for one in summaries:
        notes = (
            _("round of {date}").format(date=date_text(one.round.date)) if one.round.date else "",
            f"{one.catalogue_title} ({one.catalogue_version})" if has_several else "",
            _("Sample data (invented)") if one.country in INVENTED_PLACES else "",
            _owner_words(one.owner) if Action.ADMINISTER in allowed else "",
        )
        found[one.id] = [note for note in notes if note]
    looks = Counter((response_name(one), *found[one.id]) for one in summaries)
    for one in summaries:
        if looks[(response_name(one), *found[one.id])] > 1:
            found[one.id] = [*found[one.id], _("begun {moment}").format(moment=timestamp_text(one.created))]
    return found


def _owner_words(owner: str) -> str:
    return _("belongs to {organisation}").format(organisation=owner) if owner else _("belongs to no organisation")


def _offer_actions(summary: AssessmentSummary, allowed: Collection[Action]) -> None:
    if Action.ANSWER in allowed and st.button(_("Continue"), type="primary", key=f"continue-{summary.id}"):
        _open(summary, "rate")
    if st.button(_("Results"), key=f"results-{summary.id}"):
        _open(summary, "results")
    changes = [change for change in Change if change.action in allowed]
    if changes:
        chosen = st.menu_button(_("More"), changes, format_func=lambda change: change.word, key=f"more-{summary.id}")
        if chosen is not None:
            _change(summary, chosen)


def _change(summary: AssessmentSummary, change: Change) -> None:
    if change is Change.SHARE:
        _open(summary, "links")
    else:
        open_change(change, summary.id)


def _open(summary: AssessmentSummary, page: str) -> None:
    state.open_assessment(summary.id)
    st.switch_page(f"{page}/page.py")


def list_deleted(allowed: Collection[Action]) -> None:
    """What was deleted in the last 30 days, each with an undo button, for those who may delete."""
    deleted = state.access().deleted() if Action.DELETE in allowed else []
    if not deleted:
        return
    st.header(_("Deleted"), anchor=False)
    st.caption(_("Kept for 30 days, then removed for good."))
    for summary in deleted:
        with st.container(border=True, horizontal=True, key=f"deleted-{summary.id}"):
            st.text(response_name(summary, plain_text))
            if st.button(_("Undo"), key=f"undelete-{summary.id}"):
                state.access().undelete(summary.id)
                st.rerun()
