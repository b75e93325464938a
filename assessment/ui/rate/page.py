"""The page “Rate”: a theme at a time, one recommendation at a time, or everything that is left before submission."""

from __future__ import annotations

from enum import StrEnum

import streamlit as st

from assessment.domain.model import Catalogue, Recommendation, Status, Theme
from assessment.domain.permissions import Action
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.ui.rate.announcement import announcement
from assessment.ui.rate.card import card
from assessment.ui.rate.changes import PROGRESS, progress_keys
from assessment.ui.rate.filters import Filters, ask_filters, chosen_filters, clear_filters
from assessment.ui.rate.review import review
from assessment.ui.rate.waiting import restore_waiting
from assessment.ui.rate.watch import watch
from assessment.ui.session import state
from assessment.ui.session.draft import Draft
from assessment.ui.session.previous_round import find_previous_round
from assessment.ui.text.escaping import escape_markdown
from assessment.ui.widgets.components import page_header, required_assessment
from assessment.ui.widgets.paging import page_of

PAGE_SIZE = 35
"""Cards per page; more would be slow on an old phone."""


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
            return _("Review and submit")


def rate() -> None:
    page_header(
        _("Rate"),
        _(
            "Rate how far each recommendation has been implemented, and tick what you know to be in place, in law "
            "and in practice. Every change is saved at once; stop whenever you like."
        ),
    )
    assessment = required_assessment()
    draft = state.draft(assessment.id)
    changed, draft.untold = sorted({*draft.refresh(state.access()), *draft.untold}), []
    draft.answer_sources = state.access().answer_sources(assessment.id)
    draft.previous_round = find_previous_round(state.access(), assessment)
    restore_waiting(draft, assessment)
    watch(draft, assessment)
    announcement(assessment.catalogue, draft)
    locked = assessment.status is Status.SUBMITTED
    if locked:
        st.info(
            _("This assessment is submitted and locked. It can be reopened under “Review and submit”.")
            if Action.REOPEN in state.allowed()
            else _("This assessment is submitted and locked.")
        )
    view = state.chosen("view", View, View.THEME)
    filters = chosen_filters(assessment.catalogue)
    page = st.session_state.get("cards-page")
    draft.show(view, state.chosen_text("theme"), state.chosen_text("item"), page, filters)
    st.segmented_control(
        _("View"),
        list(View),
        format_func=view_word,
        key=state.seeded("view-choice", view),
        on_change=lambda: state.choose("view", st.session_state["view-choice"] or view),
        label_visibility="collapsed",
    )
    with st.sidebar:
        _progress(assessment.catalogue, draft)
    if view is View.REVIEW:
        if changed:
            _tell_changed(changed)
        review(assessment, draft, is_news=bool(changed))
        return
    ask_filters(assessment.catalogue, filters)
    if view is View.FOCUS:
        _one_at_a_time(assessment.catalogue, filters, draft, locked)
    elif filters.are_set:
        _found(assessment.catalogue, filters, draft, locked)
    else:
        _by_theme(assessment.catalogue, draft, locked)


def _tell_changed(changed: list[str]) -> None:
    st.info(
        ngettext(
            "{n} answer was changed elsewhere and is shown as it is now: {ids}",
            "{n} answers were changed elsewhere and are shown as they are now: {ids}",
            len(changed),
        ).format(n=len(changed), ids=", ".join(changed))
    )


def _progress(catalogue: Catalogue, draft: Draft) -> None:
    """The themes with their progress; choosing one opens it. What an answer changes here is redrawn by itself."""
    state.fragment(_total, key=PROGRESS)(catalogue, draft)
    with st.container(key="themes", gap=None):
        for theme in catalogue.themes:
            state.fragment(_theme_button, key=progress_keys([theme.id])[1])(catalogue, theme, draft)


def _total(catalogue: Catalogue, draft: Draft) -> None:
    answered, total = len(draft.rated()), len(catalogue.recommendations)
    st.progress(answered / total, text=_("{answered} of {total} answered").format(answered=answered, total=total))


def _theme_button(catalogue: Catalogue, theme: Theme, draft: Draft) -> None:
    items = catalogue.by_theme[theme.id]
    done = sum(draft.answer(item.id).rating is not None for item in items)
    mark = "✓ " if done == len(items) else ""
    if st.button(
        f"{mark}{escape_markdown(theme.name)} ({done}/{len(items)})",
        key=f"theme-{theme.id}",
        type="primary" if theme.id == _theme(catalogue) else "tertiary",
        width="stretch",
    ):
        _go_to_theme(theme.id)
        st.rerun()


def _theme(catalogue: Catalogue) -> str:
    chosen = state.chosen_text("theme")
    return chosen if chosen is not None and chosen in catalogue.theme_by_id else catalogue.themes[0].id


def _go_to_theme(theme: str) -> None:
    state.choose("theme", theme)
    state.choose("view", View.THEME)
    clear_filters()
    for key in ("view-choice", "cards-page"):
        st.session_state.pop(key, None)


def _by_theme(catalogue: Catalogue, draft: Draft, locked: bool) -> None:
    theme = catalogue.theme_by_id[_theme(catalogue)]
    place = catalogue.themes.index(theme)
    st.header(escape_markdown(theme.name), anchor=False)
    st.markdown(escape_markdown(theme.sentence))
    st.caption(_("Theme {place} of {total}").format(place=place + 1, total=len(catalogue.themes)))
    _cards(catalogue, catalogue.by_theme[theme.id], draft, locked)
    before, after = st.columns(2)
    if place > 0:
        previous = catalogue.themes[place - 1]
        label = f"← {escape_markdown(previous.name)}"
        before.button(label, key="previous-theme", on_click=_go_to_theme, args=(previous.id,))
    if place + 1 < len(catalogue.themes):
        following = catalogue.themes[place + 1]
        label = f"{escape_markdown(following.name)} →"
        after.button(label, key="next-theme", type="primary", on_click=_go_to_theme, args=(following.id,))
    else:
        after.button(
            f"{view_word(View.REVIEW)} →", key="to-review", type="primary", on_click=_go_to_view, args=(View.REVIEW,)
        )


def _go_to_view(view: View) -> None:
    state.choose("view", view)
    st.session_state.pop("view-choice", None)


def _found(catalogue: Catalogue, filters: Filters, draft: Draft, locked: bool) -> None:
    items = filters.apply(catalogue, draft.answer)
    st.header(
        ngettext("{n} recommendation found", "{n} recommendations found", len(items)).format(n=len(items)),
        anchor=False,
    )
    if not items:
        st.info(_("Nothing fits all of these filters. Remove one of them."))
    _cards(catalogue, items, draft, locked)


def _cards(catalogue: Catalogue, items: tuple[Recommendation, ...], draft: Draft, locked: bool) -> None:
    _first, shown = page_of(items, PAGE_SIZE, "cards-page")
    draft.show_only([item.id for item in shown])
    for item in shown:
        card(catalogue, item, draft, locked=locked)


def _one_at_a_time(catalogue: Catalogue, filters: Filters, draft: Draft, locked: bool) -> None:
    chosen = state.chosen_text("item")
    fitting = filters.apply(catalogue, draft.answer)
    # A new answer may no longer match the filter; its card stays until the person moves on.
    items = [item for items in catalogue.by_theme.values() for item in items if item in fitting or item.id == chosen]
    if not items:
        st.info(_("Nothing fits all of these filters. Remove one of them."))
        return
    place = next((place for place, item in enumerate(items) if item.id == chosen), 0)
    item = items[place]
    st.header(escape_markdown(catalogue.theme_by_id[item.theme].name), anchor=False)
    st.caption(_("Recommendation {place} of {total}").format(place=place + 1, total=len(items)))
    with st.container(key="focus"):
        card(catalogue, item, draft, locked=locked)
    before, after = st.columns(2)
    if place > 0:
        before.button(_("← Previous"), key="previous-item", on_click=_go_to_item, args=(items[place - 1],))
    if place + 1 < len(items):
        after.button(_("Next →"), key="next-item", type="primary", on_click=_go_to_item, args=(items[place + 1],))


def _go_to_item(item: Recommendation) -> None:
    state.choose("item", item.id)
    state.choose("theme", item.theme)


rate()
