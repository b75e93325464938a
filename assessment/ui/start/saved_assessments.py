"""The saved assessments, a row each: how it is answered, its gaps, and what can be done with it. A dialog asks about
its details, its owner and its deletion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from enum import StrEnum

import streamlit as st

from assessment.access.assessments import (
    delete_assessment,
    hand_over,
    list_deleted,
    read_undamaged,
    undelete_assessment,
    update_identity,
)
from assessment.access.workshops import list_workshops
from assessment.domain.gaps import gaps, red_lines
from assessment.domain.permissions import Action
from assessment.domain.response import Assessment, Round, Status, Voice
from assessment.domain.scoring import tally_all
from assessment.html.escaping import plain_text
from assessment.html.pictures import distribution_bar
from assessment.html.render import html
from assessment.i18n import counted, mark
from assessment.i18n import gettext as _
from assessment.labels.codes import status_word, voice_word
from assessment.labels.formatting import (
    date_text,
    invented_mark,
    response_name,
    saved_text,
    shown_organisation,
    timestamp_text,
)
from assessment.parsing.limits import NAME_LIMIT, PASSAGE_LIMIT
from assessment.parsing.message_text import truncated
from assessment.records.assessments import AssessmentSummary
from assessment.ui.failures import showing_errors
from assessment.ui.links.new_link import known_organisations
from assessment.ui.session import state
from assessment.ui.widgets.choices import page_of

ROWS_SHOWN = 10
_ASKED = "asked-change"
"""Under this name a session keeps which change of which assessment the dialog asks about."""


class Change(StrEnum):
    """What can be changed about an assessment."""

    SHARE = "share"
    DETAILS = "details"
    OWNER = "owner"
    DELETION = "deletion"


_CHANGES = {
    Change.SHARE: (mark("Share"), Action.SHARE),
    Change.DETAILS: (mark("Change details"), Action.DESCRIBE),
    Change.OWNER: (mark("Hand over"), Action.ADMINISTER),
    Change.DELETION: (mark("Delete"), Action.DELETE),
}
"""The words of each change, and what a person must be allowed to do."""


def _change_word(change: Change) -> str:
    return _(_CHANGES[change][0])


def list_saved(summaries: Sequence[AssessmentSummary], allowed: Collection[Action]) -> None:
    """A row per assessment, the latest changed first, with what this person may do."""
    on_page = page_of(summaries, ROWS_SHOWN, "kept-page")
    notes = _distinguishing_notes(summaries, allowed)
    readable, _damaged = read_undamaged(state.gate(), [summary.id for summary in on_page])
    by_id = {assessment.id: assessment for assessment in readable}
    for summary in on_page:
        with st.container(
            horizontal=True, vertical_alignment="center", horizontal_alignment="right", key=f"kept-{summary.id}"
        ):
            st.html(_row(summary, notes[summary.id], by_id.get(summary.id)))
            _offer_actions(summary, allowed)
    _ask_change(on_page)


def _row(summary: AssessmentSummary, notes: Sequence[str], assessment: Assessment | None) -> str:
    """Its name, its answers as a bar, and its gaps, unless they can't be read."""
    facts = (
        *([status_word(summary.status)] if summary.status is Status.SUBMITTED else []),
        *notes,
    )
    found = gaps(assessment.catalogue, assessment.response) if assessment and summary.answered else []
    return html(
        "saved",
        name=response_name(summary, is_short=True),
        facts=facts,
        bar=assessment
        and distribution_bar(tally_all(assessment.catalogue, assessment.response), response_name(summary)),
        gaps=counted("{n} gap", "{n} gaps", len(found)) if summary.answered else "",
        saved=saved_text(summary.updated),
        red_lines=counted("{n} red line", "{n} red lines", len(critical)) if (critical := red_lines(found)) else "",
    )


def _distinguishing_notes(summaries: Sequence[AssessmentSummary], allowed: Collection[Action]) -> dict[str, list[str]]:
    """By id, what a row says besides its name and progress, so that no two rows look the same."""
    has_several = len({(summary.catalogue_id, summary.catalogue_version) for summary in summaries}) > 1
    names = Counter(map(response_name, summaries))
    workshops = {workshop.assessment_id: workshop for workshop in list_workshops(state.gate())}
    of_workshop, of_owner = _("workshop “{title}”, {day}"), _("belongs to {organisation}")
    notes: dict[str, list[str]] = {}
    for summary in summaries:
        workshop, day = workshops.get(summary.id), summary.round.date
        is_unclear = not summary.round.label or names[response_name(summary)] > 1
        candidates = (
            shown_organisation(summary),
            _("round of {date}").format(date=date_text(day)) if day and is_unclear else "",
            f"{summary.catalogue_title} ({summary.catalogue_version})" if has_several else "",
            of_workshop.format(title=workshop.plan.title, day=date_text(workshop.created)) if workshop else "",
            invented_mark(summary.country),
            (of_owner.format(organisation=summary.owner) if summary.owner else _("belongs to no organisation"))
            if Action.ADMINISTER in allowed
            else "",
        )
        notes[summary.id] = [note for note in candidates if note]
    looks = Counter((response_name(summary), *notes[summary.id]) for summary in summaries)
    for summary in summaries:
        if looks[(response_name(summary), *notes[summary.id])] > 1:
            begun = _("begun {moment}").format(moment=timestamp_text(summary.created))
            notes[summary.id] = [*notes[summary.id], begun]
    return notes


def _offer_actions(summary: AssessmentSummary, allowed: Collection[Action]) -> None:
    if Action.ANSWER in allowed and st.button(_("Continue"), key=f"continue-{summary.id}"):
        _open(summary, "rate")
    if st.button(_("Results"), key=f"results-{summary.id}"):
        _open(summary, "results")
    changes = [change for change, (_word, action) in _CHANGES.items() if action in allowed]
    if changes:
        chosen = st.menu_button(_("More"), changes, format_func=_change_word, key=f"more-{summary.id}")
        if chosen is Change.SHARE:
            _open(summary, "links")
        elif chosen is not None:
            st.session_state[_ASKED] = chosen, summary.id  # The dialog is drawn below all rows.


def _open(summary: AssessmentSummary, page: str) -> None:
    state.open_assessment(summary.id)
    st.switch_page(f"{page}/page.py")


def show_deleted(allowed: Collection[Action]) -> None:
    """What was deleted in the last 30 days, each with an undo button, for those who may delete."""
    deleted = list_deleted(state.gate()) if Action.DELETE in allowed else []
    if not deleted:
        return
    st.header(_("Deleted"), anchor=False)
    st.caption(_("Kept for 30 days, then removed for good."))
    for summary in deleted:
        with st.container(border=True, horizontal=True, key=f"deleted-{summary.id}"):
            st.text(response_name(summary, plain_text))
            if st.button(_("Undo"), key=f"undelete-{summary.id}"):
                undelete_assessment(state.gate(), summary.id)
                st.rerun()


def _ask_change(summaries: Sequence[AssessmentSummary]) -> None:
    """Draw the dialog that was opened for one of these, if any."""
    change, assessment_id = st.session_state.get(_ASKED, (None, None))
    summary = next((summary for summary in summaries if summary.id == assessment_id), None)
    if change is None or summary is None:
        return
    asking: dict[Change, Callable[[AssessmentSummary], None]] = {
        Change.DETAILS: _ask_details,
        Change.OWNER: _ask_owner,
        Change.DELETION: _ask_deletion,
    }
    state.dialog(asking[change], _change_word(change), on_dismiss=_close)(summary)


def _close() -> None:
    st.session_state.pop(_ASKED, None)


def _done() -> None:
    _close()
    st.rerun()


def _ask_details(summary: AssessmentSummary) -> None:
    """Change who answers and in which round; the country can't change, because the answers are about it."""
    # The time of the last change is part of the keys, so widgets drawn before another window's change save nothing.
    seen = f"{summary.id}-{summary.updated.timestamp()}"
    st.text(response_name(summary, plain_text))
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
    anonymous = st.checkbox(
        _("Leave the organisation’s name out of reports"), summary.anonymous, key=f"anonymous-{seen}"
    )
    if st.button(_("Save details"), type="primary", key=f"save-details-{seen}"):
        with showing_errors():
            update_identity(
                state.gate(),
                summary.id,
                voice=voice or summary.voice,
                organisation=organisation,
                in_round=Round(label, date),
                anonymous=anonymous,
            )
            _done()


def _ask_name(label: str, saved: str, key: str) -> str:
    """A field for a name; returns the saved name unless another is typed."""
    # A name saved by an earlier version may be longer than is allowed now, even megabytes.
    at_first = truncated(saved, NAME_LIMIT)
    typed = st.text_input(label, at_first, max_chars=NAME_LIMIT, key=key)
    return saved if typed == at_first else typed.strip()


def _ask_owner(summary: AssessmentSummary) -> None:
    """Choose the organisation whose facilitators work with a response."""
    # The owner is part of the key, so a list drawn before another window's change hands nothing over.
    seen = f"{summary.id}-{summary.owner}"
    st.text(response_name(summary, plain_text))
    st.markdown(_("Only this organisation’s facilitators can then work with it."))
    known = known_organisations(state.gate())
    options = ["", *sorted({summary.owner, *known} - {""}, key=str.casefold)]
    chosen = st.selectbox(
        _("Organisation"),
        options,
        index=options.index(summary.owner),
        format_func=lambda name: plain_text(name) or _("No organisation"),
        accept_new_options=True,
        help=_("Choose one, or type another."),
        key=f"owner-{seen}",
    )
    if st.button(_("Hand over"), type="primary", key=f"hand-over-{seen}"):
        with showing_errors():
            hand_over(state.gate(), summary.id, chosen.strip())
            _done()


def _ask_deletion(summary: AssessmentSummary) -> None:
    st.text(_("To delete it, type its name:\n{name}").format(name=response_name(summary, plain_text)))
    typed = st.text_input(_("Name"), max_chars=PASSAGE_LIMIT, key=f"delete-name-{summary.id}")
    if st.button(_("Delete"), type="primary", key=f"delete-{summary.id}"):
        with showing_errors():
            delete_assessment(state.gate(), summary.id, typed)
            _done()
