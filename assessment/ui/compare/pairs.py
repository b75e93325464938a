"""Two responses: choosing them, and which differences between their scores hold.

Which two is remembered in the address by their ids, so every list shows and changes it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace

import streamlit as st

from assessment.charts.comparison_charts import DifferenceBar, difference_chart
from assessment.domain.comparison.compare import score_differences
from assessment.domain.comparison.voices import paired
from assessment.domain.countries import country_name
from assessment.domain.response import Voice
from assessment.domain.robustness import VARIANTS
from assessment.html.tables import draw_table
from assessment.i18n import gettext as _
from assessment.labels.formatting import signed_points
from assessment.reports.method_text import how_it_varies
from assessment.ui.compare.response_choices import ChosenResponses, ResponseChoice
from assessment.ui.compare.response_names import short_names
from assessment.ui.compare.response_picker import load_full_responses
from assessment.ui.session import state
from assessment.ui.widgets.choices import choose_one, distinct, page_of
from assessment.ui.widgets.figure import show_figure
from assessment.views.comparison import ThemeDifference, differences_table
from assessment.views.table import Row, Table

Pair = tuple[ResponseChoice, ResponseChoice]
KEPT = "two"
ROWS_SHOWN = 40


class PairPicker:
    """The pairs left to choose from, and the chosen one: the one remembered under a name, else the first."""

    def __init__(self, name: str, pairs: Sequence[Pair]) -> None:
        self._name, self._left = name, pairs
        choice = state.chosen_text(name)
        self.pair = next((pair for pair in pairs if _key(pair) == choice), pairs[0])

    def ask(self, step: str, label: str, part: Callable[[Pair], Hashable], words: Callable[[Pair], str]) -> None:
        """Draw a list of the values of a part of the pairs; only pairs with the chosen value are left."""
        first_with: dict[Hashable, Pair] = {}
        for pair in self._left:
            first_with.setdefault(part(pair), pair)
        if len(first_with) > 1:
            options = {_key(pair): pair for pair in first_with.values()}
            choose_one(
                f"{self._name}-{step}",
                label,
                list(options),
                _key(first_with[part(self.pair)]),
                lambda key: words(options[key]),
                on_change=lambda key: state.choose(self._name, key),
            )
        self._left = [pair for pair in self._left if part(pair) == part(self.pair)]


def _key(pair: Pair) -> str:
    return " ".join(line.name for line in pair)


def country_words(pair: Pair) -> str:
    """The country or area of two responses from the same one."""
    return country_name(pair[0].response.country)


def common_words(common: int, asked: int) -> str:
    """“Both rate **12** of **33** recommendations in the same words.”, as Markdown."""
    return _("Both rate **{common}** of **{asked}** recommendations in the same words.").format(
        common=common, asked=asked
    )


def show_differences(table: Table[ThemeDifference], second: str) -> None:
    """The differences of two scores as a chart or a table; `second` is the name of the one that is higher to the
    right."""
    if not table.rows:
        st.info(table.nothing)
        return
    st.markdown(table.about)
    show_figure(
        "theme-differences",
        table.title,
        draw_table(table),
        difference_chart,
        tuple(DifferenceBar(row.name, _bar_words(row), row.difference.points, row.is_pale) for row in table.rows),
        table.title,
        _("Points by which {second} is higher (right) or lower (left)").format(second=second),
    )
    st.caption(
        _(
            "Scores cover what both rate in the same words. A difference holds if its sign is the same under all {n} "
            "variants of the method (see “Robustness”); others are pale. A difference within one answer is too small "
            "to interpret."
        ).format(n=len(VARIANTS))
    )


def _bar_words(row: ThemeDifference) -> str:
    """“+17 points · does not hold under every variant”."""
    points = row.difference.points
    return f"{signed_points(points)} · {row.reading}" if points else row.reading


@state.fragment
def paged_table(table: Table[Row], key: str) -> None:
    """A table a page at a time."""
    st.html(draw_table(replace(table, rows=page_of(table.rows, ROWS_SHOWN, key))))


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
    apart = score_differences(first, second)
    st.markdown(common_words(len(apart.common.items), apart.common.asked))
    names = short_names(pair)
    # For the same country, what distinguishes them.
    is_same = pair[0].response.country == pair[1].response.country
    called = [names[line.name].note if is_same else names[line.name].line for line in pair]
    show_differences(differences_table(apart, *called), called[1])


def _ask(chosen: ChosenResponses, label: str, pair: Pair, place: int) -> None:
    """Choose one of the two: any response but the other."""
    other = pair[1 - place].name
    called = distinct(chosen.ids, chosen.display_names.__getitem__)

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
    chosen = [by_name[name] for name in (state.chosen_text(KEPT) or "").split() if name in by_name]
    if len(chosen) == 2:  # noqa: PLR2004 - two are compared
        return chosen[0], chosen[1]
    return next(paired(lines, Voice.STATE, Voice.CIVIL_SOCIETY), (lines[0], lines[1]))
