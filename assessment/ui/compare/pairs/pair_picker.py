"""Choosing two responses to compare, step by step: the country first, then what distinguishes the pairs.

The pair is remembered in the address by the two ids, so every list shows and changes it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from assessment.ui.compare.response_choices import ResponseChoice
from assessment.ui.session import state
from assessment.ui.widgets.choices import choose_one

Pair = tuple[ResponseChoice, ResponseChoice]


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
