"""Filters over the recommendations of a catalogue, for the page “Rate”."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import streamlit as st

from assessment.domain.model import Answer, Catalogue, Rating, Recommendation
from assessment.domain.search import Hit, search
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.parsing.limits import NAME_LIMIT
from assessment.ui.session import state

STATES = ("unanswered", "absent", "red_line")
"""Conditions on a recommendation and its answer, in the order in which they are offered."""
CHOICES = ("only", "population", "mandate", "search")
"""The names of the filters in the address."""


@dataclass(frozen=True, slots=True)
class Filters:
    """The conditions for showing a recommendation; all that are set must match."""

    unanswered: bool = False
    absent: bool = False
    red_line: bool = False
    population: str | None = None
    mandate: str | None = None
    words: str = ""

    @property
    def are_set(self) -> bool:
        return self != Filters()

    @property
    def count(self) -> int:
        values = (self.unanswered, self.absent, self.red_line, self.population, self.mandate, self.words)
        return sum(bool(value) for value in values)

    def apply(self, items: Iterable[Recommendation], answer: Callable[[str], Answer]) -> list[Hit]:
        """The recommendations that match: in the given order, or as a search ranks them."""
        fitting = [item for item in items if self._fits(item, answer(item.id))]
        return search(fitting, self.words, lambda recommendation_id: answer(recommendation_id).texts)

    def _fits(self, item: Recommendation, answer: Answer) -> bool:
        return (
            (not self.unanswered or answer.rating is None)
            and (not self.absent or answer.rating is Rating.ABSENT)
            and (not self.red_line or item.red_line)
            and (self.population is None or self.population in item.populations)
            and (self.mandate is None or self.mandate == item.source.mandate.id)
        )


def chosen_filters(catalogue: Catalogue) -> Filters:
    """The filters set in the address; values that the catalogue doesn't have are ignored."""
    only = (state.chosen_text("only") or "").split()
    population, mandate = state.chosen_text("population"), state.chosen_text("mandate")
    return Filters(
        unanswered="unanswered" in only,
        absent="absent" in only,
        red_line="red_line" in only,
        population=population if population in {term.id for term in catalogue.populations} else None,
        mandate=mandate if mandate in {one.id for one in catalogue.mandates} else None,
        words=state.chosen_text("search") or "",
    )


def clear_filters() -> None:
    """Clear all filters."""
    for name in CHOICES:
        state.choose(name, None)
        st.session_state.pop(f"filter-{name}", None)


def ask_filters(catalogue: Catalogue, filters: Filters) -> None:
    """Draw the filters with their values."""
    number = filters.count
    label = ngettext("Filter and search ({n} set)", "Filter and search ({n} set)", number).format(n=number)
    words = {"unanswered": _("Not answered"), "absent": _("Absent"), "red_line": _("Red lines")}
    populations = {population.id: population.name for population in catalogue.populations}
    mandates = {mandate.id: mandate.name for mandate in catalogue.mandates}
    with st.popover(label if number else _("Filter and search"), icon=":material/search:", key="filters"):
        st.pills(
            _("Show only"),
            STATES,
            format_func=words.__getitem__,
            selection_mode="multi",
            key=state.seeded("filter-only", [name for name in STATES if getattr(filters, name)]),
            on_change=_keep,
            args=("only",),
        )
        left, right = st.columns(2)
        for column, name, label, names in (
            (left, "population", _("Population"), populations),
            (right, "mandate", _("Mandate"), mandates),
        ):
            column.selectbox(
                label,
                list(names),
                format_func=names.__getitem__,
                placeholder=_("All"),
                key=state.seeded(f"filter-{name}", getattr(filters, name)),
                on_change=_keep,
                args=(name,),
            )
        st.text_input(
            _("Search in the recommendations, their sources and your own texts"),
            max_chars=NAME_LIMIT,
            key=state.seeded("filter-search", filters.words),
            on_change=_keep,
            args=("search",),
        )
        if number:
            st.button(_("Clear filters"), on_click=clear_filters, key="clear-filters")


def _keep(name: str) -> None:
    value = st.session_state.get(f"filter-{name}")
    state.choose(name, " ".join(value) if isinstance(value, list) else value)
