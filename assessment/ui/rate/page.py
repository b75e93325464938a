"""The page “Rate”: a theme at a time, one recommendation at a time, or everything that is left before submission."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from urllib.parse import urlencode

import streamlit as st

from assessment.access.assessments import read_answer_sources
from assessment.access.workshops import find_room_of
from assessment.domain.catalogue import Catalogue
from assessment.domain.permissions import Action
from assessment.domain.response import Assessment, Status
from assessment.domain.search import Filter, Hit
from assessment.domain.workshop.stages import unrevealed_vote
from assessment.html.escaping import escape_markdown, html_link
from assessment.i18n import counted
from assessment.i18n import gettext as _
from assessment.labels.formatting import found_in_text
from assessment.labels.workshops import stage_word
from assessment.ui.rate.card import card, open_details
from assessment.ui.rate.changes import restore_waiting
from assessment.ui.rate.moves import (
    CAME_FROM,
    IN_TURN,
    MOVES_ON,
    RESULTS,
    View,
    ask_filter,
    chosen_filter,
    chosen_theme,
    chosen_view,
    go_to_item,
    go_to_theme,
    go_to_view,
    offer_rating_keys,
    remember_review,
    view_word,
)
from assessment.ui.rate.others import watch
from assessment.ui.rate.progress import show_progress, show_themes
from assessment.ui.rate.review import review
from assessment.ui.session import state
from assessment.ui.session.draft import Draft
from assessment.ui.session.looking import FollowedRoom
from assessment.ui.session.previous_round import find_previous_round
from assessment.ui.widgets.choices import choose_flag, choose_view, nothing_found, page_of
from assessment.ui.widgets.components import announcement, page_header, required_assessment
from assessment.ui.workshops.votes import show_remarks

ButtonType = Literal["primary", "secondary"]
_FOLLOWED = "followed-room"
"""The name under which a session keeps the room that it follows."""
PAGE_SIZE = 35
"""Cards per page; more would be slow on an old phone."""


def rate() -> None:
    line = page_header(
        _("Rate"),
        _(
            "Rate how far each recommendation has been implemented, in law and in practice. "
            "Every change is saved at once."
        ),
    )
    assessment = required_assessment()
    catalogue, draft = assessment.catalogue, state.draft(assessment.id)
    changed, draft.untold = sorted({*draft.refresh(state.gate()), *draft.untold}), []
    draft.answer_sources = read_answer_sources(state.gate(), assessment.id)
    draft.asked = assessment.response.asked
    draft.previous_round = find_previous_round(state.gate(), assessment)
    restore_waiting(draft, assessment)
    room = _find_room(assessment, draft)
    locked, view, conditions = assessment.status is Status.SUBMITTED, _view(room), chosen_filter(catalogue)
    remember_review(draft, view)
    page = st.session_state.get("cards-page")
    draft.show(view, state.chosen_text("theme"), state.chosen_text("item"), page, conditions)
    with line:
        show_progress(catalogue, draft, locked=locked)
    with st.container(key="views", horizontal=True, vertical_alignment="center", gap="small"):
        offered = [option for option in View if option is not View.ROOM or room]
        choose_view("view", _("View"), offered, view, lambda code: view_word(View(code)))
        if view not in (View.REVIEW, View.ROOM):
            ask_filter(catalogue, conditions)
            _link_room(assessment)
        watch(draft, assessment, room if view is View.ROOM else None)
    total = len(draft.assessed(catalogue.recommendations))
    saved_words = _("Saved. {answered} of {total} answered")
    announcement(lambda: draft.saved, lambda: saved_words.format(answered=len(draft.rated()), total=total))
    if locked:
        may_reopen = Action.REOPEN in state.allowed()
        how = _("It can be reopened under “Review”.") if may_reopen else ""
        st.info(" ".join(filter(None, (_("This assessment is submitted and locked."), how))))
    with st.sidebar:
        show_themes(catalogue, draft)
    if view is View.REVIEW:
        review(assessment, draft, changed)
    elif view is View.ROOM and room is not None:
        _show_room(room, locked=locked)
    elif view is View.FOCUS:
        _one_at_a_time(catalogue, conditions, draft, locked=locked)
    elif conditions.count:
        _found(catalogue, conditions, draft, locked)
    else:
        _by_theme(catalogue, draft, locked)


def _view(room: FollowedRoom | None) -> View:
    """The view that is shown. A link to this response opens the room first."""
    if room is None:
        return View.THEME if chosen_view() is View.ROOM else chosen_view()
    if state.chosen_text("view") is None and state.visitor().scope.assessment_id is not None:
        go_to_view(View.ROOM)
    return chosen_view()


def _link_room(assessment: Assessment) -> None:
    """A link to the same place in large type, in a tab of its own, which is moved to the other screen."""
    place = {name: chosen for name in ("theme", "item") if (chosen := state.chosen_text(name))}
    address = f"/room?{urlencode({state.PARAMETER: assessment.id, **place})}"
    with st.container(key="room-link", width="content"):
        st.html(html_link(_("Room view"), address), width="content")


def _by_theme(catalogue: Catalogue, draft: Draft, locked: bool) -> None:
    theme = catalogue.theme_by_id[chosen_theme(catalogue)]
    place = catalogue.themes.index(theme)
    with st.container(key="theme-line", horizontal=True, vertical_alignment="center", gap="small"):
        st.header(escape_markdown(theme.name), anchor=False, width="content")
        st.caption(_("Theme {place} of {total}").format(place=place + 1, total=len(catalogue.themes)), width="content")
        st.markdown(escape_markdown(theme.sentence))
        if not locked:
            offer_rating_keys()
    _cards(catalogue, [Hit(item, ()) for item in catalogue.by_theme[theme.id]], draft, locked)
    with st.container(key="theme-moves", horizontal=True, horizontal_alignment="distribute"):
        if place > 0:
            previous = catalogue.themes[place - 1]
            label = f"← {escape_markdown(previous.name)}"
            st.button(label, key="key-p-theme", on_click=go_to_theme, args=(previous.id,))
        kind = _offer_results(catalogue, draft)
        if place + 1 < len(catalogue.themes):
            following = catalogue.themes[place + 1]
            label = f"{escape_markdown(following.name)} →"
            st.button(label, key="key-n-theme", type=kind, on_click=go_to_theme, args=(following.id,))
        else:
            label = f"{view_word(View.REVIEW)} →"
            st.button(label, key="to-review", type=kind, on_click=go_to_view, args=(View.REVIEW,))


def _offer_results(catalogue: Catalogue, draft: Draft) -> ButtonType:
    """Once everything is answered, lead to the results by the page's only filled button. Returns how the button is
    drawn that leads on."""
    if not draft.is_complete(catalogue.recommendations):
        return "primary"
    if st.button(_("All answered: see the results"), key="see-results", type="primary"):
        st.switch_page("results/page.py")
    return "secondary"


def _found(catalogue: Catalogue, conditions: Filter, draft: Draft, locked: bool) -> None:
    hits = conditions.apply(catalogue.recommendations, draft.answer)
    st.header(counted("{n} recommendation found", "{n} recommendations found", len(hits)), anchor=False)
    if not hits:
        st.info(nothing_found())
    _cards(catalogue, hits, draft, locked)


def _cards(catalogue: Catalogue, hits: Sequence[Hit], draft: Draft, locked: bool) -> None:
    on_page = page_of(hits, PAGE_SIZE, "cards-page")
    draft.show_only([hit.item.id for hit in on_page])
    for hit in on_page:
        if hit.places:
            st.caption(found_in_text(hit))
        card(catalogue, hit.item, draft, locked=locked)


def _one_at_a_time(catalogue: Catalogue, conditions: Filter, draft: Draft, *, locked: bool) -> None:
    hits = _hits(catalogue, conditions, draft)
    st.session_state[IN_TURN] = [hit.item.id for hit in hits]
    if not hits:
        st.info(nothing_found())
        return
    place = _place(catalogue, hits)
    item = hits[place].item
    with st.container(key="theme-line", horizontal=True, vertical_alignment="center", gap="small"):
        st.header(escape_markdown(catalogue.theme_by_id[item.theme].name), anchor=False, width="content")
        if state.chosen_text(CAME_FROM) == View.REVIEW:
            st.button(_("← Back to the review"), key="to-review", on_click=go_to_view, args=(View.REVIEW,))
        elif state.chosen_text(CAME_FROM) == RESULTS:
            st.page_link("results/page.py", label=_("← Back to the results"))
        if not locked:
            offer_rating_keys()
    if hits[place].places:
        st.caption(found_in_text(hits[place]))
    with st.container(key="focus"):
        card(catalogue, item, draft, locked=locked)
    draft.show_only([item.id])
    with st.container(key="item-moves", horizontal=True, vertical_alignment="center", gap="small"):
        # On a phone the words in small type are for the ear alone (rate.css).
        _offer_step("← :small[{words}]".format(words=_("Previous")), "key-p-item", hits, place - 1)
        with st.container(key="item-place", horizontal_alignment="center", gap=None):
            words = _("Recommendation {place} of {total}")
            st.caption(words.format(place=place + 1, total=len(hits)), width="content")
            kind = _offer_results(catalogue, draft)
            if kind == "primary" and not locked:
                choose_flag(MOVES_ON, _("Move on after a rating"))
        _offer_step(":small[{words}] →".format(words=_("Next")), "key-n-item", hits, place + 1, kind)


def _offer_step(label: str, key: str, hits: Sequence[Hit], place: int, kind: ButtonType = "secondary") -> None:
    """A button to the recommendation at a place; where there is none, nothing else takes its room."""
    is_there = 0 <= place < len(hits)
    step = {"on_click": go_to_item, "args": (hits[place].item,)} if is_there else {"disabled": True}
    st.button(label, key=key, type=kind if is_there else "secondary", **step)


def _hits(catalogue: Catalogue, conditions: Filter, draft: Draft) -> Sequence[Hit]:
    """What fits the filter, and the current recommendation, which stays until the person moves on."""
    items = [item for of_theme in catalogue.by_theme.values() for item in of_theme]
    hits = conditions.apply(items, draft.answer)
    current = catalogue.by_id.get(state.chosen_text("item") or "")
    if current is None or any(hit.item == current for hit in hits):
        return hits
    by_id = {hit.item.id: hit for hit in hits} | {current.id: Hit(current, ())}
    return [by_id[item.id] for item in items if item.id in by_id]


def _place(catalogue: Catalogue, hits: Sequence[Hit]) -> int:
    """The place of the chosen recommendation; else of the first one from the chosen theme on."""
    chosen, themes = state.chosen_text("item"), list(catalogue.by_theme)
    from_here = themes[themes.index(chosen_theme(catalogue)) :]
    places = {hit.item.id: place for place, hit in enumerate(hits)}
    first = next((place for place, hit in enumerate(hits) if hit.item.theme in from_here), 0)
    return places.get(chosen or "", first)


def _find_room(assessment: Assessment, draft: Draft) -> FollowedRoom | None:
    """The running workshop whose agreed response this is, for those who may take notes in it."""
    if Action.MODERATE not in state.allowed():
        return None
    workshop = find_room_of(state.gate(), assessment.id)
    if workshop is None:
        return None
    # The session keeps it as long as its page looks for news.
    st.session_state[_FOLLOWED] = followed = FollowedRoom(draft, workshop)
    return followed


def _show_room(followed: FollowedRoom, *, locked: bool) -> None:
    """The recommendation where the room is, with its fields unfolded, and the remarks to let through."""
    workshop, draft = followed.workshop, followed.draft
    st.header(escape_markdown(workshop.plan.title), anchor=False)
    if workshop.current is None:
        draft.show_only([])
        st.info(_("The room is at no recommendation yet. This page follows it."))
        return
    item, stage = workshop.catalogue.by_id[workshop.current], workshop.places[workshop.current].stage
    with st.container(key="note-taking"):  # browser.js moves on only once what is typed is saved.
        st.markdown(f"**{stage_word(stage)}**")
        open_details(draft, item)
        card(workshop.catalogue, item, draft, locked=locked)
        draft.show_only([item.id])
        if unrevealed_vote(stage) is None:
            show_remarks(workshop.id, item.id, stage.last_vote)


rate()
