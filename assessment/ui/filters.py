"""Filters over the recommendations of a catalogue, for the page “Rate”."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from assessment.language import gettext as _
from assessment.language import ngettext
from assessment.model import Answer, Catalogue, Rating, Recommendation


@dataclass(frozen=True, slots=True)
class Filters:
    """What a recommendation must be to be shown; every filter that is set must fit."""

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

    def apply(self, catalogue: Catalogue, answer: Callable[[str], Answer]) -> tuple[Recommendation, ...]:
        """The recommendations that fit, in document order."""
        return tuple(item for item in catalogue.recommendations if self._fits(item, answer(item.id)))

    def _fits(self, item: Recommendation, answer: Answer) -> bool:
        return (
            (not self.unanswered or answer.rating is None)
            and (not self.absent or answer.rating is Rating.ABSENT)
            and (not self.red_line or item.red_line)
            and (self.population is None or self.population in item.populations)
            and (self.mandate is None or self.mandate == item.source.mandate.id)
            and all(word in searchable_text(item) for word in searchable(self.words).split())
        )


def searchable_text(item: Recommendation) -> str:
    """Everything of a recommendation that a search looks into."""
    measures = (measure.text for measure in item.measures)
    return searchable("\n".join((item.id, item.title, item.question, item.text, item.source.symbol, *measures)))


def searchable(text: str) -> str:
    """A text as it is compared: capitals and kinds of apostrophe don't count."""
    return text.casefold().replace("’", "'")


def ask_filters(catalogue: Catalogue) -> Filters:
    """Draw the filters and give those that are set."""
    filters = Filters(
        unanswered="unanswered" in st.session_state.get("filter-state", []),
        absent="absent" in st.session_state.get("filter-state", []),
        red_line="red_line" in st.session_state.get("filter-state", []),
        population=st.session_state.get("filter-population"),
        mandate=st.session_state.get("filter-mandate"),
        words=st.session_state.get("filter-words", ""),
    )
    number = filters.count
    label = ngettext("Filter and search ({n} set)", "Filter and search ({n} set)", number).format(n=number)
    with st.expander(label if number else _("Filter and search"), key="filters"):
        words = {"unanswered": _("Not answered"), "absent": _("Absent"), "red_line": _("Red lines")}
        st.pills(_("Only"), list(words), format_func=words.__getitem__, selection_mode="multi", key="filter-state")
        populations = {population.id: population.name for population in catalogue.populations}
        mandates = {mandate.id: mandate.name for mandate in catalogue.mandates}
        left, right = st.columns(2)
        left.selectbox(
            _("Population"), list(populations), index=None, format_func=populations.__getitem__,
            placeholder=_("All"), key="filter-population",
        )  # fmt: skip
        right.selectbox(
            _("Mandate"), list(mandates), index=None, format_func=mandates.__getitem__,
            placeholder=_("All"), key="filter-mandate",
        )  # fmt: skip
        st.text_input(_("Search in titles, questions, texts and measures"), key="filter-words")
    return filters
