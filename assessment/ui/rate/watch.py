"""Looks now and then for what others do with the open assessment: shows their answers, and who is here."""

from __future__ import annotations

from secrets import token_hex

import streamlit as st

from assessment.domain.model import Assessment, Status
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.parsing.message_text import abbreviated_list
from assessment.storage import DatabaseFileReplaced
from assessment.ui.rate.card import PROGRESS, answer_key
from assessment.ui.rate.others import has_name
from assessment.ui.session import state
from assessment.ui.session.draft import Draft
from assessment.ui.text.escaping import escape_markdown

EVERY = 2
"""Seconds between two looks: with what drawing takes, an answer of others is on the screen within three."""


WATCH = "watch"
NEWS = "show-news"
"""Begins the key of a button that browser.js presses, since Streamlit redraws other parts of a page only for one."""


def watch(draft: Draft, assessment: Assessment) -> None:
    """Take over what others change from now on."""
    kept = draft.state
    changed = kept.changed if kept else None
    state.fragment(_watch, key=WATCH, run_every=EVERY)(draft, assessment.status, changed)


def _watch(draft: Draft, status: Status, changed: object) -> None:
    access = state.access()
    try:
        has_news = draft.has_news(access)
        others = access.be_present(draft.assessment_id, _session())
    except DatabaseFileReplaced as error:
        st.error(escape_markdown(str(error)))  # Before somebody goes on typing.
        return
    except AssessmentError:
        return  # Problems of storage are reported where something is read or saved.
    _tell_presence(others)
    if has_news:
        st.button(_("Show changes"), key=f"{NEWS}-{draft.times_shown}", on_click=_show_news, args=(draft,))
    elif draft.state and (draft.state.status, draft.state.changed) != (status, changed):
        _offer_redrawing(draft)


def _show_news(draft: Draft) -> None:
    """Take over what others have changed, and redraw what is on the screen of it."""
    rated = draft.rated()
    try:
        answers = draft.refresh(state.access())
    except AssessmentError:
        return
    draft.times_shown += 1
    if answers and not draft.drawn:
        # What is looked at before it is submitted is drawn as a whole.
        draft.untold = [*draft.untold, *answers]
        st.rerun()
    cards = [answer_key(item) for item in answers if item in draft.drawn]
    st.rerun([WATCH, *cards, *([PROGRESS] if rated != draft.rated() else [])])


def _session() -> str:
    """What tells this browser session from others."""
    return str(st.session_state.setdefault("session", token_hex(16)))


def _tell_presence(others: tuple[str, ...]) -> None:
    if others:
        names = [escape_markdown(name) if has_name(name) else _("another window") for name in others]
        st.caption(_("Also here: {names}").format(names=abbreviated_list(names)))


def _offer_redrawing(draft: Draft) -> None:
    """Say that the assessment itself was changed; only the person redraws the whole page."""
    words = _("This assessment was changed elsewhere.")
    st.info(words)
    if draft.reported != draft.state:
        draft.reported = draft.state
        st.toast(words)  # Visible anywhere on the page.
    if st.button(_("Show changes"), key="show-changes"):
        st.rerun()
