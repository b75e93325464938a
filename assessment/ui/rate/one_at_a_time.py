"""One recommendation at a time, beginning at the chosen theme; the page moves on after a rating if that is wanted."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.domain.model import Catalogue
from assessment.domain.search import Hit
from assessment.i18n import gettext as _
from assessment.labels.formatting import found_in_text
from assessment.ui.rate.card import card
from assessment.ui.rate.filters import Filters
from assessment.ui.rate.moves import View, chosen_theme, chosen_view, go_to_item, go_to_view, offer_rating_keys
from assessment.ui.session import state
from assessment.ui.session.draft import Draft
from assessment.ui.text.escaping import escape_markdown
from assessment.ui.widgets.choices import choose_flag

_MOVES_ON, _CAME_FROM, _MOVED, _SHOWN = "move-on", "from", "moved-on", "one-at-a-time"


def one_at_a_time(catalogue: Catalogue, filters: Filters, draft: Draft, *, locked: bool) -> None:
    hits = _hits(catalogue, filters, draft)
    st.session_state[_SHOWN] = [hit.item.id for hit in hits]
    if not hits:
        st.info(_("Nothing fits all of these filters. Remove one of them."))
        return
    place = _place(catalogue, hits)
    item = hits[place].item
    with st.container(key="theme-line", horizontal=True, vertical_alignment="center", gap="small"):
        st.header(escape_markdown(catalogue.theme_by_id[item.theme].name), anchor=False, width="content")
        st.caption(_("Recommendation {place} of {total}").format(place=place + 1, total=len(hits)), width="content")
        if state.chosen_text(_CAME_FROM) == View.REVIEW:
            st.button(_("← Back to the review"), key="to-review", on_click=go_to_view, args=(View.REVIEW,))
        if not locked:
            offer_rating_keys()
    if hits[place].places:
        st.caption(found_in_text(hits[place]))
    with st.container(key="focus"):
        card(catalogue, item, draft, locked=locked)
    draft.show_only([item.id])
    with st.container(key="item-moves", horizontal=True, horizontal_alignment="distribute"):
        if place > 0:
            st.button(_("← Previous"), key="key-p-item", on_click=go_to_item, args=(hits[place - 1].item,))
        if not locked:
            choose_flag(_MOVES_ON, _("Move on after a rating"))
        if place + 1 < len(hits):
            st.button(_("Next →"), key="key-n-item", type="primary", on_click=go_to_item, args=(hits[place + 1].item,))


def remember_review(draft: Draft, view: View) -> None:
    """Remember whether a recommendation was opened from the review, which it then leads back to."""
    if view is View.FOCUS and draft.view[:1] == (View.REVIEW,):
        state.choose(_CAME_FROM, View.REVIEW)
    elif view is not View.FOCUS:
        state.choose(_CAME_FROM, None)


def move_on(catalogue: Catalogue, draft: Draft) -> None:
    """After a rating that was saved, go to the next recommendation, if the person wants that; once for each rating."""
    change = draft.last_change
    if change is None or change is st.session_state.get(_MOVED):
        return
    st.session_state[_MOVED] = change
    item, shown = change.recommendation_id, st.session_state.get(_SHOWN, ())
    is_rated = change.after.rating not in (None, change.before.rating) and item not in draft.unsaved
    if not is_rated or chosen_view() is not View.FOCUS or not state.chosen_text(_MOVES_ON) or item not in draft.drawn:
        return
    following = shown[shown.index(item) + 1 :][:1] if item in shown else []
    if following:
        go_to_item(catalogue.by_id[following[0]])
        st.rerun()


def _hits(catalogue: Catalogue, filters: Filters, draft: Draft) -> Sequence[Hit]:
    """What fits the filters, and the recommendation that is shown: it stays until the person moves on."""
    items = [item for of_theme in catalogue.by_theme.values() for item in of_theme]
    hits = filters.apply(items, draft.answer)
    shown = catalogue.by_id.get(state.chosen_text("item") or "")
    if shown is None or any(hit.item == shown for hit in hits):
        return hits
    by_id = {hit.item.id: hit for hit in hits} | {shown.id: Hit(shown, ())}
    return [by_id[item.id] for item in items if item.id in by_id]


def _place(catalogue: Catalogue, hits: Sequence[Hit]) -> int:
    """The place of the chosen recommendation; else of the first one from the chosen theme on."""
    chosen, themes = state.chosen_text("item"), list(catalogue.by_theme)
    from_here = themes[themes.index(chosen_theme(catalogue)) :]
    places = {hit.item.id: place for place, hit in enumerate(hits)}
    first = next((place for place, hit in enumerate(hits) if hit.item.theme in from_here), 0)
    return places.get(chosen or "", first)
