"""Where a person is on the page “Rate”, and the ways from there: another view, theme or recommendation, or filters over
all of them."""

from __future__ import annotations

from enum import StrEnum
from functools import partial

import streamlit as st

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Catalogue, Recommendation
from assessment.domain.scoring import Grouping, recommendations_by_group
from assessment.domain.search import Filter
from assessment.i18n import gettext as _
from assessment.labels.codes import group_word, grouping_word, rating_word
from assessment.ui.session import state
from assessment.ui.session.draft import Draft
from assessment.ui.widgets.choices import choose_one, choose_several, search_field
from assessment.ui.widgets.components import offer_keys

MOVES_ON, CAME_FROM, RESULTS = "move-on", "from", "results"
"""The names in the address: whether the page moves on after a rating, and the view that a person came from, or the
page “Results”."""
IN_TURN = "one-at-a-time"
"""The name under which a session keeps the recommendations that it shows one at a time, in turn."""
_ARRIVAL, _MOVED = "arrival", "moved-on"
"""The names under which a session keeps the card that it goes to, and the change after which it moved on last."""
ONLY, SEARCH = "only", "search"
"""The names of filters in the address, beside those of `GROUPINGS`."""
RATINGS, RED_LINE = {"unanswered": None, "absent": Rating.ABSENT}, "red_line"
"""What `ONLY` can have, in the order in which it is offered."""
GROUPINGS = (Grouping.POPULATION, Grouping.MANDATE)


class View(StrEnum):
    THEME = "theme"
    FOCUS = "focus"
    REVIEW = "review"
    ROOM = "room"


def view_word(view: View) -> str:
    return {
        View.THEME: _("By theme"),
        View.FOCUS: _("One at a time"),
        View.REVIEW: _("Review"),
        View.ROOM: _("The room"),
    }[view]


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


def go_to_theme(theme: str) -> None:
    """Show a theme without filters; a person who looks at one recommendation at a time goes on doing so."""
    state.choose("theme", theme)
    state.choose("item", None)
    if chosen_view() is View.REVIEW:
        go_to_view(View.THEME)
    clear_filter()
    st.session_state.pop("cards-page", None)


def go_to_item(item: Recommendation) -> None:
    """Show a recommendation, and bring it into sight."""
    state.choose("item", item.id)
    state.choose("theme", item.theme)
    _card, turn = arrival()
    st.session_state[_ARRIVAL] = (item.id, turn + 1)


def go_to_card(item: Recommendation) -> None:
    """Show a recommendation alone, as the results ask for it, with a way back to them."""
    go_to_view(View.FOCUS)
    go_to_item(item)
    state.choose(CAME_FROM, RESULTS)


def go_to_unanswered(catalogue: Catalogue, draft: Draft) -> None:
    """Go to the next recommendation without a rating, beginning again after the last one.

    Those on the screen come last: the page's script goes there by itself.
    """
    items = [item for of_theme in catalogue.by_theme.values() for item in of_theme]
    on_screen = draft.on_screen
    here = [place for place, item in enumerate(items) if item.id in on_screen]
    after = max(here, default=-1) + 1
    ahead = draft.assessed([*items[after:], *items[:after]])
    left = [item for item in ahead if draft.field(item.id, "rating") is None]
    if left:
        if chosen_view() is View.REVIEW:
            go_to_view(View.THEME)
        clear_filter()
        st.session_state.pop("cards-page", None)
        go_to_item(left[0])


def arrival() -> tuple[str, int]:
    """The card that the page's script brings into sight, if any, and how often it has done so in this session."""
    card, turn = st.session_state.get(_ARRIVAL, ("", 0))
    return card, turn


def remember_review(draft: Draft, view: View) -> None:
    """Remember whether a recommendation was opened from the review, so that a button leads back."""
    if view is View.FOCUS and draft.view[:1] == (View.REVIEW,) and state.chosen_text(CAME_FROM) != RESULTS:
        state.choose(CAME_FROM, View.REVIEW)
    elif view is not View.FOCUS:
        state.choose(CAME_FROM, None)


def move_on(catalogue: Catalogue, draft: Draft) -> None:
    """After a saved rating go to the next recommendation, if the person has chosen that."""
    change = draft.last_change
    if change is None or change is st.session_state.get(_MOVED):
        return
    st.session_state[_MOVED] = change
    item, ids = change.recommendation_id, st.session_state.get(IN_TURN, ())
    is_rated = change.after.rating not in (None, change.before.rating) and item not in draft.unsaved
    if (
        not is_rated
        or chosen_view() is not View.FOCUS
        or not state.chosen_text(MOVES_ON)
        or item not in draft.on_screen
    ):
        return
    following = ids[ids.index(item) + 1 :][:1] if item in ids else []
    if following:
        go_to_item(catalogue.by_id[following[0]])
        st.rerun()


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


def chosen_filter(catalogue: Catalogue) -> Filter:
    """The filter set in the address; values that the catalogue doesn't have are ignored."""
    only = (state.chosen_text(ONLY) or "").split()
    chosen = [(grouping, state.chosen_text(grouping.value) or "") for grouping in GROUPINGS]
    return Filter(
        tuple(
            (grouping, group) for grouping, group in chosen if recommendations_by_group(catalogue, grouping).get(group)
        ),
        RED_LINE in only,
        tuple(rating for name, rating in RATINGS.items() if name in only),
        state.chosen_text(SEARCH) or "",
    )


def clear_filter() -> None:
    for name in (ONLY, *GROUPINGS, SEARCH):
        state.choose(name, None)


def ask_filter(catalogue: Catalogue, current: Filter) -> None:
    """Draw the filter with its values."""
    label = _("Filter and search ({n} set)").format(n=current.count) if current.count else _("Filter and search")
    words = {name: rating_word(rating) for name, rating in RATINGS.items()} | {RED_LINE: _("Red lines")}
    with st.popover(label, icon=":material/search:", key="filters"):
        choose_several(ONLY, _("Show only"), list(words), words.__getitem__)
        for column, grouping in zip(st.columns(len(GROUPINGS)), GROUPINGS, strict=True):
            with column:
                choose_one(
                    grouping.value,
                    grouping_word(grouping),
                    [group for group, items in recommendations_by_group(catalogue, grouping).items() if items],
                    dict(current.groups).get(grouping),
                    partial(group_word, catalogue, grouping),
                    placeholder=_("All"),
                )
        search_field(SEARCH, _("Search in the recommendations, their sources and your own texts"))
        if current.count:
            st.button(_("Clear filters"), on_click=clear_filter, key="clear-filters")
