"""How much is answered: in the page's own line, with the ways to what is left and back, and by theme at the side."""

from __future__ import annotations

import time

import streamlit as st

from assessment.domain.catalogue import Catalogue, Theme
from assessment.domain.follow_up import FIELDS
from assessment.errors import AssessmentError
from assessment.html.escaping import escape_markdown
from assessment.html.render import html
from assessment.i18n import gettext as _
from assessment.labels.codes import rating_label
from assessment.labels.formatting import saved_text
from assessment.ui.rate.changes import PROGRESS, answer_key, progress_keys, remember_waiting
from assessment.ui.rate.moves import arrival, chosen_theme, go_to_theme, go_to_unanswered, move_on
from assessment.ui.session import state
from assessment.ui.session.draft import Draft

_UNDONE = "undone"
"""The name under which a session keeps what the page says of an undoing, and until when."""
_TELLING = 6
"""Seconds for which the page says it."""


def show_progress(catalogue: Catalogue, draft: Draft, *, locked: bool) -> None:
    """How much is answered and when it was saved last, in a fragment that an answer redraws."""
    is_complete = draft.is_complete(catalogue.recommendations)
    state.fragment(_progress, key=PROGRESS)(catalogue, draft, locked, is_complete)


def _progress(catalogue: Catalogue, draft: Draft, locked: bool, was_complete: bool) -> None:
    move_on(catalogue, draft)
    if draft.is_complete(catalogue.recommendations) is not was_complete:
        st.rerun()  # What leads on from here is another button then.
    # Not in the callback, because what that draws replaces the page's first elements; and again each time the page is
    # drawn meanwhile, because that removes it.
    words, end = st.session_state.get(_UNDONE, ("", 0.0))
    if time.monotonic() < end:
        st.toast(words, duration=_TELLING)
    answered, total = len(draft.rated()), len(draft.assessed(catalogue.recommendations))
    saved = max((stored.at for stored in draft.stored.values() if stored.at is not None), default=None)
    card, turn = arrival()
    with st.container(key="progress", horizontal=True, vertical_alignment="center", gap="small", width="content"):
        st.html(
            html(
                "answered",
                card=card,
                turn=turn,
                answered=_("{answered} of {total}").format(answered=answered, total=total),
                words=_("answered"),
                saved=saved_text(saved) if saved else "",
            ),
            width="content",
        )
        if locked:
            return
        st.button(
            _("Next unanswered"),
            key="key-u-unanswered",
            disabled=answered == total,
            on_click=_go_to_unanswered,
            args=(catalogue, draft),
        )
        st.button(
            _("Undo"),
            key="key-z-undo",
            disabled=draft.last_change is None,
            on_click=_undo,
            args=(catalogue, draft),
        )


def _go_to_unanswered(catalogue: Catalogue, draft: Draft) -> None:
    go_to_unanswered(catalogue, draft)
    st.rerun()


def _undo(catalogue: Catalogue, draft: Draft) -> None:
    change = draft.last_change
    if change is None:
        return
    item = catalogue.by_id[change.recommendation_id]
    try:
        names = draft.undo(state.gate())
    except AssessmentError as error:
        _tell(escape_markdown(str(error)))
        return
    remember_waiting(draft)
    if names:
        fields = ", ".join(_undone_word(draft, item.id, name) for name in names)
        _tell(_("Undone in {id}: {fields}").format(id=item.id, fields=fields))
    else:
        _tell(_("Not undone: somebody else has changed {id} since.").format(id=item.id))
    cards = [answer_key(item.id)] if item.id in draft.on_screen else []
    st.rerun([*cards, *progress_keys([item.theme])])


def _tell(words: str) -> None:
    st.session_state[_UNDONE] = (words, time.monotonic() + _TELLING)


def _undone_word(draft: Draft, recommendation_id: str, name: str) -> str:
    """The name of a field that was undone; of a rating, also what it is again."""
    label = FIELDS[name].label
    if name != "rating":
        return label
    return _("{field}, now {rating}").format(field=label, rating=rating_label(draft.answer(recommendation_id).rating))


def show_themes(catalogue: Catalogue, draft: Draft) -> None:
    """The themes with their progress; choosing one opens it."""
    with st.container(key="themes", gap=None):
        for theme in catalogue.themes:
            state.fragment(_theme_button, key=progress_keys([theme.id])[1])(catalogue, theme, draft)


def _theme_button(catalogue: Catalogue, theme: Theme, draft: Draft) -> None:
    items = draft.assessed(catalogue.by_theme[theme.id])
    done = sum(draft.answer(item.id).rating is not None for item in items)
    mark = "✓ " if items and done == len(items) else ""
    count = f" ({done}/{len(items)})" if items else ""
    if st.button(
        f"{mark}{escape_markdown(theme.name)}{count}",
        key=f"theme-{theme.id}",
        type="secondary" if theme.id == chosen_theme(catalogue) else "tertiary",
        width="stretch",
    ):
        go_to_theme(theme.id)
        st.rerun()
