"""Two responses: choosing them, and a table of theirs a page at a time.

Which two is remembered in the address by their ids, so every list shows and changes it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace

import streamlit as st

from assessment.domain.countries import country_name
from assessment.html.tables import draw_table
from assessment.ui.compare.response_choices import ChosenResponses, ResponseChoice
from assessment.ui.session import state
from assessment.ui.widgets.choices import choose_one, page_of
from assessment.views.table import Row, Table

Pair = tuple[ResponseChoice, ResponseChoice]
ROWS_SHOWN = 20


class PairPicker:
    """The pairs left to choose from, and the chosen one: the one remembered under a name, else the first of which both
    are compared."""

    def __init__(self, name: str, pairs: Sequence[Pair], chosen: ChosenResponses) -> None:
        self._name, self._left = name, pairs
        choice, compared = state.chosen_text(name), set(chosen.ids)
        first = max(pairs, key=lambda pair: sum(line.name in compared for line in pair))
        self.pair = next((pair for pair in pairs if _key(pair) == choice), first)

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


@state.fragment
def paged_table(table: Table[Row], key: str) -> None:
    """A table a page at a time."""
    st.html(draw_table(replace(table, rows=page_of(table.rows, ROWS_SHOWN, key))))
