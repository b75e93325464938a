"""Two responses: choosing them, and which differences between their scores hold.

Which two is remembered in the address by their ids, so every list shows and changes it. A difference that doesn't hold
under every variant of the method is drawn pale, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

import streamlit as st

from assessment.charts.comparison_charts import DifferenceBar, difference_chart
from assessment.domain.comparison.compare import (
    CommonRecommendations,
    ScoreDifference,
    ScoreDifferences,
    all_themes,
    common_recommendations,
    score_differences,
)
from assessment.domain.comparison.voices import paired
from assessment.domain.countries import country_name
from assessment.domain.model import Voice
from assessment.domain.robustness import VARIANTS
from assessment.domain.scoring import Grouping
from assessment.i18n import gettext as _
from assessment.labels.codes import grouping_word
from assessment.labels.formatting import percent
from assessment.reports.method_text import how_it_varies
from assessment.ui.compare.matrix import response_label, response_labels
from assessment.ui.compare.response_choices import ChosenResponses, ResponseChoice
from assessment.ui.compare.response_picker import load_full_responses
from assessment.ui.session import state
from assessment.ui.text.escaping import escape_markdown
from assessment.ui.widgets.choices import choose_one, distinct
from assessment.ui.widgets.figure import show_figure
from assessment.ui.widgets.tables import TableColumn, signed_points, table

Pair = tuple[ResponseChoice, ResponseChoice]
KEPT = "two"


class PairPicker:
    """The pairs left to choose from, and the chosen one: the one remembered under a name, else the first."""

    def __init__(self, name: str, pairs: Sequence[Pair]) -> None:
        self._name, self._left = name, pairs
        kept = state.chosen_text(name)
        self.pair = next((pair for pair in pairs if _key(pair) == kept), pairs[0])

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


def common_words(common: CommonRecommendations) -> str:
    """“Both rate **12** of **33** recommendations in the same words.”, as Markdown."""
    return _("Both rate **{common}** of **{asked}** recommendations in the same words.").format(
        common=len(common.items), asked=len(common.items) + len(common.left_out)
    )


def theme_differences(found: ScoreDifferences, first: str, second: str) -> None:
    """`second` minus `first`, by name; each theme in the catalogue's order, then all of them."""
    names = {theme.id: theme.name for theme in all_themes((found.first, found.second))}
    apart = [(names[theme], difference) for theme, difference in found.by_theme.items() if difference is not None]
    if not apart or found.overall is None:
        st.info(_("The two have no rated recommendation in common."))
        return
    apart.append((_("All themes"), found.overall))
    st.markdown(_("Difference: {one} minus {other}").format(one=second, other=first))
    title = _("Differences by theme")
    bars = tuple(
        DifferenceBar(name, _difference_words(difference), difference.points, not difference.is_robust)
        for name, difference in apart
    )
    columns = [
        TableColumn(grouping_word(Grouping.THEME)),
        TableColumn(_("Common"), is_number=True),
        TableColumn(first, is_number=True),
        TableColumn(second, is_number=True),
        TableColumn(_("Difference"), is_number=True),
        TableColumn(_("Size"), is_short=True),
        TableColumn(_("In all variants"), is_short=True),
    ]
    *rows, total = (_difference_row(name, difference) for name, difference in apart)
    pale = [number for number, (_name, difference) in enumerate(apart) if not difference.is_robust]
    show_figure(
        "theme-differences",
        title,
        table(title, columns, rows, total, pale=pale),
        difference_chart,
        bars,
        title,
        _("Points by which {second} is higher (right) or lower (left)").format(second=second),
    )
    if empty := [names[theme] for theme, difference in found.by_theme.items() if difference is None]:
        st.caption(_("Nothing in common: {themes}.").format(themes=", ".join(map(escape_markdown, empty))))
    st.caption(
        _(
            "Scores cover what both rate in the same words. A difference holds if its sign is the same under all {n} "
            "variants of the method (see “Robustness”); others are pale. A difference within one answer is too small "
            "to interpret."
        ).format(n=len(VARIANTS))
    )


def _difference_row(name: str, difference: ScoreDifference) -> list[str]:
    return [
        name,
        str(difference.first.rated),
        percent(difference.first.score),
        percent(difference.second.score),
        signed_points(difference.points),
        _size_word(difference),
        _variants_word(difference),
    ]


def _difference_words(difference: ScoreDifference) -> str:
    """“+17 points · does not hold under every variant”, and whether it is within one answer."""
    if difference.points == 0:
        return _("level")
    parts = [signed_points(difference.points)]
    if difference.within_one_answer:
        parts.append(_size_word(difference))
    parts.append(_("holds under every variant") if difference.is_robust else _("does not hold under every variant"))
    return " · ".join(parts)


def _size_word(difference: ScoreDifference) -> str:
    return _("within one answer") if difference.within_one_answer else _("one answer or more")


def _variants_word(difference: ScoreDifference) -> str:
    if difference.is_robust:
        return _("Yes")
    return _("level") if difference.points == 0 else _("No")


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
    st.markdown(common_words(common_recommendations((first, second))))
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
