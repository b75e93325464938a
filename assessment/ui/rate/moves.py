"""Where a person is on the page “Rate”, and the ways from there: another view, theme or recommendation, or filters over
all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

import streamlit as st

from assessment.domain.model import Answer, Catalogue, Rating, Recommendation
from assessment.domain.search import Hit, search
from assessment.i18n import gettext as _
from assessment.parsing.limits import NAME_LIMIT
from assessment.ui.session import state
from assessment.ui.session.draft import Draft
from assessment.ui.widgets.components import offer_keys

MOVES_ON, CAME_FROM = "move-on", "from"
"""The names in the address: whether the page moves on after a rating, and the view that a person came from."""
IN_TURN = "one-at-a-time"
"""The name under which a session keeps the recommendations that it shows one at a time, in turn."""
_ARRIVAL, _MOVED = "arrival", "moved-on"
"""The names under which a session keeps the card that it goes to, and the change after which it moved on last."""
STATES = ("unanswered", "absent", "red_line")
"""Conditions on a recommendation and its answer, in the order in which they are offered."""
CHOICES = ("only", "population", "mandate", "search")
"""The names of the filters in the address."""


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
    st.session_state.pop("view-choice", None)


def go_to_theme(theme: str) -> None:
    """Show a theme without filters; a person who looks at one recommendation at a time goes on doing so."""
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
    shown = draft.on_screen
    here = [place for place, item in enumerate(items) if item.id in shown]
    after = max(here, default=-1) + 1
    ahead = draft.assessed([*items[after:], *items[:after]])
    left = [item for item in ahead if draft.field(item.id, "rating") is None]
    if left:
        if chosen_view() is View.REVIEW:
            go_to_view(View.THEME)
        clear_filters()
        st.session_state.pop("cards-page", None)
        go_to_item(left[0])


def arrival() -> tuple[str, int]:
    """The card that the page's script brings into sight, if any, and how often it has done so in this session."""
    card, turn = st.session_state.get(_ARRIVAL, ("", 0))
    return card, turn


def remember_review(draft: Draft, view: View) -> None:
    """Remember whether a recommendation was opened from the review, so that a button leads back."""
    if view is View.FOCUS and draft.view[:1] == (View.REVIEW,):
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


@dataclass(frozen=True, slots=True)
class Filters:
    """The conditions for showing a recommendation; all must match."""

    unanswered: bool = False
    absent: bool = False
    red_line: bool = False
    population: str | None = None
    mandate: str | None = None
    words: str = ""

    @property
    def are_set(self) -> bool:
        return self != Filters()

    @property
    def count(self) -> int:
        values = (self.unanswered, self.absent, self.red_line, self.population, self.mandate, self.words)
        return sum(bool(value) for value in values)

    def apply(self, items: Iterable[Recommendation], answer: Callable[[str], Answer]) -> list[Hit]:
        """The recommendations that match: in the given order, or as a search ranks them."""
        fitting = [item for item in items if self._fits(item, answer(item.id))]
        return search(fitting, self.words, lambda recommendation_id: answer(recommendation_id).texts)

    def _fits(self, item: Recommendation, answer: Answer) -> bool:
        return (
            (not self.unanswered or answer.rating is None)
            and (not self.absent or answer.rating is Rating.ABSENT)
            and (not self.red_line or item.red_line)
            and (self.population is None or self.population in item.populations)
            and (self.mandate is None or self.mandate == item.source.mandate.id)
        )


def chosen_filters(catalogue: Catalogue) -> Filters:
    """The filters set in the address; values that the catalogue doesn't have are ignored."""
    only = (state.chosen_text("only") or "").split()
    population, mandate = state.chosen_text("population"), state.chosen_text("mandate")
    return Filters(
        unanswered="unanswered" in only,
        absent="absent" in only,
        red_line="red_line" in only,
        population=population if population in {term.id for term in catalogue.populations} else None,
        mandate=mandate if mandate in {one.id for one in catalogue.mandates} else None,
        words=state.chosen_text("search") or "",
    )


def clear_filters() -> None:
    """Clear all filters."""
    for name in CHOICES:
        state.choose(name, None)
        st.session_state.pop(f"filter-{name}", None)


def ask_filters(catalogue: Catalogue, filters: Filters) -> None:
    """Draw the filters with their values."""
    label = _("Filter and search ({n} set)").format(n=filters.count) if filters.are_set else _("Filter and search")
    words = {"unanswered": _("Not answered"), "absent": _("Absent"), "red_line": _("Red lines")}
    populations = {population.id: population.name for population in catalogue.populations}
    mandates = {mandate.id: mandate.name for mandate in catalogue.mandates}
    with st.popover(label, icon=":material/search:", key="filters"):
        st.pills(
            _("Show only"),
            STATES,
            format_func=words.__getitem__,
            selection_mode="multi",
            key=state.seeded("filter-only", [name for name in STATES if getattr(filters, name)]),
            on_change=_keep,
            args=("only",),
        )
        left, right = st.columns(2)
        for column, name, label, names in (
            (left, "population", _("Population"), populations),
            (right, "mandate", _("Mandate"), mandates),
        ):
            column.selectbox(
                label,
                list(names),
                format_func=names.__getitem__,
                placeholder=_("All"),
                key=state.seeded(f"filter-{name}", getattr(filters, name)),
                on_change=_keep,
                args=(name,),
            )
        st.text_input(
            _("Search in the recommendations, their sources and your own texts"),
            max_chars=NAME_LIMIT,
            key=state.seeded("filter-search", filters.words),
            on_change=_keep,
            args=("search",),
        )
        if filters.are_set:
            st.button(_("Clear filters"), on_click=clear_filters, key="clear-filters")


def _keep(name: str) -> None:
    value = st.session_state.get(f"filter-{name}")
    state.choose(name, " ".join(value) if isinstance(value, list) else value)
