"""Robustness: any two responses, and which differences between them don't depend on the method."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.domain.comparison.compare import common_recommendations, score_differences
from assessment.domain.comparison.voices import paired
from assessment.domain.model import Voice
from assessment.domain.robustness import VARIANTS
from assessment.i18n import gettext as _
from assessment.reports.method_text import how_it_varies
from assessment.ui.compare.loading import load_full_responses
from assessment.ui.compare.pairs.pair_picker import Pair
from assessment.ui.compare.pairs.theme_differences import theme_differences
from assessment.ui.compare.response_choices import ChosenResponses, ResponseChoice
from assessment.ui.compare.response_labels import response_label, response_labels
from assessment.ui.session import state
from assessment.ui.widgets.choices import choose_one, distinct

KEPT = "two"


def compare_scores(chosen: ChosenResponses) -> None:
    st.header(_("Robustness"), anchor="robustness")
    st.markdown(
        _(
            "The difference between two responses is calculated {n} times: {how}. It holds if its sign is the "
            "same in all of them."
        ).format(n=len(VARIANTS), how=how_it_varies())
    )
    pair = _kept(chosen.lines)
    left, right = st.columns(2)
    with left:
        _ask(chosen, _("First response"), pair, 0)
    with right:
        _ask(chosen, _("Second response"), pair, 1)
    first, second = load_full_responses(pair)
    shared = common_recommendations((first, second))
    st.markdown(
        _("Both rate **{common}** of **{asked}** recommendations in the same words.").format(
            common=len(shared.items), asked=len(shared.items) + len(shared.left_out)
        )
    )
    theme_differences(score_differences(first, second), *_called(pair))


def _called(pair: Pair) -> tuple[str, str]:
    """The names of the two; for the same country, what distinguishes them."""
    names = response_labels(pair)
    first, second = pair
    if first.response.country == second.response.country:
        return names[first.name].note, names[second.name].note
    return response_label(names, first), response_label(names, second)


def _ask(chosen: ChosenResponses, label: str, pair: Pair, place: int) -> None:
    """Choose one of the two: any response but the other."""
    other = pair[1 - place].name
    names = {line.name: line.display_name for line in chosen.lines}
    called = distinct(names, names.__getitem__)

    def keep(name: str) -> None:
        state.choose(KEPT, f"{name} {other}" if place == 0 else f"{other} {name}")

    choose_one(
        f"{KEPT}-{place}",
        label,
        [name for name in called if name != other],
        pair[place].name,
        called.__getitem__,
        on_change=keep,
    )


def _kept(lines: Sequence[ResponseChoice]) -> Pair:
    """The remembered two; else the first pair of State and civil society of a country, else the first two."""
    by_name = {line.name: line for line in lines}
    kept = [by_name[name] for name in (state.chosen_text(KEPT) or "").split() if name in by_name]
    if len(kept) == 2:  # noqa: PLR2004 - two are compared
        return kept[0], kept[1]
    return next(paired(lines, Voice.STATE, Voice.CIVIL_SOCIETY), (lines[0], lines[1]))
