"""How responses were compared: on which recommendations, why others are left out, and whether the difference between
any two of them depends on the method."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.access.assessments import find_common_items
from assessment.domain.catalogue import Recommendation
from assessment.domain.comparison.compare import all_recommendations, all_themes, score_differences
from assessment.domain.comparison.findings import ComparisonFindings
from assessment.domain.comparison.voices import paired
from assessment.domain.response import Voice
from assessment.domain.robustness import VARIANTS
from assessment.html.tables import draw_table
from assessment.i18n import gettext as _
from assessment.labels.codes import left_out_word
from assessment.labels.findings import common_brief
from assessment.reports.method_text import how_it_varies
from assessment.ui.compare.pairs import Pair
from assessment.ui.compare.response_choices import ChosenResponses, ResponseChoice
from assessment.ui.compare.response_names import pair_names
from assessment.ui.compare.response_picker import load_full_responses
from assessment.ui.session import state
from assessment.ui.widgets.choices import choose_one, distinct, page_of
from assessment.ui.widgets.components import fold
from assessment.views.comparison import differences_table
from assessment.views.table import Column, Kind, Table

KEPT = "two"
ROWS_SHOWN = 40


def how_compared(chosen: ChosenResponses, found: ComparisonFindings) -> None:
    st.markdown(f"**{common_brief(found.common, found.asked, found.responses)}**")
    st.markdown(
        _(
            "Responses are compared on these alone, in the same words, so nobody looks better or worse for answering "
            "something else."
        )
    )
    fold("common", _("Common recommendations"), _list_items, chosen)
    fold("robustness", _("Robustness of any two"), _compare_scores, chosen)


def _list_items(chosen: ChosenResponses) -> None:
    """Every recommendation, whether it is compared, and if not why not."""
    left_out = {entry.recommendation_id: entry for entry in find_common_items(state.gate(), chosen.ids).left_out}
    themes = {theme.id: theme.name for theme in all_themes(chosen.versions)}
    columns: list[Column[Recommendation]] = [
        Column(_("Recommendation"), lambda item: item, Kind.RECOMMENDATION),
        Column(_("Theme"), lambda item: themes[item.theme]),
        Column(
            _("Compared"), lambda item: left_out_word(left_out[item.id].reason) if item.id in left_out else _("Yes")
        ),
        Column(
            _("Responses concerned"), lambda item: left_out[item.id].count if item.id in left_out else "", Kind.NUMBER
        ),
    ]
    items = page_of(all_recommendations(chosen.versions), ROWS_SHOWN, "common-page", name="common-items")
    st.html(draw_table(Table(_("Common recommendations"), columns, items)))
    # As text and where they are few, because people typed their names.
    names, entries = chosen.display_names, [left_out[item.id] for item in items if item.id in left_out]
    lines = [
        _("{label}: {text}").format(
            label=entry.recommendation_id, text="; ".join(names[assessment_id] for assessment_id in entry.ids)
        )
        for entry in entries
        if entry.ids
    ]
    if lines:
        with st.expander(_("Responses concerned")):
            st.text("\n".join(lines))


def _compare_scores(chosen: ChosenResponses) -> None:
    st.markdown(
        _(
            "The difference between two responses is calculated {n} times: {how}. It is robust if its sign is the same "
            "in all of them; any other is too small to read."
        ).format(n=len(VARIANTS), how=how_it_varies())
    )
    pair = _kept(chosen.lines)
    left, right = st.columns(2)
    with left:
        _ask(chosen, _("First response"), pair, 0)
    with right:
        _ask(chosen, _("Second response"), pair, 1)
    first, second = load_full_responses(pair)
    table = differences_table(score_differences(first, second), *pair_names(pair))
    if not table.rows:
        st.info(table.nothing)
        return
    st.markdown(table.about)
    st.html(draw_table(table))


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
