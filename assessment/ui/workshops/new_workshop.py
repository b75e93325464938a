"""Preparing a new workshop: on which recommendations, and how the room votes."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import combinations

import streamlit as st

from assessment.domain.comparison.voices import pair_voices, paired
from assessment.domain.model import Catalogue, Voice
from assessment.domain.sourced import SourcedResponse
from assessment.i18n import current_language, ngettext
from assessment.i18n import gettext as _
from assessment.labels.formatting import response_name
from assessment.services.catalogue_folder import load_catalogues
from assessment.ui.compare.response_choices import StoredChoice
from assessment.ui.failures import showing_errors
from assessment.ui.session import state
from assessment.ui.text.escaping import plain_text
from assessment.ui.widgets.components import ask_catalogue, list_problems
from assessment.ui.widgets.tables import item_label
from assessment.ui.workshops.plan_form import ask_plan
from assessment.ui.workshops.room import VIEW, WORKSHOP

PAIR = "workshop-pair"
"""The name under which two responses are remembered whose contested list becomes the choice: their ids, apart by a
space."""


class Choice(StrEnum):
    ALL = "all"
    THEMES = "themes"
    SINGLE = "single"
    CONTESTED = "contested"


def choice_word(choice: Choice) -> str:
    match choice:
        case Choice.ALL:
            return _("All")
        case Choice.THEMES:
            return _("By theme")
        case Choice.SINGLE:
            return _("Single ones")
        case Choice.CONTESTED:
            return _("Those that two responses rate differently")


def ask_recommendations(catalogue: Catalogue) -> tuple[str, ...]:
    """Ask which recommendations; returns their ids in document order."""
    # People who come from the comparison of two responses want what these rate differently.
    usual = Choice.CONTESTED if state.chosen_text(PAIR) else Choice.ALL
    choice: Choice | None = st.radio(
        _("Which recommendations?"),
        list(Choice),
        index=list(Choice).index(usual),
        format_func=choice_word,
        key="new-workshop-choice",
    )
    match choice:
        case Choice.ALL:
            chosen = {item.id for item in catalogue.recommendations}
        case Choice.THEMES:
            chosen = _ask_themes(catalogue)
        case Choice.SINGLE:
            chosen = _ask_single(catalogue)
        case Choice.CONTESTED:
            chosen = _ask_contested(catalogue)
        case None:
            chosen = set()
    found = tuple(item.id for item in catalogue.recommendations if item.id in chosen)
    words = ngettext("{n} recommendation is voted on.", "{n} recommendations are voted on.", len(found))
    st.caption(words.format(n=len(found)))
    return found


def _ask_themes(catalogue: Catalogue) -> set[str]:
    themes = st.multiselect(
        _("Themes"),
        [theme.id for theme in catalogue.themes],
        format_func=lambda theme: plain_text(catalogue.theme_by_id[theme].name),
        placeholder=_("Choose themes"),
        key="new-workshop-themes",
    )
    return {item.id for theme in themes for item in catalogue.by_theme[theme]}


def _ask_single(catalogue: Catalogue) -> set[str]:
    return set(
        st.multiselect(
            _("Recommendations"),
            [item.id for item in catalogue.recommendations],
            format_func=lambda each: item_label(catalogue.by_id[each]),
            placeholder=_("Type to search"),
            key="new-workshop-items",
        )
    )


def _ask_contested(catalogue: Catalogue) -> set[str]:
    pairs = {" ".join(each.name for each in pair): pair for pair in _pairs(catalogue)}
    if not pairs:
        st.info(_("There are no two voices on the same country or area in the same round of this catalogue yet."))
        return set()
    options, kept = list(pairs), state.chosen_text(PAIR)
    chosen: str | None = st.selectbox(
        _("Which two responses?"),
        options,
        index=options.index(kept) if kept in options else None,
        format_func=lambda key: " / ".join(response_name(each.response, plain_text) for each in pairs[key]),
        placeholder=_("Choose"),
        key=PAIR,
        on_change=lambda: state.choose(PAIR, st.session_state.get(PAIR)),
    )
    return set() if chosen is None else _contested(pairs[chosen])


def _pairs(catalogue: Catalogue) -> list[tuple[StoredChoice, StoredChoice]]:
    """Every two voices on one country or area in one round of this catalogue."""
    listed = [StoredChoice(each) for each in state.access().listings() if each.catalogue_id == catalogue.id]
    return [pair for voices in combinations(Voice, 2) for pair in paired(listed, *voices)]


def _contested(pair: Sequence[StoredChoice]) -> set[str]:
    first, second = map(SourcedResponse.from_assessment, state.access().assessments([each.name for each in pair]))
    return {entry.recommendation.id for entry in pair_voices(first, second).agenda}


def ask_new_workshop() -> None:
    """Ask everything, and open the workshop that is made of it."""
    catalogues, refused = load_catalogues()
    for error in refused:
        st.error(_("A catalogue can’t be read:"))
        list_problems(error)
    catalogue = ask_catalogue(catalogues, "new-workshop-catalogue")
    fields = ask_plan(None, "new-workshop")
    chosen = ask_recommendations(catalogue) if catalogue is not None else ()
    if st.button(_("Prepare the workshop"), type="primary", key="new-workshop-create"):
        if catalogue is None:
            st.error(_("Choose a questionnaire."))
            return
        with showing_errors():
            made = state.facilitation().create(catalogue, fields.plan(chosen), language=current_language())
            state.choose(WORKSHOP, made)
            state.choose(VIEW, "prepare")
            st.rerun()
