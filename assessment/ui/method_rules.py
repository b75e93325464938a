"""The rest of the method in plain words: groups, gaps, measures, comparing, robustness, limits."""

from __future__ import annotations

import streamlit as st

from assessment.language import gettext as _
from assessment.legend import grouping_word
from assessment.robustness import LEADING, VARIANTS
from assessment.scoring import OVERLAPPING, Grouping


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
    st.markdown(
        _(
            "A **gap** is a recommendation that is rated absent or partial. Gaps stand in this order:\n\n"
            "1. red lines that are absent,\n"
            "2. red lines that are partial,\n"
            "3. other recommendations that are absent,\n"
            "4. other recommendations that are partial.\n\n"
            "Within each, what most UN mandates ask for comes first. “Asked by 4 UN mandates” means that "
            "recommendations of four different mandates ask for the same thing. Equals stand in the order of the "
            "themes, then of the questionnaire.\n\n"
            "A **red line** is a duty whose absence harms a person directly: somebody is punished, detained or sent "
            "back into danger. It is flagged whatever the score says.\n\n"
            "An **information gap** is a recommendation that is not answered or answered “don’t know”. Information "
            "gaps have their own list and are never mixed with gaps."
        )
    )


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
    st.markdown(
        _(
            "Every method makes choices. On one click the page “Results” computes all scores {variants} times: with "
            "a partial worth ⅓, ½ and ⅔; with each recommendation or each theme weighing the same; and with "
            "near-duplicates counted once or each. It shows the range of every score, and which of the {leading} "
            "leading gaps and which orders between two themes stay the same in all of them."
        ).format(variants=len(VARIANTS), leading=LEADING)
    )


def _limits() -> None:
    st.header(_("10. What a score doesn’t say"), anchor=False)
    st.markdown(
        _(
            "A score sums up what respondents say of themselves or of their country or area. It is no judgement by "
            "the United Nations, and a high score is no proof that people are protected. What carries a result is "
            "the evidence beside each answer."
        )
    )
