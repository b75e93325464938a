"""The page “Method”: how scores are calculated, in plain words, with the open assessment as the example."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from assessment.config import settings
from assessment.domain.response import Assessment
from assessment.domain.robustness import LEADING
from assessment.domain.scoring import OVERLAPPING, Grouping, Tally, tally_all, tally_by, theme_weighted
from assessment.html.escaping import plain_text
from assessment.html.tables import TableColumn, rating_cell, table
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, grouping_word, rating_meaning
from assessment.labels.formatting import Group, groups, percent, response_name, score_with_n
from assessment.reports.method_text import (
    about_gaps,
    about_overalls,
    about_robustness,
    about_rounding,
    about_spread,
    about_steps,
    about_threshold,
    worth_words,
)
from assessment.ui.method.worked_example import EXAMPLE, worked_example
from assessment.ui.session import state
from assessment.ui.widgets.components import page_header


def method() -> None:
    page_header(
        _("Method"),
        _("How scores are calculated, step by step. The same formula is used throughout."),
    )
    threshold = settings().coverage_threshold
    assessment = _example_assessment()
    _ratings()
    _example(assessment, threshold)
    whole = EXAMPLE[1].tally if assessment is None else tally_all(assessment.catalogue, assessment.response)
    _reading(whole, threshold)
    _overalls(assessment, whole, threshold)
    for heading, text in _rules():
        st.header(heading, anchor=False)
        st.markdown(text)


def _example_assessment() -> Assessment | None:
    """The open assessment, if it has ratings."""
    assessment = state.assessment()
    if assessment is None or not tally_all(assessment.catalogue, assessment.response).rated:
        return None
    return assessment


def _ratings() -> None:
    st.header(_("1. The answers"), anchor=False)
    st.markdown(
        _(
            "Each recommendation gets one of five answers, or none yet. Three count in the score. The other three – "
            "“not applicable”, “don’t know” and “not answered” – are kept apart and never count as absent."
        )
    )
    columns = [TableColumn(_("Answer")), TableColumn(_("Counts"), is_number=True), TableColumn(_("What it means"))]
    rows = [[rating_cell(rating), worth_words(rating), rating_meaning(rating)] for rating in RATING_STYLES]
    st.html(table(_("The answers and what they count"), columns, rows))


def _example(assessment: Assessment | None, threshold: float) -> None:
    st.header(_("2. From the answers to a score"), anchor=False)
    st.markdown(
        _(
            "The score is the points as a share of what is rated. The overall score is calculated from all "
            "recommendations in the same way as a theme’s score from its own."
        )
    )
    if assessment is None:
        st.markdown(_("No open assessment has ratings yet, so these figures are invented:"))
        names = (_("Example theme"), _("Example total"))
        example = [Group(name, group.tally) for name, group in zip(names, EXAMPLE, strict=True)]
        st.html(worked_example(example, threshold))
    else:
        _own_example(assessment, threshold)


@state.fragment
def _own_example(assessment: Assessment, threshold: float) -> None:
    """The steps with the figures of a theme of the open assessment."""
    catalogue, response = assessment.catalogue, assessment.response
    st.markdown(_("With the figures of the open assessment:"))
    st.text(response_name(response, plain_text))
    themes = groups(catalogue, response, Grouping.THEME)
    rated = next(place for place, group in enumerate(themes) if group.tally.rated)
    place = st.selectbox(
        grouping_word(Grouping.THEME),
        range(len(themes)),
        index=rated,
        format_func=lambda place: themes[place].name,
        key=f"method-{catalogue.id}-theme",
    )
    st.html(worked_example([themes[place], Group(_("All themes"), tally_all(catalogue, response))], threshold))


def _reading(whole: Tally, threshold: float) -> None:
    st.header(_("3. How to read a score"), anchor=False)
    with_its_band = _(
        "**Always with n and band.** “{score}” means: {rated} of {applicable} applicable recommendations are "
        "rated, and whatever the other {unknown} turn out to be, the score will be in the band (the range of "
        "possible scores)."
    ).format(
        score=score_with_n(whole, threshold),
        applicable=whole.applicable,
        rated=whole.rated,
        unknown=whole.dont_know + whole.unanswered,
    )
    counts_first = _(
        "**Counts first.** The numbers of implemented, partial, absent and unknown recommendations come "
        "before any percentage."
    )
    st.markdown(_listing([with_its_band, about_threshold(threshold), about_rounding(), about_steps(), counts_first]))


def _overalls(assessment: Assessment | None, whole: Tally, threshold: float) -> None:
    st.header(_("4. Two overall scores"), anchor=False)
    st.markdown(about_overalls())
    if assessment is None:
        return
    weighted = theme_weighted(tally_by(assessment.catalogue, assessment.response, Grouping.THEME))
    if whole.is_sufficient(threshold):
        st.markdown(
            _("Here the overall is {overall}, and the theme-weighted overall is {weighted}.").format(
                overall=percent(whole.score), weighted=percent(weighted)
            )
        )


def _listing(sentences: Iterable[str]) -> str:
    """Markdown of a list with bullets."""
    return "\n".join(f"- {sentence}" for sentence in sentences)


def _rules() -> list[tuple[str, str]]:
    """The heading and the Markdown of each section that needs no figures."""
    several = ", ".join(f"“{grouping_word(grouping)}”" for grouping in Grouping if grouping in OVERLAPPING)
    return [
        (
            _("5. Groups"),
            _(
                "Scores are also given by pillar, population, mechanism, mandate, indicator, Compact action and decade "
                "of the source. Each recommendation has exactly one theme. Under {several} it can count in several "
                "groups, so those groups don’t add up to the whole.\n\n"
                "A Compact action that no recommendation serves first reads “not covered by this tool”. That is about "
                "the questionnaire, not about the country or area."
            ).format(several=several),
        ),
        (_("6. Gaps, red lines and information gaps"), _listing(about_gaps())),
        (
            _("7. Measures"),
            _(
                "Most recommendations ask for several measures, each ticked when it is in place. All ticked suggests "
                "“implemented”, some “partial”, none “absent”. Only a person rates; where rating and ticks disagree, "
                "an explanation is asked for."
            ),
        ),
        (
            _("8. Comparing"),
            _(
                "- Countries and areas are in alphabetical order. There is no ranking and no map coloured by score.\n"
                "- Responses are compared only on the recommendations that all of them rate; their number is shown.\n"
                "- The State and civil society are separate voices and are never averaged. Ratings one step apart are "
                "contested, two steps apart strongly contested.\n"
                "- Between two rounds a recommendation has improved, worsened or stayed the same, or is newly or no "
                "longer rated."
            ),
        ),
        (
            _("9. Robustness"),
            about_robustness()
            + "\n\n"
            + _(
                "The page “Results” shows the range of every score, and which of the {leading} leading gaps and which "
                "orders of two themes stay the same in all of them."
            ).format(leading=LEADING),
        ),
        (
            _("10. What a score doesn’t say"),
            _(
                "A score sums up what respondents say about themselves or their country or area. It is not a "
                "judgement by the United Nations, and a high score does not prove that people are protected. The "
                "evidence given with each answer supports a result."
            ),
        ),
        (
            _("11. Votes of a workshop"),
            _("Votes are never averaged into a rating: a person records what the room agrees on, with its reason.")
            + f" {about_spread()}",
        ),
    ]


method()
