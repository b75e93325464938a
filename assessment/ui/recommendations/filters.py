"""Searching and filtering a catalogue: by words, and by each of its vocabularies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessment.domain.model import Catalogue, Recommendation
from assessment.domain.scoring import Grouping, groups_of, recommendations_by_group
from assessment.domain.search import Hit, search
from assessment.i18n import gettext as _
from assessment.labels.codes import group_word, grouping_word
from assessment.parsing.limits import NAME_LIMIT

GROUPINGS = (
    Grouping.THEME,
    Grouping.POPULATION,
    Grouping.MANDATE,
    Grouping.PILLAR,
    Grouping.ACTION,
    Grouping.DECADE,
)
"""The vocabularies to filter by, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class RecommendationFilter:
    """The conditions for showing a recommendation: each choice must match, and each word must occur."""

    groups: tuple[tuple[Grouping, str], ...] = ()
    red_lines_only: bool = False
    words: str = ""

    def apply(self, items: Iterable[Recommendation]) -> list[Hit]:
        """The recommendations that match: in the given order, or as a search ranks them."""
        return search(filter(self._fits, items), self.words)

    def _fits(self, item: Recommendation) -> bool:
        return (item.red_line or not self.red_lines_only) and all(
            group in groups_of(item, grouping) or (grouping is Grouping.THEME and group in item.also_themes)
            for grouping, group in self.groups
        )


def ask_filter(catalogue: Catalogue) -> RecommendationFilter:
    """Draw the search and the filters; returns what is set."""
    words = st.text_input(
        _("Search recommendations and sources"),
        max_chars=NAME_LIMIT,
        key=f"browse-{catalogue.id}-words",
        type="search",
        placeholder=_("For example: residence permit"),
        live="500ms",
        persist_state="session",
    )
    with st.expander(_filters_label(catalogue), key=f"browse-{catalogue.id}-choices"):
        columns = st.columns(2)
        groups = [
            (grouping, group)
            for place, grouping in enumerate(GROUPINGS)
            if (group := _ask_group(catalogue, grouping, columns[place % 2]))
        ]
        red_lines_only = st.checkbox(
            _("Red lines only"), key=f"browse-{catalogue.id}-red-lines", persist_state="session"
        )
    return RecommendationFilter(tuple(groups), red_lines_only, words or "")


def _ask_group(catalogue: Catalogue, grouping: Grouping, column: DeltaGenerator) -> str | None:
    return column.selectbox(
        grouping_word(grouping),
        [group for group, items in recommendations_by_group(catalogue, grouping).items() if items],
        index=None,
        format_func=lambda group: group_word(catalogue, grouping, group),
        placeholder=_("All"),
        key=_key(catalogue, grouping),
        persist_state="session",
    )


def _filters_label(catalogue: Catalogue) -> str:
    """The label of the filters, with how many are set."""
    keys = [*(_key(catalogue, grouping) for grouping in GROUPINGS), f"browse-{catalogue.id}-red-lines"]
    count = sum(bool(st.session_state.get(key)) for key in keys)
    return _("Filter ({n} set)").format(n=count) if count else _("Filter")


def _key(catalogue: Catalogue, grouping: Grouping) -> str:
    return f"browse-{catalogue.id}-{grouping.value}"
