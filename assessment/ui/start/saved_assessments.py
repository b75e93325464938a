"""The saved assessments: how far each is, and what can be done with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import streamlit as st

from assessment.domain.countries import INVENTED_PLACES
from assessment.domain.model import Round, Voice
from assessment.domain.permissions import Action
from assessment.i18n import gettext as _
from assessment.labels.codes import status_word, voice_word
from assessment.labels.formatting import response_name, timestamp_text
from assessment.parsing.limits import NAME_LIMIT, PASSAGE_LIMIT
from assessment.parsing.message_text import truncated
from assessment.storage import AssessmentSummary
from assessment.ui.failures import showing_errors
from assessment.ui.links.organisations import known_organisations
from assessment.ui.session import state
from assessment.ui.start.owner import show_owner
from assessment.ui.text.escaping import plain_text
from assessment.ui.widgets.paging import page_of

SHOWN = 5
"""Boxes per page, so that the rest of Start stays within reach."""


def list_saved(summaries: Sequence[AssessmentSummary], allowed: Collection[Action]) -> None:
    """One box per assessment, the latest changed first, with what this person may do."""
    _first, shown = page_of(summaries, SHOWN, "kept-page")
    organisations = known_organisations(state.access()) if Action.ADMINISTER in allowed else []
    for summary in shown:
        with st.container(border=True, key=f"kept-{summary.id}"):
            _kept(summary, allowed)
            if Action.ADMINISTER in allowed:
                show_owner(summary, organisations)


def _kept(summary: AssessmentSummary, allowed: Collection[Action]) -> None:
    name = response_name(summary, plain_text)
    st.text(name)
    if summary.country in INVENTED_PLACES:
        st.caption(_("Sample data (invented)"))
    st.progress(
        summary.answered / summary.of,
        text=_("{answered} of {total} answered · {status} · last saved {moment}").format(
            answered=summary.answered,
            total=summary.of,
            status=status_word(summary.status),
            moment=timestamp_text(summary.updated),
        ),
    )
    with st.container(horizontal=True):
        if Action.ANSWER in allowed and st.button(_("Continue"), type="primary", key=f"continue-{summary.id}"):
            _open(summary, "rate")
        if st.button(_("Results"), key=f"results-{summary.id}"):
            _open(summary, "results")
        if Action.SHARE in allowed and st.button(_("Share"), key=f"share-{summary.id}"):
            _open(summary, "links")
        if Action.DESCRIBE in allowed:
            with st.popover(_("Change details"), key=f"details-popover-{summary.id}"):
                _change_details(summary)
        if Action.DELETE in allowed:
            with st.popover(_("Delete"), key=f"delete-popover-{summary.id}"):
                _ask_deletion(summary, name)


def _open(summary: AssessmentSummary, page: str) -> None:
    state.open_assessment(summary.id)
    st.switch_page(f"{page}/page.py")


def _change_details(summary: AssessmentSummary) -> None:
    """Change who answers and in which round; the country can't change, because the answers are about it."""
    # The time of the last change is part of the keys, so widgets drawn before another window's change save nothing.
    seen = f"{summary.id}-{summary.updated.timestamp()}"
    voice: Voice | None = st.selectbox(
        _("Who answers?"),
        list(Voice),
        index=list(Voice).index(summary.voice),
        format_func=voice_word,
        key=f"voice-{seen}",
    )
    organisation = _ask_name(_("Organisation (optional)"), summary.organisation, f"organisation-{seen}")
    label = _ask_name(_("Round (optional)"), summary.round.label, f"round-{seen}")
    date = st.date_input(_("Date"), summary.round.date, format="YYYY-MM-DD", key=f"date-{seen}")
    anonymous = st.checkbox(_("Keep the organisation out of every report"), summary.anonymous, key=f"anonymous-{seen}")
    if st.button(_("Save details"), key=f"save-details-{seen}"):
        with showing_errors():
            state.access().update_identity(
                summary.id,
                voice=voice or summary.voice,
                organisation=organisation,
                in_round=Round(label, date),
                anonymous=anonymous,
            )
            st.rerun()


def _ask_name(label: str, kept: str, key: str) -> str:
    """A field for a name; returns the saved name unless another is typed."""
    # A name saved by an earlier version may be longer than is allowed now, even megabytes.
    shown = truncated(kept, NAME_LIMIT)
    typed = st.text_input(label, shown, max_chars=NAME_LIMIT, key=key)
    return kept if typed == shown else typed.strip()


def _ask_deletion(summary: AssessmentSummary, name: str) -> None:
    st.text(_("To delete it, type its name:\n{name}").format(name=name))
    typed = st.text_input(_("Name"), max_chars=PASSAGE_LIMIT, key=f"delete-name-{summary.id}")
    if st.button(_("Delete"), key=f"delete-{summary.id}"):
        with showing_errors():
            state.access().delete(summary.id, typed)
            st.rerun()


def list_deleted() -> None:
    """What was deleted in the last 30 days, each with an undo button."""
    deleted = state.access().deleted()
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
