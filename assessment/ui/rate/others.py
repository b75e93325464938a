"""What others do with the open assessment: who is here, who saved an answer, what they changed in it, and how a
conflict with them is settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import streamlit as st

from assessment.access.assessments import look_at
from assessment.domain.answer import ANSWER_FIELDS, Answer
from assessment.domain.catalogue import Catalogue, Recommendation
from assessment.domain.follow_up import FIELDS
from assessment.domain.merging.settlement import settle
from assessment.domain.response import Assessment
from assessment.errors import AssessmentError
from assessment.html.escaping import escape_markdown, plain_text
from assessment.i18n import gettext as _
from assessment.labels.codes import rating_word
from assessment.labels.formatting import time_text, timestamp_text, value_text
from assessment.parsing.message_text import abbreviated_list
from assessment.records.errors import DatabaseFileReplaced
from assessment.ui.rate.changes import answer_key, progress_keys, remember_waiting
from assessment.ui.session import state
from assessment.ui.session.draft import Draft
from assessment.ui.session.editing import Conflict
from assessment.ui.session.looking import FollowedRoom, session_key, watch_for_news
from assessment.ui.widgets.settlement import (
    ask_settled,
    ask_settlement,
    author_word,
    has_name,
    settlement_word,
)

WATCH = "watch"


def saved_by_another(item: Recommendation, draft: Draft) -> str:
    """When and by whom an answer was saved, if not by this session; else empty."""
    stored = draft.stored.get(item.id)
    if stored is None or stored.at is None or (stored.record.is_empty and item.id not in draft.live):
        return ""
    if not has_name(stored.author) and item.id not in draft.live:
        return _("✓ Saved earlier")
    is_today = stored.at.astimezone().date() == dt.datetime.now().astimezone().date()
    when = time_text(stored.at) if is_today else timestamp_text(stored.at)
    return _("✓ Saved {time} · {name}").format(time=when, name=escape_markdown(author_word(stored.author)))


def tell_news(item: Recommendation, draft: Draft) -> None:
    """Say what others have changed in fields that still show what this person had or is typing."""
    for name, author in draft.edit(item.id).news.items():
        who = escape_markdown(author) if has_name(author) else _("Another window")
        words = _("{name} changed “{field}”:").format(name=who, field=FIELDS[name].label)
        stored = value_text(getattr(draft.answer(item.id), name)) or _("(empty)")
        with st.container(border=True, key=f"news-{item.id}-{name}"):
            st.markdown(f"{words} {escape_markdown(stored)}")
            st.button(
                _("Show it in the field"),
                key=f"take-{item.id}-{name}",
                on_click=_decide,
                args=(draft, draft.show_stored, item.id, name),
            )


def settle_conflict(item: Recommendation, draft: Draft, conflict: Conflict[Answer]) -> None:
    """Show both versions of an answer, and ask which is right."""
    stored, yours = draft.answer(item.id), conflict.record
    st.warning(
        _(
            "Not saved: {name} changed this answer meanwhile. There it is rated “{stored}”, here “{yours}”. Which "
            "version is right?"
        ).format(
            name=escape_markdown(author_word(conflict.author)),
            stored=rating_word(stored.rating),
            yours=rating_word(yours.rating),
        )
    )
    mine, theirs = st.columns(2)
    with theirs:
        st.text(plain_text(author_word(conflict.author)))
        st.text(_text_of(stored))
        st.button(
            _("Keep the other version"),
            key=f"theirs-{item.id}",
            on_click=_decide,
            args=(draft, draft.take_stored_version, item.id),
        )
    with mine:
        st.text(_("Here"))
        st.text(_text_of(yours))
        st.button(
            _("Keep this version"),
            key=f"mine-{item.id}",
            on_click=_decide,
            args=(draft, draft.keep_own_version, state.gate(), item.id, stored),
        )
    st.markdown(f"**{settlement_word()}**")
    settled = ask_settled(item.id, conflict, stored, ask_settlement, settle)
    st.button(
        _("Save what the room says"),
        key=f"settle-{item.id}",
        on_click=_decide,
        args=(draft, draft.settle, state.gate(), item.id, stored, settled),
        disabled=settled is None,
    )


def _decide(draft: Draft, act: Callable[..., object], *arguments: object) -> None:
    act(*arguments)
    remember_waiting(draft)


def _text_of(answer: Answer) -> str:
    """An answer in a few lines, to compare it with another."""
    values = (getattr(answer, field.name) for field in ANSWER_FIELDS)
    return "\n".join(line for line in map(value_text, values) if line)


def watch(draft: Draft, assessment: Assessment, room: FollowedRoom | None = None) -> None:
    """Take over what others change from now on, whenever browser.js hears that there is something; and follow the room
    of a workshop, if one is given."""
    _stored, draft.others = look_at(state.gate(), assessment.id, session_key(room or draft))
    state.fragment(_watch, key=WATCH)(draft, assessment.catalogue, draft.identity, room)


def _watch(draft: Draft, catalogue: Catalogue, identity: object, room: FollowedRoom | None) -> None:
    watch_for_news(room or draft, _show_news, (draft, catalogue, room))
    if draft.problem is not None:
        st.error(escape_markdown(draft.problem))
    if draft.others:
        words = _("Open in another window too")
        if named := [*filter(has_name, draft.others)]:
            words = _("Also here: {names}").format(names=escape_markdown(abbreviated_list(named)))
        st.caption(words, width="content")
    if draft.identity != identity:
        _offer_redrawing(draft)


def _show_news(draft: Draft, catalogue: Catalogue, room: FollowedRoom | None) -> None:
    """Take over what others have changed, and redraw what is on the screen of it."""
    gate, rated = state.gate(), draft.rated()
    answers: list[str] = []
    draft.problem = None
    try:
        if room is not None and room.has_moved(gate):
            st.rerun()
        _stored, draft.others = look_at(gate, draft.assessment_id, session_key(room or draft))
        answers = draft.refresh(gate)
    except DatabaseFileReplaced as error:
        draft.problem = str(error)
    except AssessmentError:
        st.rerun()  # The page shows the error.
    if answers and not draft.on_screen:
        # The review has no cards; it is drawn anew as a whole.
        draft.untold = [*draft.untold, *answers]
        st.rerun()
    on_screen = draft.on_screen
    cards = [answer_key(item) for item in answers if item in on_screen]
    counted = [catalogue.by_id[item].theme for item in rated ^ draft.rated()]
    st.rerun([WATCH, *cards, *progress_keys(counted)])


def _offer_redrawing(draft: Draft) -> None:
    """Say that the assessment itself was changed; only the person redraws the whole page."""
    words = _("This assessment was changed elsewhere.")
    st.info(words)
    if draft.reported != draft.identity:
        draft.reported = draft.identity
        st.toast(words)  # Visible anywhere on the page.
    if st.button(_("Show changes"), key="show-changes"):
        st.rerun()
