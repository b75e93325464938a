"""The plan of a workshop as fields to fill in: what the room votes on, and how. It can change until somebody joins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from enum import StrEnum
from itertools import combinations
from typing import Any, TypeVar

import streamlit as st

from assessment.access.assessments import list_listings, read_assessments
from assessment.access.workshops import create_workshop
from assessment.domain.catalogue import Catalogue
from assessment.domain.comparison.voices import pair_voices, paired
from assessment.domain.response import Round, Voice
from assessment.domain.sourced import SourcedResponse
from assessment.domain.workshop.disclosure import ANONYMITY_THRESHOLD
from assessment.domain.workshop.model import Breakdown, RemarkRule
from assessment.domain.workshop.plan import PlanRefused, WorkshopPlan
from assessment.html.escaping import plain_text
from assessment.html.tables import item_label
from assessment.i18n import counted, current_language
from assessment.i18n import gettext as _
from assessment.labels.codes import voice_word
from assessment.labels.formatting import response_name
from assessment.labels.workshops import remark_rule_word
from assessment.parsing.limits import LAST_DAY, NAME_LIMIT, TEXT_LIMIT
from assessment.ui.compare.response_choices import StoredChoice
from assessment.ui.failures import showing_errors
from assessment.ui.session import state
from assessment.ui.widgets.choices import ask_country
from assessment.ui.widgets.components import ask_catalogue, find_catalogues
from assessment.ui.workshops.room import VIEW, WORKSHOP

PAIR = "workshop-pair"
"""The name under which the two responses are remembered whose contested list is voted on: their ids, separated by a
space."""
_KEPT = dt.timedelta(days=365)
"""How long names and votes are kept unless another day is chosen."""
Option = TypeVar("Option")


class Choice(StrEnum):
    ALL = "all"
    THEMES = "themes"
    SINGLE = "single"
    CONTESTED = "contested"


def ask_new_workshop() -> None:
    """Ask for a plan, make a workshop of it, and open that."""
    catalogue = ask_catalogue(find_catalogues(), "new-workshop-catalogue")
    fields = ask_plan(None, "new-workshop")
    recommendations = _ask_recommendations(catalogue) if catalogue is not None else ()
    if st.button(_("Prepare the workshop"), type="primary", key="new-workshop-create"):
        if catalogue is None:
            st.error(_("Choose a questionnaire."))
            return
        with showing_errors():
            plan = make_plan(fields, recommendations)
            state.choose(WORKSHOP, create_workshop(state.gate(), catalogue, plan, language=current_language()))
            state.choose(VIEW, "prepare")
            st.rerun()


def make_plan(fields: dict[str, Any], recommendations: tuple[str, ...]) -> WorkshopPlan:
    """The plan that the fields of `ask_plan` describe. Raises PlanRefused for what is missing, and what WorkshopPlan
    raises."""
    for names, words in (
        (("country", "voice"), _("Choose a country or area, and whose the agreed response is.")),
        (("anonymous", "breakdown"), _("Choose whether votes are anonymous, and how they are shown.")),
        (("kept_until",), _("Choose the day on which names and votes are deleted.")),
    ):
        if any(fields[name] is None for name in names):
            raise PlanRefused(words)
    return WorkshopPlan(recommendations=recommendations, **fields)


def ask_plan(before: WorkshopPlan | None, key: str) -> dict[str, Any]:
    """Ask for every field of a plan but its recommendations, by name; None where nothing is chosen yet.

    `before` is the plan so far, and `key` begins the keys of the widgets.
    """
    title = _ask_line("title", _("Title"), before, key)
    left, right = st.columns(2)
    with left:
        country = ask_country(f"{key}-country", before.country if before else None)
        voice = st.selectbox(
            _("Whose is the agreed response?"),
            list(Voice),
            index=list(Voice).index(before.voice) if before else None,
            format_func=lambda voice: _("The workshop itself") if voice is Voice.OTHER else voice_word(voice),
            placeholder=_("Choose"),
            key=f"{key}-voice",
        )
    with right:
        label = st.text_input(
            _("Round (optional)"),
            before.round.label if before else "",
            placeholder=_("For example: 2026 baseline"),
            max_chars=NAME_LIMIT,
            key=f"{key}-round",
        )
        organisation = _ask_line("organisation", _("Organisation (optional)"), before, key)
    day = st.date_input(
        _("Date of the round"), before.round.date if before else "today", format="YYYY-MM-DD", key=f"{key}-date"
    )
    return {
        "title": title,
        "country": country,
        "voice": voice,
        # The response of a mixed room is that of the workshop.
        "organisation": organisation or (title if voice is Voice.OTHER else ""),
        "round": Round(label.strip(), day if isinstance(day, dt.date) else None),
        "place": _ask_line("place", _("Place (optional)"), before, key),
        **_ask_groups(before, key),
        **_ask_votes(before, key),
    }


def _ask_line(name: str, label: str, before: WorkshopPlan | None, key: str) -> str:
    at_first = getattr(before, name) if before else ""
    return st.text_input(label, at_first, max_chars=NAME_LIMIT, key=f"{key}-{name}").strip()


def _ask_groups(before: WorkshopPlan | None, key: str) -> dict[str, Any]:
    voices = st.multiselect(
        _("Groups that participants choose from (optional)"),
        list(Voice),
        list(before.voices) if before else [],
        format_func=voice_word,
        placeholder=_("Choose"),
        key=f"{key}-voices",
    )
    tables = st.text_area(
        _("Tables, one per line (optional)"),
        "\n".join(before.tables) if before else "",
        max_chars=TEXT_LIMIT,
        height=96,
        key=f"{key}-tables",
    )
    return {
        "voices": tuple(voice for voice in Voice if voice in voices),
        "tables": tuple(line.strip() for line in tables.splitlines() if line.strip()),
    }


def _ask_votes(before: WorkshopPlan | None, key: str) -> dict[str, Any]:
    """Ask how the room votes, and how long it is kept who voted what."""
    anonymous = _ask_radio(
        _("Who voted what"),
        {False: _("Named"), True: _("Anonymous")},
        before.anonymous if before else None,
        f"{key}-anonymous",
        [
            _("Facilitators can see who voted what after the reveal. Participants may give a name."),
            _("Nobody sees who voted what, and finishing removes it for good."),
        ],
    )
    if anonymous:
        st.info(
            _(
                "An anonymous workshop needs {least} participants before its first vote. In a small room little is "
                "shown by voice or table."
            ).format(least=ANONYMITY_THRESHOLD)
        )
    breakdowns = {
        Breakdown.NONE: _("Together only"),
        Breakdown.VOICE: _("By voice, and together"),
        Breakdown.TABLE: _("By table, and together"),
    }
    breakdown = _ask_radio(
        _("How are votes shown?"), breakdowns, before.breakdown if before else None, f"{key}-breakdown"
    )
    reveals_itself = _ask_radio(
        _("When are votes revealed?"),
        {False: _("By a facilitator"), True: _("Automatically, when all present have voted")},
        before.reveals_itself if before else False,
        f"{key}-itself",
    )
    remarks = _ask_radio(
        _("Remarks"),
        {rule: remark_rule_word(rule) for rule in RemarkRule},
        before.remarks if before else RemarkRule.MODERATED,
        f"{key}-remarks",
    )
    today = dt.datetime.now().astimezone().date()
    kept_until = st.date_input(
        _("Delete names and votes on"),
        before.kept_until if before else today + _KEPT,
        min_value=min(today, before.kept_until) if before else today,
        max_value=LAST_DAY,
        format="YYYY-MM-DD",
        key=f"{key}-kept",
    )
    return {
        "anonymous": anonymous,
        "breakdown": breakdown,
        "reveals_itself": reveals_itself,
        "remarks": remarks,
        "kept_until": kept_until if isinstance(kept_until, dt.date) else None,
    }


def _ask_radio(
    label: str, options: dict[Option, str], before: Option | None, key: str, captions: Sequence[str] | None = None
) -> Option | None:
    index = None if before is None else list(options).index(before)
    return st.radio(label, list(options), index, options.__getitem__, key=key, captions=captions)


def _ask_recommendations(catalogue: Catalogue) -> tuple[str, ...]:
    """Ask which recommendations; returns their ids in document order."""
    ways: dict[Choice, tuple[str, Callable[[Catalogue], set[str]]]] = {
        Choice.ALL: (_("All"), lambda catalogue: set(catalogue.by_id)),
        Choice.THEMES: (_("By theme"), _ask_themes),
        Choice.SINGLE: (_("Single ones"), _ask_single),
        Choice.CONTESTED: (_("Those that two responses rate differently"), _ask_contested),
    }
    # People who come from the comparison of two responses want what these rate differently.
    usual = Choice.CONTESTED if state.chosen_text(PAIR) else Choice.ALL
    labels = {choice: label for choice, (label, _ask) in ways.items()}
    choice = _ask_radio(_("Which recommendations?"), labels, usual, "new-workshop-choice")
    chosen = ways[choice or usual][1](catalogue)
    ids = tuple(item.id for item in catalogue.recommendations if item.id in chosen)
    st.caption(counted("{n} recommendation is voted on.", "{n} recommendations are voted on.", len(ids)))
    return ids


def _ask_themes(catalogue: Catalogue) -> set[str]:
    themes = st.multiselect(
        _("Themes"),
        list(catalogue.theme_by_id),
        format_func=lambda theme: plain_text(catalogue.theme_by_id[theme].name),
        placeholder=_("Choose"),
        key="new-workshop-themes",
    )
    return {item.id for theme in themes for item in catalogue.by_theme[theme]}


def _ask_single(catalogue: Catalogue) -> set[str]:
    ids = st.multiselect(
        _("Recommendations"),
        [item.id for item in catalogue.recommendations],
        format_func=lambda item_id: item_label(catalogue.by_id[item_id]),
        placeholder=_("Type to search"),
        key="new-workshop-items",
    )
    return set(ids)


def _ask_contested(catalogue: Catalogue) -> set[str]:
    pairs = {" ".join(choice.name for choice in pair): pair for pair in _pairs(catalogue)}
    if not pairs:
        st.info(_("No two voices have answered this catalogue for the same country or area and round yet."))
        return set()
    options, remembered = list(pairs), state.chosen_text(PAIR)
    chosen: str | None = st.selectbox(
        _("Which two responses?"),
        options,
        index=options.index(remembered) if remembered in options else None,
        format_func=lambda ids: " / ".join(response_name(choice.response, plain_text) for choice in pairs[ids]),
        placeholder=_("Choose"),
        key=PAIR,
        on_change=lambda: state.choose(PAIR, st.session_state.get(PAIR)),
    )
    return set() if chosen is None else _contested(pairs[chosen])


def _pairs(catalogue: Catalogue) -> list[tuple[StoredChoice, StoredChoice]]:
    """Every two voices on one country or area in one round of this catalogue."""
    listings = list_listings(state.gate())
    choices = [StoredChoice(listing) for listing in listings if listing.catalogue_id == catalogue.id]
    return [pair for voices in combinations(Voice, 2) for pair in paired(choices, *voices)]


def _contested(pair: Sequence[StoredChoice]) -> set[str]:
    assessments = read_assessments(state.gate(), [choice.name for choice in pair])
    first, second = map(SourcedResponse.from_assessment, assessments)
    return {entry.recommendation.id for entry in pair_voices(first, second).agenda}
