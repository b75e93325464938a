"""The rest of the method in plain words: groups, gaps, measures, comparing, robustness, limits."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from assessment.domain.robustness import LEADING
from assessment.domain.scoring import OVERLAPPING, Grouping
from assessment.i18n import gettext as _
from assessment.labels.codes import grouping_word
from assessment.reports.method_text import about_gaps, about_robustness, about_spread


def listing(sentences: Iterable[str]) -> str:
    """Markdown of a list with bullets."""
    return "\n".join(f"- {sentence}" for sentence in sentences)


def rules() -> None:
    """Sections 5 to 11 of the page “Method”."""
    _groupings()
    _gaps()
    _measures()
    _comparing()
    _robustness()
    _limits()
    _votes()


def _groupings() -> None:
    st.header(_("5. Groups"), anchor=False)
    several = ", ".join(f"“{grouping_word(grouping)}”" for grouping in Grouping if grouping in OVERLAPPING)
    st.markdown(
        _(
            "Scores are also given by pillar, population, mechanism, mandate, indicator, Compact action and decade of "
            "the source. Each recommendation has exactly one theme. Under {several} it can count in several groups, "
            "so those groups don’t add up to the whole.\n\n"
            "A Compact action that no recommendation serves first reads “not covered by this tool”. That is about the "
            "questionnaire, not about the country or area."
        ).format(several=several)
    )


def _gaps() -> None:
    st.header(_("6. Gaps, red lines and information gaps"), anchor=False)
    st.markdown(listing(about_gaps()))


def _measures() -> None:
    st.header(_("7. Measures"), anchor=False)
    st.markdown(
        _(
            "Most recommendations ask for several measures, each ticked when it is in place. All ticked suggests "
            "“implemented”, some “partial”, none “absent”. Only a person rates; where rating and ticks disagree, an "
            "explanation is asked for."
        )
    )


def _comparing() -> None:
    st.header(_("8. Comparing"), anchor=False)
    st.markdown(
        _(
            "- Countries and areas are in alphabetical order. There is no ranking and no map coloured by score.\n"
            "- Responses are compared only on the recommendations that all of them rate; their number is shown.\n"
            "- The State and civil society are separate voices and are never averaged. Ratings one step apart are "
            "contested, two steps apart strongly contested.\n"
            "- Between two rounds a recommendation has improved, worsened or stayed the same, or is newly or no "
            "longer rated."
        )
    )


def _robustness() -> None:
    st.header(_("9. Robustness"), anchor=False)
    on_results = _(
        "The page “Results” shows the range of every score, and which of the {leading} leading gaps and which "
        "orders of two themes stay the same in all of them."
    )
    st.markdown(f"{about_robustness()}\n\n{on_results.format(leading=LEADING)}")


def _limits() -> None:
    st.header(_("10. What a score doesn’t say"), anchor=False)
    st.markdown(
        _(
            "A score sums up what respondents say about themselves or their country or area. It is not a judgement by "
            "the United Nations, and a high score does not prove that people are protected. The evidence given with "
            "each answer supports a result."
        )
    )


def _votes() -> None:
    st.header(_("11. Votes of a workshop"), anchor=False)
    st.markdown(
        _("Votes are never averaged into a rating: a person records what the room agrees on, with its reason.")
        + f" {about_spread()}"
    )
