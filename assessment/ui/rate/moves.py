"""Where a person is on the page “Rate”, and the ways from there: another view, theme or recommendation."""

from __future__ import annotations

from enum import StrEnum

import streamlit as st

from assessment.domain.model import Catalogue, Recommendation
from assessment.i18n import gettext as _
from assessment.ui.rate.filters import clear_filters
from assessment.ui.session import state
from assessment.ui.session.draft import Draft
from assessment.ui.widgets.keys import offer_keys

_ARRIVAL = "arrival"
"""The name under which `arrival` is kept."""


class View(StrEnum):
    THEME = "theme"
    FOCUS = "focus"
    REVIEW = "review"


def view_word(view: View) -> str:
    match view:
        case View.THEME:
            return _("By theme")
        case View.FOCUS:
            return _("One at a time")
        case View.REVIEW:
            return _("Review")


def chosen_view() -> View:
    return state.chosen("view", View, View.THEME)


def chosen_theme(catalogue: Catalogue) -> str:
    """The theme that is shown: that of the recommendation, where one is shown alone."""
    item = catalogue.by_id.get(state.chosen_text("item") or "")
    if item is not None and chosen_view() is View.FOCUS:
        return item.theme
    chosen = state.chosen_text("theme")
    return chosen if chosen is not None and chosen in catalogue.theme_by_id else catalogue.themes[0].id


def go_to_view(view: View) -> None:
    state.choose("view", view)
    st.session_state.pop("view-choice", None)


def go_to_theme(theme: str) -> None:
    """Show a theme, whatever the filters were; who looks at one recommendation at a time goes on doing so."""
    state.choose("theme", theme)
    state.choose("item", None)
    if chosen_view() is View.REVIEW:
        go_to_view(View.THEME)
    clear_filters()
    st.session_state.pop("cards-page", None)


def go_to_item(item: Recommendation) -> None:
    """Show a recommendation, and bring it into sight."""
    state.choose("item", item.id)
    state.choose("theme", item.theme)
    _card, turn = arrival()
    st.session_state[_ARRIVAL] = (item.id, turn + 1)


def go_to_unanswered(catalogue: Catalogue, draft: Draft) -> None:
    """Go to the next recommendation without a rating, beginning again after the last one.

    Those on the screen come last: the page's script goes there by itself.
    """
    items = [item for of_theme in catalogue.by_theme.values() for item in of_theme]
    here = [place for place, item in enumerate(items) if item.id in draft.drawn]
    after = max(here, default=-1) + 1
    left = [item for item in [*items[after:], *items[:after]] if draft.field(item.id, "rating") is None]
    if left:
        if chosen_view() is View.REVIEW:
            go_to_view(View.THEME)
        clear_filters()
        st.session_state.pop("cards-page", None)
        go_to_item(left[0])


def arrival() -> tuple[str, int]:
    """The card that the page's script brings into sight, if any, and the number of this time."""
    kept: tuple[str, int] = st.session_state.get(_ARRIVAL, ("", 0))
    return kept


def offer_rating_keys() -> None:
    """The keys of the page, which its script knows (rate.js)."""
    offer_keys(
        {
            "1–5": _("rate the marked card"),
            "n": _("next"),
            "p": _("previous"),
            "u": _("next unanswered"),
            "z": _("undo"),
        }
    )
