"""The rest of the method in plain words: groups, gaps, measures, comparing, robustness, limits."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from assessment.language import gettext as _
from assessment.legend import grouping_word
from assessment.reports.explanations import about_gaps, about_robustness
from assessment.robustness import LEADING
from assessment.scoring import OVERLAPPING, Grouping


def listing(sentences: Iterable[str]) -> str:
    """Markdown of a list with bullets."""
    return "\n".join(f"- {sentence}" for sentence in sentences)


def rules() -> None:
    """Sections 5 to 10 of the page “Method”."""
    _groupings()
    _gaps()
    _measures()
    _comparing()
    _robustness()
    _limits()


def _groupings() -> None:
    st.header(_("5. Groups"), anchor=False)
    several = ", ".join(f"“{grouping_word(grouping)}”" for grouping in Grouping if grouping in OVERLAPPING)
    st.markdown(
        _(
            "The same count is made by theme, pillar, population, mechanism, mandate, kind of indicator, action of "
            "the Compact and decade of the source. Each recommendation has exactly one theme, in which it is scored. "
            "In {several} a recommendation can count in several groups, so there the groups don’t add up to the "
            "whole; the page “Results” says so where it is the case.\n\nAn action of the Compact that no "
            "recommendation serves first reads “not covered by this tool”. That says something about the "
            "questionnaire, and nothing about the country or area."
        ).format(several=several)
    )


def _gaps() -> None:
    st.header(_("6. Gaps, red lines and information gaps"), anchor=False)
    st.markdown(listing(about_gaps()))


def _measures() -> None:
    st.header(_("7. Measures"), anchor=False)
    st.markdown(
        _(
            "Most recommendations ask for several things, and each is a measure that can be ticked when it is in "
            "place. All ticked suggests “implemented”, some “partial”, none “absent”. It stays a suggestion: only a "
            "person rates. Where rating and ticks disagree, a word of explanation is asked for."
        )
    )


def _comparing() -> None:
    st.header(_("8. Comparing"), anchor=False)
    st.markdown(
        _(
            "- Countries and areas stand in alphabetical order. There is no ranking, no league table, and no map "
            "coloured by score.\n"
            "- Responses are compared only on the recommendations that each of them rates, and that number is "
            "printed.\n"
            "- The State and civil society are separate voices. They are never averaged without being asked; where "
            "they are one step apart a rating is contested, where they are two steps apart it is strongly "
            "contested.\n"
            "- Between two rounds a recommendation has improved, worsened, stayed, is newly rated or is no longer "
            "rated."
        )
    )


def _robustness() -> None:
    st.header(_("9. Robustness"), anchor=False)
    on_results = _(
        "On one click the page “Results” shows the range of every score, and which of the {leading} leading gaps and "
        "which orders of two themes stay the same."
    )
    st.markdown(f"{about_robustness()}\n\n{on_results.format(leading=LEADING)}")


def _limits() -> None:
    st.header(_("10. What a score doesn’t say"), anchor=False)
    st.markdown(
        _(
            "A score sums up what respondents say of themselves or of their country or area. It is no judgement by "
            "the United Nations, and a high score is no proof that people are protected. What carries a result is "
            "the evidence beside each answer."
        )
    )
