"""Shows what others do with the open assessment: their answers, and who is here."""

from __future__ import annotations

import streamlit as st

from assessment.domain.model import Assessment, Catalogue
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.parsing.message_text import abbreviated_list
from assessment.storage import DatabaseFileReplaced
from assessment.ui.rate.changes import answer_key, progress_keys
from assessment.ui.rate.others import has_name
from assessment.ui.session import state
from assessment.ui.session.draft import Draft
from assessment.ui.session.looking import session_key, watch_for_news
from assessment.ui.text.escaping import escape_markdown

WATCH = "watch"


def watch(draft: Draft, assessment: Assessment) -> None:
    """Take over what others change from now on, whenever browser.js hears that there is something."""
    _stored, draft.others = state.access().look(assessment.id, session_key(draft))
    state.fragment(_watch, key=WATCH)(draft, assessment.catalogue, draft.identity)


def _watch(draft: Draft, catalogue: Catalogue, identity: object) -> None:
    watch_for_news(draft, _show_news, (draft, catalogue))
    if draft.problem is not None:
        st.error(escape_markdown(draft.problem))
    _tell_presence(draft.others)
    if draft.identity != identity:
        _offer_redrawing(draft)


def _show_news(draft: Draft, catalogue: Catalogue) -> None:
    """Take over what others have changed, and redraw what is on the screen of it."""
    access, rated = state.access(), draft.rated()
    answers: list[str] = []
    draft.problem = None
    try:
        _stored, draft.others = access.look(draft.assessment_id, session_key(draft))
        answers = draft.refresh(access)
    except DatabaseFileReplaced as error:
        draft.problem = str(error)
    except AssessmentError:
        st.rerun()  # The page says what is the matter.
    if answers and not draft.drawn:
        # What is looked at before it is submitted is drawn as a whole.
        draft.untold = [*draft.untold, *answers]
        st.rerun()
    cards = [answer_key(item) for item in answers if item in draft.drawn]
    counted = [catalogue.by_id[item].theme for item in rated ^ draft.rated()]
    st.rerun([WATCH, *cards, *progress_keys(counted)])


def _tell_presence(others: tuple[str, ...]) -> None:
    if others:
        names = [escape_markdown(name) if has_name(name) else _("another window") for name in others]
        st.caption(_("Also here: {names}").format(names=abbreviated_list(names)), width="content")


def _offer_redrawing(draft: Draft) -> None:
    """Say that the assessment itself was changed; only the person redraws the whole page."""
    words = _("This assessment was changed elsewhere.")
    st.info(words)
    if draft.reported != draft.identity:
        draft.reported = draft.identity
        st.toast(words)  # Visible anywhere on the page.
    if st.button(_("Show changes"), key="show-changes"):
        st.rerun()
